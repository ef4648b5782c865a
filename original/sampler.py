"""Bilinear sampling of images at real-valued coordinates, with the conventions of Lasagne's TransformerLayer.

Spatial transformer networks, Jaderberg et al. 2015 (thesis reference [2]), equation 5.
"""

import theano.tensor as T

BORDER_MODES = ("nearest", "mirror", "wrap")


def bilinear_sample(image, coordinates, border_mode="nearest"):
    """Sample `image` at `coordinates`, interpolating linearly between the four pixels around each point.

    Parameters
    ----------
    image : symbolic tensor, shape (B, C, H, W)
    coordinates : symbolic tensor, shape (B, 2, N)
        x in row 0 and y in row 1, in [-1, 1]: -1 is the centre of the first pixel, 1 that of the last one.
    border_mode : {'nearest', 'mirror', 'wrap'}
        What stands outside the image: its edge pixels, its mirror image (the edge not repeated), or itself again.

    Returns
    -------
    symbolic tensor, shape (B, C, N)
        Differentiable in both arguments. The interpolation weights come from the unclipped coordinates, only the
        pixel indices are brought back into the image.
    """
    if border_mode not in BORDER_MODES:
        raise ValueError("border_mode must be one of {}, got {!r}".format(", ".join(BORDER_MODES), border_mode))
    batch, channels, height, width = [image.shape[axis] for axis in range(4)]
    x, left, right = _neighbours(coordinates[:, 0], width, border_mode)
    y, top, bottom = _neighbours(coordinates[:, 1], height, border_mode)

    pixels = image.flatten()
    planes = (T.arange(batch * channels) * (height * width)).reshape((batch, channels, 1))

    def corner(row, column):
        index = planes + (row * width + column).dimshuffle(0, "x", 1)
        return pixels[index.flatten()].reshape(index.shape, ndim=3)

    weight_right = (x - T.floor(x)).dimshuffle(0, "x", 1)
    weight_bottom = (y - T.floor(y)).dimshuffle(0, "x", 1)
    upper = (1 - weight_right) * corner(top, left) + weight_right * corner(top, right)
    lower = (1 - weight_right) * corner(bottom, left) + weight_right * corner(bottom, right)
    return (1 - weight_bottom) * upper + weight_bottom * lower


def _neighbours(coordinate, size, border_mode):
    """Position in pixels, shape (B, N), and the indices of the pixels on either side of it."""
    position = (coordinate + 1) / 2 * (size - 1).astype(coordinate.dtype)
    before = T.floor(position).astype("int64")
    return position, _into_image(before, size, border_mode), _into_image(before + 1, size, border_mode)


def _into_image(index, size, border_mode):
    if border_mode == "nearest":
        return T.clip(index, 0, size - 1)
    if border_mode == "wrap":
        return index % size
    period = 2 * (size - 1)
    return T.minimum(index % period, -index % period)

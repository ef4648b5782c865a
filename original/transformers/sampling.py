"""Bilinear sampling of images at real-valued positions, with the conventions of Lasagne's TransformerLayer.

Spatial transformer networks, Jaderberg et al. 2015 (thesis reference [2]), equation 5.
"""

import numpy as np

from original.engines.compat import T, computed_once, upcast
from original.borders import border_level
from original.kernels import exist_for
from original.kernels.bilinear import BilinearSample
from original.registry import check_choice
from original.spec import SAMPLERS

# Pixels from the image; what lies farther outside is sampled there. A number of single precision, which widens none.
FARTHEST = np.float32(1e9)
OUTSIDE = -1  # the index of every pixel outside an image that is surrounded by zeros


def bilinear_sample(image, positions, border_mode="nearest", sampler="fused", border_value=0.0):
    """Return `image` sampled at `positions`: linear between the four pixels around each point.

    Parameters
    ----------
    image : symbolic tensor, shape (B, C, H, W), H and W at least 1
    positions : symbolic tensor, shape (B, 2, N)
        x in row 0 and y in row 1, in pixels: 0 is the centre of the first pixel, W - 1 or H - 1 that of the last one.
        A position that is not finite gives NaN, under every border mode.
    border_mode : {'nearest', 'mirror', 'wrap', 'zeros', 'constant'}
        What stands outside the image: its edge pixels, its mirror image (the edge not repeated), itself again, zeros,
        or `border_value`. Under the last two each neighbour outside counts as that number, so that the image blends
        into it over one pixel; so does PyTorch's ``grid_sample`` with zeros. Farther out the result is the number, and
        the gradients are 0.
    sampler : {'fused', 'graph'}
        A kernel in one pass, on the CPU through C or Numba; or the engine's own operations. The same numbers.
    border_value : float
        The grey level outside, in [0, 1]; other than 0 only with 'constant'.

    Returns
    -------
    symbolic tensor, shape (B, C, N)
        Of the type to which the engine brings both arguments. Differentiable in both. The interpolation weights come
        from the unclipped positions, only the pixel indices are brought back into the image.
    """
    level = border_level(border_mode, border_value)
    check_choice("sampler", sampler, SAMPLERS)
    if border_mode == "constant":
        # The weights of the four neighbours sum to 1: zeros around the difference are the constant around the image.
        dtype = upcast("float32", image.dtype, positions.dtype)
        level = np.asarray(level, dtype)
        return bilinear_sample(T.cast(image, dtype) - level, positions, "zeros", sampler) + level
    if sampler == "fused" and exist_for("c", "numba"):
        return BilinearSample(border_mode)(image, positions)
    return _sample_graph(image, positions, border_mode)


def _sample_graph(image, positions, border_mode):
    batch, channels, height, width = [image.shape[axis] for axis in range(4)]
    positions = computed_once(positions)
    x, y = positions[:, 0], positions[:, 1]
    left, right = _neighbours(x, width, border_mode)
    top, bottom = _neighbours(y, height, border_mode)

    pixels = image.flatten()
    planes = (T.arange(batch * channels) * (height * width)).reshape((batch, channels, 1))
    if border_mode == "zeros":
        # The pixel outside, as one more in memory. To multiply by 0 or to switch would lose NaN or spread it.
        pixels = T.concatenate([pixels, T.zeros((1,), image.dtype)])

    def corner(row, column):
        index = planes + (row * width + column).dimshuffle(0, "x", 1)
        if border_mode == "zeros":
            inside = (T.ge(row, 0) & T.ge(column, 0)).dimshuffle(0, "x", 1)
            index = T.switch(inside, index, batch * channels * height * width)
        return pixels[computed_once(index.flatten())].reshape(index.shape, ndim=3)

    weight_right = (x - T.floor(x)).dimshuffle(0, "x", 1)
    weight_bottom = (y - T.floor(y)).dimshuffle(0, "x", 1)
    upper = (1 - weight_right) * corner(top, left) + weight_right * corner(top, right)
    lower = (1 - weight_right) * corner(bottom, left) + weight_right * corner(bottom, right)
    return (1 - weight_bottom) * upper + weight_bottom * lower


def _neighbours(position, size, border_mode):
    """Return the indices of the pixels on either side of each position (B, N)."""
    # Far outside and where it is NaN, the index is cut off before it is an integer, as in the kernels.
    before = T.floor(position)
    before = T.switch(T.ge(before, -FARTHEST), before, -FARTHEST)
    before = T.switch(T.le(before, FARTHEST), before, FARTHEST).astype("int64")
    return _into_image(before, size, border_mode), _into_image(before + 1, size, border_mode)


def _into_image(index, size, border_mode):
    if border_mode == "nearest":
        return T.clip(index, 0, size - 1)
    if border_mode == "wrap":
        return index % size
    if border_mode == "zeros":
        return T.switch(T.ge(index, 0) & T.lt(index, size), index, OUTSIDE)
    period = T.maximum(2 * (size - 1), 1)  # one pixel mirrors into itself
    return T.minimum(index % period, -index % period)

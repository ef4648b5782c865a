"""Bilinear sampling of images at real-valued positions, with the conventions of Lasagne's TransformerLayer.

Spatial transformer networks, Jaderberg et al. 2015 (thesis reference [2]), equation 5.
"""

import numpy as np

from original.engines.compat import T, computed_once
from original.kernels import exist_for
from original.kernels.bilinear import BilinearSample
from original.registry import check_choice
from original.spec import BORDER_MODES, SAMPLERS

# Pixels from the image; what lies farther outside is sampled there. A number of single precision, which widens none.
FARTHEST = np.float32(1e9)


def bilinear_sample(image, positions, border_mode="nearest", sampler="fused"):
    """Return `image` sampled at `positions`: linear between the four pixels around each point.

    Parameters
    ----------
    image : symbolic tensor, shape (B, C, H, W), H and W at least 1
    positions : symbolic tensor, shape (B, 2, N)
        x in row 0 and y in row 1, in pixels: 0 is the centre of the first pixel, W - 1 or H - 1 that of the last one.
        A position that is not finite gives NaN.
    border_mode : {'nearest', 'mirror', 'wrap'}
        What stands outside the image: its edge pixels, its mirror image (the edge not repeated), or itself again.
    sampler : {'fused', 'graph'}
        A kernel in one pass, on the CPU through C or Numba; or the engine's own operations. The same numbers.

    Returns
    -------
    symbolic tensor, shape (B, C, N)
        Of the type to which the engine brings both arguments. Differentiable in both. The interpolation weights come
        from the unclipped positions, only the pixel indices are brought back into the image.
    """
    check_choice("border_mode", border_mode, BORDER_MODES)
    check_choice("sampler", sampler, SAMPLERS)
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

    def corner(row, column):
        index = planes + (row * width + column).dimshuffle(0, "x", 1)
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
    period = T.maximum(2 * (size - 1), 1)  # one pixel mirrors into itself
    return T.minimum(index % period, -index % period)

"""The kernels of bilinear.h for Numba, point by point; `functions` gives them."""

import zlib

import numpy as np
from pytensor.link.numba.dispatch.basic import numba_njit

from original.kernels.op import source

VERSION = zlib.crc32(source(__name__.rpartition(".")[2] + ".py").encode())  # Numba keeps what it compiled by it


OUTSIDE = -1  # the index of every pixel outside an image that is surrounded by zeros


@numba_njit
def _check(image, positions):
    """Raise ValueError unless the sizes are those of the signature; Numba takes no message that it has to compute."""
    if image.shape[0] != positions.shape[0] or positions.shape[1] != 2 or image.shape[2] * image.shape[3] < 1:
        raise ValueError("BilinearSample needs images (B, C, H, W) and positions (B, 2, N), H and W above 0")


@numba_njit
def _into_image(index, size, border):
    if border == "nearest":
        return min(max(index, 0), size - 1)
    if border == "zeros":
        return index if 0 <= index < size else OUTSIDE
    period = size if border == "wrap" else max(2 * (size - 1), 1)
    index %= period
    return min(index, period - index) if border == "mirror" else index


@numba_njit
def _neighbours(position, size, border):
    """Return the pixels on either side of a position, and the weight of the second."""
    below = np.floor(position)
    # Cut off before it is an integer, which it can't be far outside or where it is NaN.
    index = int(min(below, 1e9)) if below >= -1e9 else -(10**9)
    return _into_image(index, size, border), _into_image(index + 1, size, border), position - below


@numba_njit
def _around(position, shape, border):
    """Return `_neighbours` of a position's x and y in an image of `shape` (B, C, H, W)."""
    return _neighbours(position[0], shape[3], border), _neighbours(position[1], shape[2], border)


@numba_njit
def _pixel(plane, row, column):
    return plane[row, column] if row >= 0 and column >= 0 else plane.dtype.type(0)


@numba_njit
def _add_to_pixel(plane, row, column, value):
    if row >= 0 and column >= 0:
        plane[row, column] += value


@numba_njit
def _gradient(image, positions, cotangent, image_gradient, border):
    """Return the gradient in the positions; add that in the image to `image_gradient`, unless it is empty."""
    _check(image, positions)
    if cotangent.shape != (image.shape[0], image.shape[1], positions.shape[2]):
        raise ValueError("BilinearSampleGradient needs a cotangent (B, C, N)")
    positions_gradient = np.zeros_like(positions)
    one = image.dtype.type(1)
    for b, n in np.ndindex(positions.shape[0], positions.shape[2]):
        (left, right, weight_right), (top, bottom, weight_bottom) = _around(positions[b, :, n], image.shape, border)
        for c in range(image.shape[1]):
            plane, incoming = image[b, c], cotangent[b, c, n]
            above, below = (one - weight_bottom) * incoming, weight_bottom * incoming
            top_left, top_right = _pixel(plane, top, left), _pixel(plane, top, right)
            bottom_left, bottom_right = _pixel(plane, bottom, left), _pixel(plane, bottom, right)
            positions_gradient[b, 0, n] += above * (top_right - top_left) + below * (bottom_right - bottom_left)
            positions_gradient[b, 1, n] += incoming * (
                (one - weight_right) * (bottom_left - top_left) + weight_right * (bottom_right - top_right)
            )
            if image_gradient.size:
                plane_gradient = image_gradient[b, c]
                _add_to_pixel(plane_gradient, top, left, above * (one - weight_right))
                _add_to_pixel(plane_gradient, top, right, above * weight_right)
                _add_to_pixel(plane_gradient, bottom, left, below * (one - weight_right))
                _add_to_pixel(plane_gradient, bottom, right, below * weight_right)
    return positions_gradient


def functions(border):
    """Return what Numba takes for the ops of `original.kernels.bilinear` with one border mode.

    Returns
    -------
    (sample, gradients, positions_gradient)
        Of image, positions: sampled. Of image, positions and cotangent: the gradients in the first two; in the second.
    """

    @numba_njit
    def sample(image, positions):
        _check(image, positions)
        sampled = np.empty((image.shape[0], image.shape[1], positions.shape[2]), image.dtype)
        one = image.dtype.type(1)
        for b, n in np.ndindex(positions.shape[0], positions.shape[2]):
            (left, right, weight_right), (top, bottom, weight_bottom) = _around(positions[b, :, n], image.shape, border)
            for c in range(image.shape[1]):
                plane = image[b, c]
                upper = (one - weight_right) * _pixel(plane, top, left) + weight_right * _pixel(plane, top, right)
                lower = (one - weight_right) * _pixel(plane, bottom, left) + weight_right * _pixel(plane, bottom, right)
                sampled[b, c, n] = (one - weight_bottom) * upper + weight_bottom * lower
        return sampled

    @numba_njit
    def gradients(image, positions, cotangent):
        image_gradient = np.zeros_like(image)
        return image_gradient, _gradient(image, positions, cotangent, image_gradient, border)

    @numba_njit
    def positions_gradient(image, positions, cotangent):
        return _gradient(image, positions, cotangent, np.zeros((0, 0, 0, 0), image.dtype), border)

    return sample, gradients, positions_gradient

"""Poses undone: affine ones exactly, thin plate splines to a measured error.

The DTVAE (section III.iii) undoes the pose of its input and applies it again to the reconstruction.
"""

import numpy as np

from original.engines.compat import T, lasagne
from original.spec import GRID_SIZE, MIN_DETERMINANT
from original.transformers import splines

# Newton steps of `tps_inverse`, and what they may not leave, in [-1, 1] coordinates: a spline that folds the plane
# would throw them far out.
ITERATIONS = 5
BOUNDS = np.float32(-3), np.float32(3)


def affine_inverse(theta, min_determinant=MIN_DETERMINANT):
    """Return the pose that undoes an affine pose: [A^-1 | -A^-1 b].

    Parameters
    ----------
    theta : symbolic matrix, shape (B, 6)
        Rows of the 2 x 3 matrix [A | b].
    min_determinant : float
        Determinants nearer to zero than this are replaced by it, keeping their sign; 0 replaces none.

    Returns
    -------
    symbolic matrix, shape (B, 6)
    """
    a, b, c, d, e, f = [theta[:, i] for i in range(6)]
    determinant = a * e - b * d
    magnitude = T.maximum(abs(determinant), np.float32(min_determinant))
    determinant = T.switch(determinant < 0, -magnitude, magnitude)
    inverse = T.stack([e, -b, b * f - c * e, -d, a, c * d - a * f], axis=1)
    return inverse / determinant.dimshuffle(0, "x")


class _InverseLayer(lasagne.layers.Layer):
    def __init__(self, incoming, min_determinant=MIN_DETERMINANT, **kwargs):
        super().__init__(incoming, **kwargs)
        self.min_determinant = min_determinant


class AffineInverseLayer(_InverseLayer):
    """(B, 6) affine poses to the poses that undo them, see `affine_inverse`."""

    def get_output_for(self, input, **kwargs):
        return affine_inverse(input, self.min_determinant)


def tps_inverse(offsets, grid_size=GRID_SIZE, iterations=ITERATIONS, min_determinant=MIN_DETERMINANT):
    """Return the thin plate spline that comes closest to undoing another one on the same control points.

    Parameters
    ----------
    offsets : symbolic matrix, shape (B, 2P)
        Of a spline f, see `original.transformers.layers.TPSTransformerLayer`.
    grid_size : int
        Side of the grid of P control points.
    iterations : int
        Newton steps after the first guess; both take the slope of f from the affine map nearest to it.
    min_determinant : float
        Of that affine map, see `affine_inverse`.

    Returns
    -------
    symbolic matrix, shape (B, 2P)
        Of a spline g with f(g(c)) = c at each control point c, as far as the steps converge. Elsewhere f(g(p)) is
        only near p, as the inverse of a spline is none. Where f folds the plane nothing undoes it; g stays finite.
    """
    dtype = offsets.dtype
    points = splines.control_points(grid_size)
    num = len(points)
    moved = offsets.reshape((-1, 2, num))
    targets = points.T[None].astype(dtype)
    weights = T.dot(moved.reshape((-1, num)), splines.coefficients(grid_size).T.astype(dtype)).reshape((-1, 2, num + 3))

    # Least squares over the control points, which are symmetric: their mean is 0.
    fit = np.linalg.pinv(np.hstack([points, np.ones((num, 1))]))
    nearest = T.dot((moved + targets).reshape((-1, num)), fit.T.astype(dtype)).reshape((-1, 6))
    undone = affine_inverse(nearest, min_determinant).reshape((-1, 2, 3))

    def slope_inverse(vectors):
        return sum(undone[:, :, axis].dimshuffle(0, 1, "x") * vectors[:, axis].dimshuffle(0, "x", 1) for axis in (0, 1))

    at = slope_inverse(T.ones_like(moved) * targets) + undone[:, :, 2].dimshuffle(0, 1, "x")
    for _ in range(iterations):
        at = T.clip(at - slope_inverse(splines.moved(T, at, weights, grid_size) - targets), *BOUNDS)
    return (at - targets).reshape((-1, 2 * num))


class TPSInverseLayer(_InverseLayer):
    """(B, 2P) offsets of thin plate splines to those of splines that undo them, see `tps_inverse`."""

    def get_output_for(self, input, **kwargs):
        return tps_inverse(input, splines.grid_side(self.input_shape[1] // 2), min_determinant=self.min_determinant)

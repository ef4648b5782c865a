"""Pose families: what the numbers u that describe the pose of an image mean, and how a pose is undone.

Thesis, section I.iv: the affine transformation with the 6 numbers of a 2 x 3 matrix, and thin plate splines with
2 s^2 numbers, the offsets of an s x s grid of control points.
"""

import numpy as np
import theano.tensor as T
from lasagne.layers import Layer

# Smallest |det A| that is inverted as it is; a matrix nearer to singular is inverted as if it had this determinant,
# so that a collapsed pose gives large but finite coordinates. MNIST poses lie between 0.3 and 3.
MIN_DETERMINANT = 1e-3


class AffinePose:
    """u = theta, the rows of the 2 x 3 matrix [A | b] that maps output to input coordinates; 6 numbers."""

    name = "affine"
    dim_u = 6
    identity = np.array([1, 0, 0, 0, 1, 0], dtype="float32")


class TPSPose:
    """u = the offsets of the control points of a thin plate spline, all x first, then all y; 2 s^2 numbers."""

    name = "tps"

    def __init__(self, grid_size=3):
        self.control_points = grid_size ** 2
        self.dim_u = 2 * self.control_points
        self.identity = np.zeros(self.dim_u, dtype="float32")


def affine_inverse(theta, min_determinant=MIN_DETERMINANT):
    """The pose that undoes an affine pose: [A^-1 | -A^-1 b].

    Parameters
    ----------
    theta : symbolic matrix, shape (B, 6)
        Rows of the 2 x 3 matrix [A | b].
    min_determinant : float
        Determinants nearer to zero than this are replaced by it, keeping their sign.

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


class AffineInverseLayer(Layer):
    """(B, 6) affine poses to the poses that undo them, see `affine_inverse`."""

    def get_output_for(self, input, **kwargs):
        return affine_inverse(input)

"""Pose families: the meaning of the numbers u that describe the pose of an image.

Thesis, section I.iv: the affine transformation with the 6 numbers of a 2 x 3 matrix, and thin plate splines with
2 s^2 numbers, the offsets of an s x s grid of control points; section V.iii: the affine transformation with 5 numbers.

A family has ``dim_u``, the count of its numbers, ``identity``, those that change nothing, ``start``, those that an
untrained network gives, and ``parameters(l_pose)``, the layer that makes of its numbers what a transformer layer takes.
"""

import numpy as np

from original.engines.compat import T, lasagne
from original.registry import check_choice
from original.spec import GRID_SIZE, POSES, TPS_STARTS
from original.transformers import splines


class _OwnNumbers:
    """A family of the numbers that a transformer layer takes."""

    def parameters(self, l_pose):
        return l_pose


class AffinePose(_OwnNumbers):
    """u = theta, the rows of the 2 x 3 matrix [A | b] that maps output to input coordinates; 6 numbers."""

    dim_u = 6
    identity = start = np.array([1, 0, 0, 0, 1, 0], dtype="float32")


class Affine5Pose:
    """u = (psi, log S_x, log S_y, T_x, T_y): angle, logarithms of the scales, shifts (section V.iii); 5 numbers."""

    dim_u = 5
    identity = start = np.zeros(5, dtype="float32")

    def parameters(self, l_pose):
        return Affine5Layer(l_pose)


class TPSPose(_OwnNumbers):
    """u = the offsets of the control points of a thin plate spline, all x first, then all y; 2 s^2 numbers.

    Parameters
    ----------
    grid_size : int
        Side s of the grid.
    start : {'identity', 'grid'}
        The offsets that poses start from: 0, or the coordinates of the control points themselves. The layer adds the
        offsets to these coordinates, so the second start shows the template at half its size, by a slip of the
        author's program.
    """

    def __init__(self, grid_size=GRID_SIZE, start="identity"):
        check_choice("the start of a spline", start, TPS_STARTS)
        self.dim_u = 2 * grid_size**2
        self.identity = self.start = np.zeros(self.dim_u, dtype="float32")
        if start == "grid":
            self.start = splines.control_points(grid_size).T.ravel().astype("float32")


def pose_family(transformer, pose, grid_size, tps_start):
    """Return the family of `pose`, one of `original.spec.POSES`, for a transformer; see `TPSPose` for the rest."""
    if transformer not in ("affine", "tps"):
        raise ValueError(f"transformer must be 'affine' or 'tps', got {transformer!r}")
    if pose not in POSES or transformer not in POSES[pose].numbers:
        raise ValueError(f"pose must be 'transformer', or 'affine5' for an affine one, got {pose!r} for {transformer}")
    if transformer == "tps":
        return TPSPose(grid_size, tps_start)
    return Affine5Pose() if pose == "affine5" else AffinePose()


def affine_of_five(u):
    """Return the affine pose of five interpretable numbers, the matrix M of section V.iii.

    M = [S_x cos psi, -S_x sin psi, S_x T_x; S_y sin psi, S_y cos psi, S_y T_y]. It maps output to input coordinates, y
    downwards: a positive psi turns what is shown counter-clockwise, S > 1 makes it smaller, T > 0 moves it to the left
    and up.

    Parameters
    ----------
    u : symbolic matrix or ndarray, shape (B, 5)
        psi in radians, log S_x, log S_y, T_x, T_y; shifts in [-1, 1] coordinates.

    Returns
    -------
    symbolic matrix or ndarray, shape (B, 6)
    """
    xp = np if isinstance(u, np.ndarray) else T
    psi, log_scale_x, log_scale_y, shift_x, shift_y = [u[:, i] for i in range(5)]
    scale_x, scale_y, cos, sin = xp.exp(log_scale_x), xp.exp(log_scale_y), xp.cos(psi), xp.sin(psi)
    return xp.stack(
        [scale_x * cos, -scale_x * sin, scale_x * shift_x, scale_y * sin, scale_y * cos, scale_y * shift_y], axis=1
    )


def five_of_affine(theta: np.ndarray) -> np.ndarray:
    """Return the five numbers of affine poses, the inverse of `affine_of_five`; ndarrays of shape (N, 6) and (N, 5).

    A matrix with a shear, whose rows are not at right angles, has no such numbers: its angle is that of the rotation
    nearest to its rows scaled to length 1. Rows of length 0 give -inf for the logarithm of their scale.
    """
    theta = np.asarray(theta, dtype="float64").reshape(-1, 2, 3)
    scales = np.hypot(theta[:, :, 0], theta[:, :, 1])
    with np.errstate(divide="ignore", invalid="ignore"):
        rows, shifts = theta[:, :, :2] / scales[:, :, None], theta[:, :, 2] / scales
        logs = np.log(scales)
    psi = np.arctan2(rows[:, 1, 0] - rows[:, 0, 1], rows[:, 0, 0] + rows[:, 1, 1])
    return np.column_stack([psi, logs, shifts])


def affine_of_tps(offsets: np.ndarray) -> np.ndarray:
    """Return the affine poses nearest to thin plate splines: least squares on the control points.

    Parameters
    ----------
    offsets : ndarray of shape (N, 2 * s**2)
        Of the control points, all x first, then all y, as of `TPSPose`.

    Returns
    -------
    ndarray of shape (N, 6)
    """
    offsets = np.asarray(offsets, dtype="float64")
    num = offsets.shape[1] // 2
    x, y = splines.control_points(splines.grid_side(num)).T
    moved = offsets.reshape(-1, num) + np.tile([x, y], (len(offsets), 1))  # x and y of each pose in turn
    return np.linalg.lstsq(np.column_stack([x, y, np.ones(num)]), moved.T, rcond=None)[0].T.reshape(-1, 6)


class Affine5Layer(lasagne.layers.Layer):
    """(B, 5) numbers to (B, 6) affine poses, see `affine_of_five`."""

    def get_output_shape_for(self, input_shape):
        return input_shape[0], 6

    def get_output_for(self, input, **kwargs):
        return affine_of_five(input)

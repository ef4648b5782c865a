"""Poses as frames: where the border of the template comes to stand in the image."""

from typing import Tuple

import numpy as np

from original.transformers import splines

POINTS = 12  # of a frame, along each side
STEPS, STEP, CONVERGED = 20, 1e-4, 1e-3  # of Newton for a spline: how many, of its slopes, and what they may leave
FARTHEST = 3.0  # [-1, 1] coordinates: beyond it a step has gone astray


def outlines(poses: np.ndarray, shape: Tuple[int, int]) -> np.ndarray:
    """Return the frames of poses, closed lines that begin at the template's upper left corner.

    A pose maps the image's points to the template's; a frame holds the points that it maps to the template's border.

    Parameters
    ----------
    poses : ndarray of shape (N, 6) or (N, 2P)
        Affine matrices or offsets of control points, what the transformer takes.
    shape : (int, int)
        Rows and columns of an image, (H, W).

    Returns
    -------
    ndarray of shape (N, 4 * POINTS + 1, 2)
        x and y in pixels, 0 the centre of the first. NaN where a spline folds the plane, so that no point is found.
    """
    poses, border = np.asarray(poses, dtype="float64"), _border()
    is_affine = poses.shape[1] == 6
    matrix, shift = np.split((poses if is_affine else _nearest_affine(poses)).reshape(-1, 2, 3), [2], axis=2)
    at = np.linalg.inv(matrix) @ (border - shift)
    if not is_affine:
        at = _undone(poses, at, border)
    return (at.transpose(0, 2, 1) + 1) / 2 * (np.array(shape[::-1]) - 1)


def _border():
    """Return the border of [-1, 1]^2, clockwise from its upper left corner: (2, K), x and y."""
    along = np.linspace(-1, 1, POINTS, endpoint=False)
    ones = np.ones(POINTS)
    x, y = np.concatenate([along, ones, -along, -ones]), np.concatenate([-ones, along, ones, -along])
    return np.stack([np.append(x, x[0]), np.append(y, y[0])])


def _nearest_affine(offsets):
    """Return the affine maps (N, 6) nearest to splines on their control points."""
    from original.transformers.poses import affine_of_tps

    return affine_of_tps(offsets)


def _undone(offsets, at, targets):
    """Return the points (N, 2, K) that splines move to the `targets` (2, K), by Newton steps from `at`."""
    for _ in range(STEPS):
        moved = _moved(offsets, at)
        slopes = [(_moved(offsets, at + np.array([[dx], [dy]])) - moved) / STEP for dx, dy in ((STEP, 0), (0, STEP))]
        (a, c), (b, d) = [slope.transpose(1, 0, 2) for slope in slopes]
        determinant = a * d - b * c
        determinant = np.where(abs(determinant) < CONVERGED, CONVERGED, determinant)
        right, down = (targets - moved).transpose(1, 0, 2)
        step = np.stack([d * right - b * down, a * down - c * right], axis=1) / determinant[:, None]
        at = np.clip(at + step, -FARTHEST, FARTHEST)
    return np.where(abs(_moved(offsets, at) - targets).max(axis=1, keepdims=True) > CONVERGED, np.nan, at)


def _moved(offsets, at):
    """Return where splines move points `at`, both (N, 2, K)."""
    num = offsets.shape[1] // 2
    grid_size = splines.grid_side(num)
    weights = offsets.reshape(-1, 2, num) @ splines.coefficients(grid_size).T
    return splines.moved(np, at, weights, grid_size)

"""Thin plate splines on a square grid of control points (Bookstein 1989: Principal Warps).

A spline is a + b x + c y + sum_i w_i U(|p - p_i|), with U(r) = r^2 log r^2, the w_i orthogonal to every affine
function. Its P + 3 coefficients w_1, ..., w_P, a, b, c are linear in its values at the P control points.
"""

import math

import numpy as np

from original.sizes import is_whole


def grid_side(num_points: int) -> int:
    """Return the side s of the s x s grid of so many control points.

    Raises
    ------
    ValueError
        If it is not a square number of at least 4.
    """
    side = math.isqrt(num_points) if is_whole(num_points) and num_points > 0 else 0
    if side < 2 or side**2 != num_points:
        raise ValueError(f"The number of control points must be a square number of at least 4, got {num_points}")
    return side


def control_points(grid_size: int) -> np.ndarray:
    """Return the control points of an s x s grid over [-1, 1], x fastest: float64 of shape (P, 2)."""
    line = np.linspace(-1, 1, grid_size)
    return np.stack(np.meshgrid(line, line)).reshape(2, -1).T


def coefficients(grid_size: int) -> np.ndarray:
    """Return the coefficients (P + 3, P) of the P splines that are 1 at one control point and 0 at the others."""
    points = control_points(grid_size)
    num = len(points)
    affine = np.hstack([np.ones((num, 1)), points])
    system = np.zeros((num + 3, num + 3))
    system[:num, :num] = radial(np, ((points[:, None] - points[None]) ** 2).sum(axis=2))
    system[:num, num:] = affine
    system[num:, :num] = affine.T
    return np.linalg.inv(system)[:, :num]


def moved(xp, at, weights, grid_size):
    """Return where splines move points.

    Parameters
    ----------
    xp : module
        The library that computes, NumPy or Theano.
    at : array, shape (B, 2, N)
        Points, x and y in [-1, 1] coordinates.
    weights : array, shape (B, 2, P + 3)
        The coefficients of each spline's offsets.
    grid_size : int
        Side of the grid of P control points.

    Returns
    -------
    array, shape (B, 2, N)
    """
    points = control_points(grid_size).astype(at.dtype)
    squares = sum((at[:, axis][:, :, None] - points[:, axis]) ** 2 for axis in (0, 1))
    basis = xp.concatenate([radial(xp, squares), xp.ones_like(squares[:, :, :1]), at.transpose((0, 2, 1))], axis=2)
    return at + (weights[:, :, None, :] * basis[:, None, :, :]).sum(axis=3)


def radial(xp, squares):
    """Return U(r) of r^2, U(0) = 0; `xp` is the library that computes, NumPy or Theano."""
    return squares * xp.log(squares + (squares <= 0))

"""Closed ways through codes and poses, for pictures that move: the last step leads to the first."""

from typing import Dict, Tuple

import numpy as np

from original.transformers import splines


def eased(steps: int) -> np.ndarray:
    """Return times from 0 up to 1, without the latter, slow at both ends: (steps,)."""
    return (1 - np.cos(np.pi * np.arange(steps) / steps)) / 2


def code_walk(codes: np.ndarray, steps: int) -> np.ndarray:
    """Walk from each code to the next one and from the last to the first.

    On great circles, so that codes in between are as far from 0 as draws of N(0, I) are.

    Parameters
    ----------
    codes : ndarray of shape (K, dim_z)
    steps : int
        From one code to the next.

    Returns
    -------
    ndarray of shape (K * steps, dim_z), float32
    """
    walk = []
    for start, end in zip(codes.astype("float64"), np.roll(codes, -1, axis=0).astype("float64")):
        lengths = np.linalg.norm(start), np.linalg.norm(end)
        angle = np.arccos(np.clip(start @ end / np.prod(lengths), -1, 1))
        for time in eased(steps):
            direction = np.sin((1 - time) * angle) * start / lengths[0] + np.sin(time * angle) * end / lengths[1]
            walk.append(direction / np.sin(angle) * ((1 - time) * lengths[0] + time * lengths[1]))
    return np.array(walk, dtype="float32")


def swing(steps: int) -> np.ndarray:
    """Return one swing from 0 to 1, to -1 and back to 0: (steps,)."""
    return np.sin(2 * np.pi * np.arange(steps) / steps)


def affine_moves(amount: np.ndarray) -> Dict[str, np.ndarray]:
    """Return what an affine pose can do, each by `amount` (N,) in [-1, 1]: dict of name to poses (N, 6)."""
    zeros, ones, angle = np.zeros_like(amount), np.ones_like(amount), 0.7 * amount
    scale = np.exp(-0.4 * amount)
    moves = {
        "turn": (np.cos(angle), np.sin(angle), zeros, -np.sin(angle), np.cos(angle), zeros),
        "scale": (scale, zeros, zeros, zeros, scale, zeros),
        "shear": (ones, 0.7 * amount, zeros, zeros, ones, zeros),
        "shift": (ones, zeros, -0.35 * amount, zeros, ones, zeros),
    }
    return {name: np.stack(numbers, axis=1) for name, numbers in moves.items()}


def composed(first: np.ndarray, then: np.ndarray) -> np.ndarray:
    """Return the affine poses that show in the pose `then` (N, 6) what the pose `first` (6,) shows: (N, 6)."""
    matrix, shift = np.split(np.reshape(first, (2, 3)), [2], axis=1)
    return np.concatenate(
        [matrix @ then.reshape(-1, 2, 3)[:, :, :2], matrix @ then.reshape(-1, 2, 3)[:, :, 2:] + shift], axis=2
    ).reshape(-1, 6)


def spline_moves(amount: np.ndarray, grid_size: int = 3) -> Dict[str, np.ndarray]:
    """Return what a spline can do and no affine pose, each by `amount` (N,): dict of name to offsets (N, 2P)."""
    x, y = splines.control_points(grid_size).T
    still = np.zeros_like(x)
    moves: Dict[str, Tuple[np.ndarray, np.ndarray]] = {
        "bend": (0.7 * (y**2 - 0.5), still),
        "arch": (still, 0.7 * (x**2 - 0.5)),
        "taper": (0.5 * x * y, still),
        "fan": (still, 0.5 * x * y),
    }
    return {name: np.outer(amount, np.concatenate(offsets)) for name, offsets in moves.items()}

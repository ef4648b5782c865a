"""Importance weights: estimates of log p from them, their errors, and how the estimates grow with the draws.

The logarithm of a mean of weights is too low on average, the less the more draws it has (Burda et al. 2016).
"""

from typing import List, NamedTuple, Tuple

import numpy as np

CURVE = (5, 50, 500, 5000)  # numbers of draws at which the convergence is looked at, shared by the normals


class Estimate(NamedTuple):
    """Estimates for each of N images from K weights, ndarrays of shape (N,)."""

    log_p: np.ndarray  # nats
    error: np.ndarray  # standard error of log_p by the delta method, nats; NaN for a single draw
    ess: np.ndarray  # effective sample size, 1 to K; near 1 a single draw decides, and the error says nothing


def estimate(log_weights: np.ndarray) -> Estimate:
    """Estimate log p from log weights of shape (K, N)."""
    draws = len(log_weights)
    log_p = log_mean_exp(log_weights)
    weights = np.exp(log_weights - log_p)  # of mean 1, so that their error is that of the logarithm of the mean
    error = weights.std(axis=0, ddof=1) / draws**0.5 if draws > 1 else np.full(log_p.shape, np.nan)
    return Estimate(log_p, error, draws**2 / (weights**2).sum(axis=0))


def convergence(log_weights: np.ndarray, curve: Tuple[int, ...] = CURVE) -> List[dict]:
    """Follow how the mean estimate over N images grows with the draws, from log weights of shape (K, N).

    Returns
    -------
    list of dict
        ``draws`` and ``log_p``, nats per image, for each number of `curve` up to K. What fewer draws give is averaged
        over disjoint groups of the K.
    """
    points = []
    for draws in curve:
        number = len(log_weights) // draws
        if number:
            groups = log_weights[: number * draws].reshape(number, draws, -1)
            points.append({"draws": draws, "log_p": float(log_mean_exp(groups, axis=1).mean())})
    return points


def log_mean_exp(values: np.ndarray, axis: int = 0) -> np.ndarray:
    """Return the logarithm of the mean of exp(values) along an axis."""
    largest = values.max(axis=axis, keepdims=True)
    sums = np.exp(values - largest).sum(axis=axis)
    return np.log(sums) + largest.squeeze(axis) - np.log(values.shape[axis])

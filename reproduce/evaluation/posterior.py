"""The posterior of images by the encoder: q(z, u, c given x) in numbers."""

from typing import Dict, NamedTuple, Optional

import numpy as np

from reproduce.evaluation.forward import Forward


class Posterior(NamedTuple):
    """Codes and poses of N images by the encoder; float32.

    Attributes
    ----------
    z
        Shape (N, dim_z), means of q(z given x).
    log_sigma
        Shape (N, dim_z), logarithms of its standard deviations.
    u
        Shape (N, dim_u), the pose, or under a prior with a density the mean of q(u given x); None without a pose.
    c
        Shape (N, dim_c), the probabilities of q(c given x), of each discrete code in turn; None without such codes.
    """

    z: np.ndarray
    log_sigma: np.ndarray
    u: Optional[np.ndarray] = None
    c: Optional[np.ndarray] = None


def posterior(forward: Forward, inputs: Dict[str, np.ndarray]) -> Posterior:
    """Return the posterior of images that come as `reproduce.evaluation.forward.inputs_of` gives them."""
    names = {"z": "l_z_mu", "log_sigma": "l_z_log_sigma", "u": "l_u", "c": "l_c_logits"}
    names = {part: layer for part, layer in names.items() if layer in forward.net}
    found = dict(zip(names, forward(list(names.values()), **inputs)))
    if "c" in found:
        found["c"] = _probabilities(found["c"], forward.net["l_c"])
    return Posterior(**found)


def codes_of(net: dict, found: Posterior) -> np.ndarray:
    """Return the means of z, and behind them the likeliest classes, one-hot: float32 of shape (N, dim_z + dim_c)."""
    if found.c is None:
        return found.z
    of_each = found.c.reshape(len(found.c), net["l_c"].codes, net["l_c"].classes)
    return np.hstack(
        [found.z, np.eye(of_each.shape[2], dtype="float32")[of_each.argmax(axis=2)].reshape(found.c.shape)]
    )


def _probabilities(logits, l_c):
    """Return the probabilities of discrete codes by their logits, both (N, dim_c)."""
    of_each = logits.reshape(len(logits), l_c.codes, l_c.classes)
    exponentials = np.exp(of_each - of_each.max(axis=2, keepdims=True))
    return (exponentials / exponentials.sum(axis=2, keepdims=True)).reshape(logits.shape)

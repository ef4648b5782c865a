"""Labels as a network takes them: classes as one-hot vectors. Starts no engine."""

import numpy as np


def one_hot(labels: np.ndarray, classes: int) -> np.ndarray:
    """Return classes as one-hot vectors, float32 of shape (N, classes).

    Parameters
    ----------
    labels : ndarray of int, shape (N,)
        In [0, classes).
    classes : int

    Raises
    ------
    ValueError
        If `labels` are no such numbers.
    """
    labels = np.asarray(labels)
    if labels.ndim != 1 or labels.dtype.kind not in "iu":
        raise ValueError(f"labels must be whole numbers of shape (N,), got {labels.dtype} of shape {labels.shape}")
    if len(labels) and not 0 <= labels.min() <= labels.max() < classes:
        raise ValueError(
            f"labels must be the numbers of {classes} classes, 0 to {classes - 1}, got {labels.min()} to {labels.max()}"
        )
    return np.eye(classes, dtype="float32")[labels]

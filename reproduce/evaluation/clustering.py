"""Clusters beside classes: how well a partition that never saw labels recovers them (end of section V.ii)."""

from typing import Dict

import numpy as np

LEAST_SHARE = 0.01  # of the images, from which on a cluster counts as in use
STARTS = 10  # of k-means; the best one counts


def agreement(clusters: np.ndarray, labels: np.ndarray) -> Dict[str, float]:
    """Measure how a partition agrees with the labels.

    Parameters
    ----------
    clusters, labels : ndarray of int, shape (N,)

    Returns
    -------
    dict
        ``accuracy``: share of images whose cluster stands for their class, under the best one-to-one assignment of
        clusters to classes. ``nmi``: normalized mutual information, over the mean of both entropies, in [0, 1].
        ``in_use``: how many clusters have at least `LEAST_SHARE` of the images.
    """
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import normalized_mutual_info_score

    counts = np.zeros((int(clusters.max()) + 1, int(labels.max()) + 1), dtype="int64")
    np.add.at(counts, (clusters, labels), 1)
    assigned = linear_sum_assignment(counts, maximize=True)
    return {
        "accuracy": float(counts[assigned].sum() / len(labels)),
        "nmi": float(normalized_mutual_info_score(labels, clusters)),
        "in_use": int((counts.sum(axis=1) >= LEAST_SHARE * len(labels)).sum()),
    }


def k_means(train: np.ndarray, test: np.ndarray, number: int, seed: int = 0) -> np.ndarray:
    """Return the cluster of each row of `test`, by `number` clusters that k-means found in `train`: int, (n_test,)."""
    from sklearn.cluster import KMeans

    return KMeans(number, n_init=STARTS, random_state=seed).fit(train).predict(test)

"""Discrete codes (end of section V.ii)."""

import numpy as np

from reproduce.claims.measuring import by_seed, each, measuring


@measuring
def cluster_accuracy(evidence, weight):
    """Return the accuracy of discrete codes' clusters on the test images in percent, mean over the models.

    `weight` is that of the divergence of the codes while training.
    """
    own = [row for row in evidence.discrete if row["weight"] == weight]
    of_models = [
        by_seed((row for row in own if row["model"] == model), lambda row: 100 * row["accuracy"])
        for model in dict.fromkeys(row["model"] for row in own)
    ]
    return each(lambda *accuracies: np.mean(accuracies), *of_models)

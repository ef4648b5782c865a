"""The quality of the variational approximation (section VI.i)."""

import numpy as np

from reproduce.claims.measuring import each, measuring
from reproduce.evaluation.importance_sampling import LOG_PX


@measuring
def gap_over_divergence(evidence):
    """Return KL(q || posterior) over KL(q || prior), mean over the models that have log p(x)."""
    by_model = {}
    for row in evidence.likelihood:
        if row["quantity"] == LOG_PX:
            by_model.setdefault(row["title"], {})[row["seed"]] = row["gap_over_kl"]
    return each(lambda *ratios: np.mean(ratios), *by_model.values())

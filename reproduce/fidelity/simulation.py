"""Simulated theses whose reading is known: how often the ranking finds it."""

from collections import Counter
from typing import Dict, Mapping

import numpy as np

from reproduce.fidelity.accuracies import Table1, Trainings, complete
from reproduce.fidelity.predictive import log_density, spreads

SIMULATIONS = 200


def found_by_reading(
    observed: Mapping[str, Table1], simulations: int = SIMULATIONS, seed: int = 0
) -> Dict[str, Dict[str, int]]:
    """Return {true reading: {reading ranked first: number of simulations}}.

    A simulation takes the means over trainings for the truth, and the expected covariance of each model. It draws as
    many trainings of every reading as there are, and one training of each cell of the true reading: the thesis.
    """
    readings = complete(observed)
    if not readings:
        return {}
    covariances = {model: spread.mean for model, spread in spreads(observed.values()).items()}
    rng = np.random.default_rng(seed)
    found: Dict[str, Counter] = {name: Counter() for name in readings}
    for _ in range(simulations):
        evidence = {name: _trained_again(cells, covariances, rng) for name, cells in readings.items()}
        spread = spreads(evidence.values())
        for truth, cells in readings.items():
            thesis = {
                cell: rng.multivariate_normal(trainings.mean, covariances[cell[0]], method="cholesky")
                for cell, trainings in cells.items()
            }
            densities = {name: log_density(spread, own, thesis) for name, own in evidence.items()}
            found[truth][max(densities, key=densities.__getitem__)] += 1
    return {name: dict(counts.most_common()) for name, counts in found.items()}


def _trained_again(cells, covariances, rng):
    return {
        cell: Trainings(
            rng.multivariate_normal(trainings.mean, covariances[cell[0]], len(trainings), method="cholesky")
        )
        for cell, trainings in cells.items()
    }

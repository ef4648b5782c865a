"""Figures 10 and 11, and the table of the priors on the pose (section V.iii)."""

import numpy as np

from reproduce.claims.measuring import by_seed, difference, each, measuring
from reproduce.experiments.prior_models import FIVE, FULL, IDENTITY, NORMAL, TPS_NORMAL, PriorModel

SHEAR = 1  # where the affine matrix has how much x changes with y
CONDITIONAL = PriorModel("tvae_affine", "normal", "affine5", structure="conditional")
DIAGONAL = {"tvae_affine": NORMAL, "tvae_tps": TPS_NORMAL}


@measuring
def overestimated_variance(evidence):
    """Return the spread of the prior around the identity over that of the posteriors."""
    return _ratios(evidence, IDENTITY, "spread")


@measuring
def zoomed_templates(evidence):
    """Return the scale at which the output samples the template, mean of x and y; above 1 it shrinks the template."""
    return _of(evidence, IDENTITY, lambda row: float(np.exp(np.mean(row["posterior"]["five"]["mean"][1:3]))))


@measuring
def sheared_prior(evidence):
    """Return the deviation of the horizontal shear under the normal prior over the largest of the other numbers'."""

    def shear_over_others(row):
        deviations = np.exp(row["parameters"]["prior_log_sigma.values"])
        return float(deviations[SHEAR] / np.delete(deviations, SHEAR).max())

    return _of(evidence, NORMAL, shear_over_others)


@measuring
def rotation_of_prior(evidence):
    """Return the deviation of the angle under the normal prior on five numbers, in degrees."""
    return _of(evidence, FIVE, lambda row: float(np.degrees(np.exp(row["parameters"]["prior_log_sigma.values"][0]))))


@measuring
def dependence_of_pose(evidence):
    """Return the bound under p(u given z) less that under p(u), in nats per image."""
    return difference(*[_of(evidence, model, lambda row: row["elbo"]) for model in (CONDITIONAL, FIVE)])


@measuring
def full_over_diagonal(evidence):
    """Return the spread of the full prior over that of the diagonal one, the lesser of the affine and the TPS model."""
    ratios = [
        each(
            np.divide, *[_of(evidence, row, lambda row: row["prior"]["spread"]) for row in (rows[-1], DIAGONAL[model])]
        )
        for model, rows in FULL.items()
    ]
    return each(min, *ratios)


@measuring
def extreme_at_full_rank(evidence):
    """Return the extreme displacement under the full prior over that of the posteriors, the larger model's."""
    return each(max, *[_ratios(evidence, rows[-1], "extreme") for rows in FULL.values()])


@measuring
def compromise_of_small_rank(evidence):
    """Return the same ratio at full rank less that at the smaller rank with the best bound, mean of both models."""
    differences = []
    for rows in FULL.values():
        bounds = {row: list(_of(evidence, row, lambda found: found["elbo"]).values()) for row in rows[:-1]}
        if not all(bounds.values()):
            return {}
        small = max(bounds, key=lambda row: np.mean(bounds[row]))
        differences.append(difference(*[_ratios(evidence, row, "extreme") for row in (rows[-1], small)]))
    return each(lambda *of_models: np.mean(of_models), *differences)


def _of(evidence, model, value):
    """Return the `value` of the rows of a `PriorModel`, by seed."""
    wanted = model._asdict().items()
    return by_seed((row for row in evidence.priors if wanted <= row.items()), value)


def _ratios(evidence, model, part):
    return _of(evidence, model, lambda row: row["prior"][part] / row["posterior"][part])

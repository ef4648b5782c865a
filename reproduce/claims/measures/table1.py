"""Table 1: the accuracy of linear SVMs on the codes, and how far its models converged (section V.ii.1, appendix A)."""

from original.spec import name_of
from reproduce.claims.measuring import by_seed, difference, each, measuring

OTHERS = ("vae", "tvae_affine", "dtvae_affine")  # beside the TPS-TVAE


@measuring
def accuracy(evidence, model, dim, part):
    """Return the accuracies of a row, in percent."""
    for row in evidence.table1:
        if (name_of(row["input"]), row["dim"]) == (model, dim):
            return by_seed(row["per_seed"], lambda of_seed: of_seed[part])
    return {}


@measuring
def accuracy_difference(evidence, more, less):
    """Return the test accuracy of one row less that of another, in points."""
    return difference(*[accuracy(evidence, model, dim, "test") for model, dim in (more, less)])


@measuring
def gap_widens(evidence):
    """Return how much wider the gap between VAE and Affine-TVAE is at 20 dimensions than at 8, in points."""
    gaps = [accuracy_difference(evidence, ("tvae_affine", dim), ("vae", dim)) for dim in (20, 8)]
    return difference(*gaps)


@measuring
def tps_gains_most(evidence):
    """Return the TPS-TVAE's gain from 8 to 20 dimensions less the largest of the others', in points."""
    gains = [accuracy_difference(evidence, (model, 20), (model, 8)) for model in ("tvae_tps",) + OTHERS]
    return each(lambda tps, *others: tps - max(others), *gains)


@measuring
def last_gain(evidence, epochs):
    """Return the largest gain in the training bound over the last `epochs` epochs among the models, in percent.

    Trainings that have no more epochs give no number.
    """
    gains = {}
    for row in evidence.histories:
        if len(row["elbo"]) <= epochs:
            return {}
        before, after = row["elbo"][-1 - epochs], row["elbo"][-1]
        gains.setdefault((row["model"], row["dim_z"]), {})[row["seed"]] = 100 * (after - before) / abs(before)
    return each(lambda *of_models: max(of_models), *gains.values())

"""What decides the claims: from the evidence to one number for each seed.

Each function is named by a line of ``reported.json`` and called as ``function(evidence, **arguments)``; it gives a list
with a number for each seed that has all that the number needs, or one number for what has no seeds.
"""

from collections import namedtuple

import numpy as np

Evidence = namedtuple(
    "Evidence",
    "dataset table1 reconstruction quality reference planes poses histories grey_level "
    "priors likelihood recovery denoising minima",
    defaults=[(), (), None, None, ()],
)
Evidence.__doc__ = """What was measured on all trainings.

dataset : str, 'mnist' or 'digits'
table1 : list of dict, rows of `reproduce.experiments.table1.make`
reconstruction : list of dict, rows of `figures.figure5.measure`
quality : list of dict, ``model``, ``dimensions`` (of z and u), ``seed``, ``signs`` and the measures of
    `reproduce.evaluation.sample_metrics`
reference : dict, the same measures of the test images
planes : list of dict, ``model``, ``seed``, ``signs``, ``accuracy`` of nearest neighbours on codes of two dimensions
poses : list of dict, ``model``, ``dim_z``, ``seed``, ``largest_correlation`` of two parts of u
histories : list of dict, ``model``, ``dim_z``, ``seed``, ``elbo`` (training bound by epoch), of Table 1's models
grey_level : float, mean over the training images' pixels
priors, likelihood : list of dict, as of `reproduce.experiments.priors.make` and `reproduce.experiments.likelihood.make`
recovery, denoising : dict, as of `reproduce.experiments.recovery.make` and `reproduce.experiments.denoising.make`, or
    None
minima : list of dict, ``start`` ('identity' or 'glorot'), ``seed``, ``reconstruction`` and ``template_ink``

``signs`` are those of a bad local minimum (`reproduce.evaluation.local_minima`), empty for most. The last five are
empty if they were not made yet.
"""

FEWEST, MOST = 10, 20  # latent variables of figures 6 and 7


def without_bad_minima(evidence):
    """The evidence without the trainings of figures 5 to 9 that ended in a bad local minimum (section VI.ii)."""
    return evidence._replace(
        **{
            name: [row for row in getattr(evidence, name) or () if not row.get("signs")]
            for name in ("reconstruction", "quality", "planes")
        }
    )


def beta_mean(evidence):
    return [evidence.grey_level]


# Figure 5


def enough_dimensions(evidence, model, slack=0.01):
    """The fewest latent variables whose test error is within `slack` of the curve's least."""
    curves = _curves(evidence, model, "test_reconstruction").values()
    return [min(at for at, error in curve.items() if error <= (1 + slack) * min(curve.values())) for curve in curves]


def overfitting(evidence, model, fewest, most):
    """Test error above the training error, in percent of it: that at `most` less that at `fewest` latent variables."""
    curves = _together(*[_curves(evidence, model, part) for part in ("test_reconstruction", "train_reconstruction")])
    excess = [{at: 100 * (test[at] / train[at] - 1) for at in (fewest, most) if at in test} for test, train in curves]
    return [of_seed[most] - of_seed[fewest] for of_seed in excess if len(of_seed) == 2]


def better_than_vae(evidence, model):
    """Share of the common dimensions at which the model's test error is lower than the VAE's."""
    return [float(np.mean(gains > 0)) for gains in _gains(evidence, model).values()]


def mainly_tps_and_dtvae(evidence):
    """The lesser mean gain over the VAE of TPS-TVAE and DTVAE, less that of the Affine-TVAE, in nats."""
    gains = _together(*[_gains(evidence, model) for model in ("tvae_affine", "tvae_tps", "dtvae_affine")])
    return [min(tps.mean(), dtvae.mean()) - affine.mean() for affine, tps, dtvae in gains]


def _gains(evidence, model):
    """{seed: how much lower the model's test error is than the VAE's, at the dimensions that both have}."""
    vae, own = [_curves(evidence, name, "test_reconstruction") for name in ("vae", model)]
    common = {seed: sorted(set(vae[seed]) & set(own[seed])) for seed in vae if seed in own}
    return {
        seed: np.array([vae[seed][at] - own[seed][at] for at in points]) for seed, points in common.items() if points
    }


def _curves(evidence, model, part):
    """{seed: {latent variables: value}}."""
    rows = [row for row in evidence.reconstruction if row["model"] == model]
    return {
        seed: {row["dimensions"]: row[part] for row in rows if row["seed"] == seed}
        for seed in sorted({row["seed"] for row in rows})
    }


def _together(*by_seed):
    """For each seed that is in every one of the dicts `by_seed`, their values for it."""
    return [[values[seed] for values in by_seed] for seed in by_seed[0] if all(seed in values for values in by_seed)]


# Figures 6, 7 and 9


def frechet_growth(evidence, model):
    """Fréchet distance of the samples at 20 latent variables over that at 10."""
    return list(_frechet_growth(evidence, model).values())


def frechet_growth_of_vae_over_tvae(evidence):
    growths = _together(*[_frechet_growth(evidence, model) for model in ("vae", "tvae_affine")])
    return [vae / tvae for vae, tvae in growths]


def frechet_ratio(evidence, model, over, dimensions):
    """The model's Fréchet distance over that of another, mean over `dimensions`."""
    return [
        np.mean(np.divide(own, other))
        for own, other in _together(*[_quality(evidence, name, dimensions, "frechet") for name in (model, over)])
    ]


def crisper(evidence, model, than, dimensions):
    """Crisp pixels of the model's samples less those of another's, in points, mean over `dimensions`."""
    return [
        100 * np.mean(np.subtract(own, other))
        for own, other in _together(*[_quality(evidence, name, dimensions, "crisp_pixels") for name in (model, than)])
    ]


def slant_spread(evidence, model, dimensions):
    """Deviation of the samples' slant over that of the test images, mean over `dimensions`."""
    return [
        np.mean(spreads) / evidence.reference["slant_std"]
        for spreads in _quality(evidence, model, dimensions, "slant_std").values()
    ]


def likelihood_against_samples(evidence):
    """Share of the seeds whose VAE reconstructs better with more latent variables, and samples worse."""
    both = _together(_curves(evidence, "vae", "test_reconstruction"), _frechet_growth(evidence, "vae"))
    return [np.mean([error[MOST] < error[FEWEST] and growth > 1 for error, growth in both])]


def _frechet_growth(evidence, model):
    return {
        seed: most / fewest for seed, (fewest, most) in _quality(evidence, model, (FEWEST, MOST), "frechet").items()
    }


def _quality(evidence, model, dimensions, part):
    """{seed: the values of a measure at `dimensions`}, of the seeds that have them all."""
    rows = [row for row in evidence.quality if row["model"] == model]
    found = {
        seed: {row["dimensions"]: row[part] for row in rows if row["seed"] == seed}
        for seed in sorted({row["seed"] for row in rows})
    }
    return {seed: [values[at] for at in dimensions] for seed, values in found.items() if set(dimensions) <= set(values)}


# Table 1


def accuracy(evidence, input, dim, part):
    """The accuracies of a row of Table 1, in percent."""
    return [of_seed[part] for of_seed in _row(evidence, input, dim)["per_seed"]]


def accuracy_difference(evidence, more, less):
    """Test accuracy of one row less that of another, in points; a row without seeds counts for every seed."""
    more, less = [accuracy(evidence, input, dim, "test") for input, dim in (more, less)]
    return list(np.subtract(more, less))


def gap_widens(evidence):
    """How much wider the gap between VAE and Affine-TVAE is at 20 dimensions than at 8, in points."""
    narrow, wide = [accuracy_difference(evidence, ("Affine-TVAE", dim), ("VAE", dim)) for dim in (8, 20)]
    return list(np.subtract(wide, narrow))


def tps_gains_most(evidence):
    """The TPS-TVAE's gain from 8 to 20 dimensions less the largest of the others', in points."""
    gains = {
        name: accuracy_difference(evidence, (name, 20), (name, 8))
        for name in ("TPS-TVAE", "VAE", "Affine-TVAE", "Affine-DTVAE")
    }
    tps = gains.pop("TPS-TVAE")
    return list(np.subtract(tps, np.max(list(gains.values()), axis=0)))


def last_gain(evidence, epochs):
    """The largest gain in the training bound over the last `epochs` epochs among the models, in percent.

    Nothing for trainings that have no more epochs.
    """
    gains = {}
    for row in evidence.histories:
        if len(row["elbo"]) <= epochs:
            return []
        before, after = row["elbo"][-1 - epochs], row["elbo"][-1]
        gains.setdefault(row["seed"], []).append(100 * (after - before) / abs(before))
    return [max(gains[seed]) for seed in sorted(gains)]


def _row(evidence, input, dim):
    return next(row for row in evidence.table1 if (row["input"], row["dim"]) == (input, dim))


# Figure 8 and the pose


def separation_of_vae_in_2d(evidence):
    """Accuracy of nearest neighbours on the VAE's codes less the best of the others', in points."""
    return [100 * (vae - max(others)) for vae, others in _planes(evidence)]


def separation_of_others_in_2d(evidence):
    """From the worst to the best accuracy of nearest neighbours on the codes of the models with a pose, in points."""
    return [100 * (max(others) - min(others)) for _, others in _planes(evidence)]


def _planes(evidence):
    """For each seed the VAE's accuracy and a list of those of the models with a pose."""
    found = {}
    for row in evidence.planes:
        found.setdefault(row["seed"], {})[row["model"]] = row["accuracy"]
    return [
        (of_seed.pop("vae"), list(of_seed.values()))
        for _, of_seed in sorted(found.items())
        if "vae" in of_seed and len(of_seed) > 1
    ]


def pose_correlation(evidence, model, dim_z):
    """The largest correlation of two parts of the pose."""
    return [row["largest_correlation"] for row in evidence.poses if (row["model"], row["dim_z"]) == (model, dim_z)]

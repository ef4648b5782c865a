"""What decides the claims: from the evidence to one number for each seed.

Each function is named by a line of ``reported.json`` and called as ``function(evidence, **arguments)``; it gives a list
with a number for each seed, or one number for what has no seeds.
"""

from collections import namedtuple

import numpy as np

Evidence = namedtuple("Evidence", "dataset table1 reconstruction quality reference planes poses histories grey_level "
                      "priors likelihood recovery denoising minima", defaults=[(), (), None, None, ()])
Evidence.__doc__ = """What was measured on all trainings.

dataset : str, 'mnist' or 'digits'
table1 : list of dict, rows of `reproduce.table1.make`
reconstruction : list of dict, rows of `figures.figure5.measure`
quality : list of dict, ``model``, ``dimensions`` (of z and u), ``seed`` and the measures of `reproduce.sample_quality`
reference : dict, the same measures of the test images
planes : list of dict, ``model``, ``seed``, ``accuracy`` of nearest neighbours on codes of two dimensions
poses : list of dict, ``model``, ``dim_z``, ``seed``, ``largest_correlation`` of two parts of u
histories : list of dict, ``model``, ``dim_z``, ``seed``, ``elbo`` (training bound by epoch), of Table 1's models
grey_level : float, mean over the training images' pixels
priors, likelihood : list of dict, as of `reproduce.priors.make` and `reproduce.likelihood_table.make`
recovery, denoising : dict, as of `reproduce.recovery.make` and `reproduce.denoising.make`, or None
minima : list of dict, ``start`` ('identity' or 'glorot'), ``seed``, ``reconstruction`` and ``template_ink``

The last five are empty if they were not made yet.
"""

FEWEST, MOST = 10, 20  # latent variables of figures 6 and 7


def beta_mean(evidence):
    return [evidence.grey_level]


# Figure 5

def enough_dimensions(evidence, model, slack=0.01):
    """The fewest latent variables whose test error is within `slack` of the curve's least."""
    curves = _curves(evidence, model, "test_reconstruction")
    return [min(at for at, error in curve.items() if error <= (1 + slack) * min(curve.values())) for curve in curves]


def overfitting(evidence, model, fewest, most):
    """Test error above the training error, in percent of it: that at `most` less that at `fewest` latent variables."""
    test, train = [_curves(evidence, model, part) for part in ("test_reconstruction", "train_reconstruction")]
    excess = [{at: 100 * (of_test[at] / of_train[at] - 1) for at in (fewest, most)}
              for of_test, of_train in zip(test, train)]
    return [of_seed[most] - of_seed[fewest] for of_seed in excess]


def better_than_vae(evidence, model):
    """Share of the common dimensions at which the model's test error is lower than the VAE's."""
    return [float(np.mean(gains > 0)) for gains in _gains(evidence, model)]


def mainly_tps_and_dtvae(evidence):
    """The lesser mean gain over the VAE of TPS-TVAE and DTVAE, less that of the Affine-TVAE, in nats."""
    affine, *others = [[gains.mean() for gains in _gains(evidence, model)]
                       for model in ("tvae_affine", "tvae_tps", "dtvae_affine")]
    return [min(pair) - of_affine for of_affine, *pair in zip(affine, *others)]


def _gains(evidence, model):
    """For each seed how much lower the model's test error is than the VAE's, at the dimensions that both have."""
    pairs = zip(*[_curves(evidence, name, "test_reconstruction") for name in ("vae", model)])
    return [np.array([vae[at] - own[at] for at in sorted(set(vae) & set(own))]) for vae, own in pairs]


def _curves(evidence, model, part):
    """For each seed {latent variables: value}."""
    rows = [row for row in evidence.reconstruction if row["model"] == model]
    return [{row["dimensions"]: row[part] for row in rows if row["seed"] == seed}
            for seed in sorted({row["seed"] for row in rows})]


# Figures 6, 7 and 9

def frechet_growth(evidence, model):
    """Fréchet distance of the samples at 20 latent variables over that at 10."""
    return [most / fewest for fewest, most in _quality(evidence, model, (FEWEST, MOST), "frechet")]


def frechet_growth_of_vae_over_tvae(evidence):
    return [vae / tvae for vae, tvae in zip(frechet_growth(evidence, "vae"), frechet_growth(evidence, "tvae_affine"))]


def frechet_ratio(evidence, model, over, dimensions):
    """The model's Fréchet distance over that of another, mean over `dimensions`."""
    return [np.mean(np.divide(own, other)) for own, other in
            zip(*[_quality(evidence, name, dimensions, "frechet") for name in (model, over)])]


def crisper(evidence, model, than, dimensions):
    """Crisp pixels of the model's samples less those of another's, in points, mean over `dimensions`."""
    return [100 * np.mean(np.subtract(own, other)) for own, other in
            zip(*[_quality(evidence, name, dimensions, "crisp_pixels") for name in (model, than)])]


def slant_spread(evidence, model, dimensions):
    """Deviation of the samples' slant over that of the test images, mean over `dimensions`."""
    return [np.mean(spreads) / evidence.reference["slant_std"]
            for spreads in _quality(evidence, model, dimensions, "slant_std")]


def likelihood_against_samples(evidence):
    """Share of the seeds whose VAE reconstructs better with more latent variables, and samples worse."""
    errors = _curves(evidence, "vae", "test_reconstruction")
    return [np.mean([error[MOST] < error[FEWEST] and growth > 1
                     for error, growth in zip(errors, frechet_growth(evidence, "vae"))])]


def _quality(evidence, model, dimensions, part):
    """For each seed the values of a measure at `dimensions`."""
    rows = [row for row in evidence.quality if row["model"] == model and row["dimensions"] in dimensions]
    return [[next(row[part] for row in rows if (row["seed"], row["dimensions"]) == (seed, at)) for at in dimensions]
            for seed in sorted({row["seed"] for row in rows})]


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
    gains = {name: accuracy_difference(evidence, (name, 20), (name, 8))
             for name in ("TPS-TVAE", "VAE", "Affine-TVAE", "Affine-DTVAE")}
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
    return [100 * (of_seed["vae"] - max(value for model, value in of_seed.items() if model != "vae"))
            for of_seed in _planes(evidence)]


def separation_of_others_in_2d(evidence):
    """From the worst to the best accuracy of nearest neighbours on the codes of the models with a pose, in points."""
    others = [[value for model, value in of_seed.items() if model != "vae"] for of_seed in _planes(evidence)]
    return [100 * (max(values) - min(values)) for values in others]


def _planes(evidence):
    return [{row["model"]: row["accuracy"] for row in evidence.planes if row["seed"] == seed}
            for seed in sorted({row["seed"] for row in evidence.planes})]


def pose_correlation(evidence, model, dim_z):
    """The largest correlation of two parts of the pose."""
    return [row["largest_correlation"] for row in evidence.poses if (row["model"], row["dim_z"]) == (model, dim_z)]

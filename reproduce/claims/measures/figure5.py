"""Figure 5: the reconstruction error against the number of latent variables (section V.i.1)."""

import numpy as np

from reproduce.claims.measuring import at, curves, each, measuring, paired


@measuring
def enough_dimensions(evidence, model, slack=0.01):
    """Return the fewest latent variables whose test error is within `slack` of the curve's least."""

    def fewest(curve):
        return min(where for where, error in curve.items() if error <= (1 + slack) * min(curve.values()))

    return each(fewest, curves(evidence.reconstruction, model, "test_reconstruction"))


@measuring
def overfitting(evidence, model, fewest, most):
    """Return test error above training error, in percent of it: at `most` less at `fewest` latent variables."""

    def growth(test, train):
        before, after = [100 * (test[place] / train[place] - 1) for place in (0, 1)]
        return after - before

    parts = "test_reconstruction", "train_reconstruction"
    return each(growth, *[at(curves(evidence.reconstruction, model, part), (fewest, most)) for part in parts])


@measuring
def better_than_vae(evidence, model):
    """Return the share of the common dimensions at which the model's test error is lower than the VAE's."""
    return each(lambda gains: np.mean(gains > 0), _gains(evidence, model))


@measuring
def mainly_tps_and_dtvae(evidence):
    """Return the lesser mean gain over the VAE of TPS-TVAE and DTVAE, less that of the Affine-TVAE, in nats."""
    return each(
        lambda affine, tps, dtvae: min(tps.mean(), dtvae.mean()) - affine.mean(),
        *[_gains(evidence, model) for model in ("tvae_affine", "tvae_tps", "dtvae_affine")],
    )


def _gains(evidence, model):
    """Return by seed how much lower the model's test error is than the VAE's, at the dimensions that both have."""
    both = paired(*[curves(evidence.reconstruction, name, "test_reconstruction") for name in ("vae", model)])
    common = {seed: sorted(set(vae) & set(own)) for seed, (vae, own) in both.items()}
    return {
        seed: np.array([vae[where] - own[where] for where in common[seed]])
        for seed, (vae, own) in both.items()
        if common[seed]
    }

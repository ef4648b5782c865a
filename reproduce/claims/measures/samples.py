"""Figures 6, 7 and 9: the quality of samples (sections V.i.2 and V.iii)."""

import numpy as np

from reproduce.claims.measuring import EVERY, at, curves, each, measuring, paired

GROWTH = FEWEST, MOST = 10, 20  # latent variables of figures 6 and 7


@measuring
def frechet_growth(evidence, model):
    """Return the Fréchet distance of the samples at 20 latent variables over that at 10."""
    return each(lambda distances: distances[1] / distances[0], _quality(evidence, model, GROWTH))


@measuring
def frechet_growth_of_vae_over_tvae(evidence):
    """Return the VAE's growth of the Fréchet distance over the Affine-TVAE's."""
    return each(np.divide, frechet_growth(evidence, "vae"), frechet_growth(evidence, "tvae_affine"))


@measuring
def frechet_ratio(evidence, model, over, dimensions):
    """Return the model's Fréchet distance over that of another, mean over `dimensions`."""
    distances = [_quality(evidence, name, dimensions) for name in (model, over)]
    return each(lambda own, other: np.mean(np.divide(own, other)), *distances)


@measuring
def crisper(evidence, model, than, dimensions):
    """Return crisp pixels of the model's samples less those of another's, in points, mean over `dimensions`."""
    shares = [_quality(evidence, name, dimensions, "crisp_pixels") for name in (model, than)]
    return each(lambda own, other: 100 * np.mean(np.subtract(own, other)), *shares)


@measuring
def slant_spread(evidence, model, dimensions):
    """Return the deviation of the samples' slant over that of the test images, mean over `dimensions`."""
    spreads = _quality(evidence, model, dimensions, "slant_std")
    return each(lambda spread: np.mean(spread) / evidence.reference["slant_std"], spreads)


@measuring
def likelihood_against_samples(evidence):
    """Return the share of the seeds whose VAE reconstructs better with more latent variables, and samples worse."""
    errors = at(curves(evidence.reconstruction, "vae", "test_reconstruction"), GROWTH)
    both = paired(errors, frechet_growth(evidence, "vae")).values()
    if not both:
        return {}
    return {EVERY: float(np.mean([error[1] < error[0] and growth > 1 for error, growth in both]))}


def _quality(evidence, model, dimensions, part="frechet"):
    """Return the values of a measure at `dimensions` by seed."""
    return at(curves(evidence.quality, model, part), dimensions)

"""Denoising (section III)."""

import numpy as np

from reproduce.claims.measuring import difference, measuring


@measuring
def denoising_gain(evidence, model, over):
    """Return the PSNR of the model's reconstructions of noisy images less that of another's, dB, mean over noises."""
    return difference(*[_mean_psnr(evidence, name) for name in (model, over)])


def _mean_psnr(evidence, name):
    values = {}
    for row in evidence.denoising["rows"] if evidence.denoising else ():
        if row["input"] == name:
            values.setdefault(row["seed"], []).append(row["psnr"])
    return {seed: float(np.mean(of_seed)) for seed, of_seed in values.items()}

"""Noise on the pixels, for models that have to do without clean images (Introduction, section III)."""

import numpy as np


def noisy(images: np.ndarray, noise: str, level: float, rng: np.random.Generator) -> np.ndarray:
    """Return the images with noise on each pixel, independent of all others.

    Parameters
    ----------
    images : ndarray of shape (N, 1, H, W), float32 in [0, 1]
    noise : {'none', 'salt-and-pepper', 'gaussian'}
        A share of the pixels becomes 0 or 1, as likely the one as the other; or a normal draw is added to each,
        and what leaves [0, 1] is clipped.
    level : float
        The share of the pixels; or the standard deviation of the draws before the clip, in grey levels.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (N, 1, H, W), float32 in [0, 1]
    """
    if noise == "salt-and-pepper":
        draws = rng.random(images.shape, dtype="float32")
        return np.where(draws < level, (draws < level / 2).astype("float32"), images)
    if noise == "gaussian":
        return np.clip(images + np.float32(level) * rng.standard_normal(images.shape, dtype="float32"), 0, 1)
    return images


def averaged(images: np.ndarray, noise: str, level: float) -> np.ndarray:
    """Return the mean of `noisy` over its draws: what is left for a model that has learnt all but the noise.

    Arguments and result as of `noisy`. It is not the clean image: noise makes black pixels brighter on average.
    """
    if noise == "salt-and-pepper":
        return (1 - level) * images + np.float32(level / 2)
    if noise == "gaussian":
        from scipy.stats import norm

        low, high = -images / level, (1 - images) / level  # where the draws are clipped, in standard deviations
        kept = norm.cdf(high) - norm.cdf(low)
        return (images * kept + level * (norm.pdf(low) - norm.pdf(high)) + norm.sf(high)).astype("float32")
    return images

"""Grey levels made black and white."""

import numpy as np


def binarized(images: np.ndarray, binarize: str, rng: np.random.Generator) -> np.ndarray:
    """Return the images with each pixel 0 or 1, or as they are.

    Parameters
    ----------
    images : ndarray of shape (N, 1, H, W), float32 in [0, 1]
    binarize : {'none', 'threshold', 'sample'}
        Grey levels as they are; 1 above one half; or 1 with the grey level as probability, drawn once.
    rng : numpy.random.Generator

    Returns
    -------
    ndarray of shape (N, 1, H, W), float32
    """
    if binarize == "threshold":
        return (images > 0.5).astype("float32")
    if binarize == "sample":
        return (rng.random(images.shape, dtype="float32") < images).astype("float32")
    return images

"""Denoising: errors of images against clean ones, and reconstructions of noisy images by a model and by PCA."""

from typing import Dict

import numpy as np

from original.spec import CLIP
from reproduce.evaluation.forward import Forward


def errors(images: np.ndarray, clean: np.ndarray) -> Dict[str, float]:
    """Return how far images are from the clean ones.

    Parameters
    ----------
    images, clean : ndarray of shape (N, C, H, W), in [0, 1]

    Returns
    -------
    dict
        ``mse``: mean squared error per pixel. ``psnr``: peak signal to noise ratio of an image in dB, the peak being
        1, mean over images. ``cross_entropy``: that of the clean image under Bernoulli probabilities `images`, in
        nats, mean over images, with the clip of appendix A.
    """
    clean = clean.reshape(len(clean), -1).astype("float64")
    images = images.reshape(clean.shape).astype("float64")
    of_image = ((images - clean) ** 2).mean(axis=1)
    p = np.clip(images, CLIP, 1 - CLIP)
    with np.errstate(divide="ignore"):  # an image without an error has an infinite ratio
        psnr = -10 * np.log10(of_image)
    return {
        "mse": float(of_image.mean()),
        "psnr": float(psnr.mean()),
        "cross_entropy": float(-(clean * np.log(p) + (1 - clean) * np.log1p(-p)).sum(axis=1).mean()),
    }


def reconstructions(net: dict, images: np.ndarray) -> np.ndarray:
    """Return a model's x' of images, z and u at their posterior means; both of shape (N, C, H, W)."""
    return Forward(net)(["l_out"], l_in=images)[0]


def pca_reconstructions(train: np.ndarray, images: np.ndarray, dim: int) -> np.ndarray:
    """Return `images` from their first `dim` principal components, those of `train`, clipped to [0, 1]."""
    from sklearn.decomposition import PCA

    pca = PCA(dim, svd_solver="full").fit(train.reshape(len(train), -1).astype("float64"))
    codes = pca.transform(images.reshape(len(images), -1).astype("float64"))
    return np.clip(pca.inverse_transform(codes), 0, 1).reshape(images.shape)

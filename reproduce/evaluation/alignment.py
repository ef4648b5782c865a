"""Sharpness of mean images: how well images lie on each other, before and after their poses are undone.

Images are ndarrays of shape (N, C, H, W), grey levels in [0, 1].
"""

from typing import Any, Dict, Optional, Sequence

import numpy as np

from reproduce.evaluation.forward import chunks
from reproduce.evaluation.sample_metrics import squared_gradients

LEAST = 2  # images of a class of which a mean says something


def gradient_energy(images: np.ndarray) -> np.ndarray:
    """Compute the squared grey-level gradient of each image, summed over its pixels and channels: (N,), float64."""
    return squared_gradients(images.astype("float64")).sum(axis=(1, 2, 3))


def sharpness(images: np.ndarray) -> Optional[float]:
    """Compute which share of the edges of images is left in their mean: in [0, 1].

    The gradient energy of the mean image over the mean gradient energy of the images. It is 1 where all images are the
    same, and about 1 / N where N images have nothing in common: edges that lie on each other stay, others cancel. Since
    it is a share of the images' own edges, a sampler that blurs or enlarges all of them changes it little.
    None where no image has an edge.
    """
    of_images = np.concatenate([gradient_energy(rows) for rows in chunks(images)]).mean()
    return _share(gradient_energy(_mean(images)[None])[0], of_images)


def contrast(images: np.ndarray) -> Optional[float]:
    """Compute which share of the contrast of images is left in their mean: in [0, 1].

    The variance over pixels of the mean image over the mean variance of the images; None where no image has any.
    """
    axes = (1, 2, 3)
    of_images = np.concatenate([rows.astype("float64").var(axis=axes) for rows in chunks(images)]).mean()
    return _share(_mean(images).var(), of_images)


def _mean(images):
    return images.mean(axis=0, dtype="float64")


def _share(of_mean, of_images):
    return float(of_mean / of_images) if of_images > 0 else None


def within_classes(measure, images: np.ndarray, labels: Sequence[str]) -> Optional[float]:
    """Compute the mean of a measure over the classes of at least `LEAST` images, each counted by its images.

    None if there is no such class, or the measure has no value in one.
    """
    labels = np.asarray(labels)
    counted = [(label, count) for label, count in zip(*np.unique(labels, return_counts=True)) if count >= LEAST]
    known = [(value, count) for label, count in counted if (value := measure(images[labels == label])) is not None]
    if not known:
        return None
    return sum(value * count for value, count in known) / sum(count for _, count in known)


def compare(before: np.ndarray, after: np.ndarray, labels: Optional[Sequence[str]] = None) -> Dict[str, Any]:
    """Compare images with the same images after their poses were undone.

    Parameters
    ----------
    before, after : ndarray of shape (N, C, H, W)
    labels : sequence of str, or None
        Their classes: edges of images of one class can lie on each other, those of others need not.

    Returns
    -------
    dict
        ``sharpness`` and ``contrast``, see the functions of these names: each a dict with ``before``, ``after`` and
        their ratio, ``times``. With `labels` ``within_classes``, the same by `within_classes`.
    """
    measures = {"sharpness": sharpness, "contrast": contrast}
    found: Dict[str, Any] = {name: _pair(measure(before), measure(after)) for name, measure in measures.items()}
    if labels is not None:
        found["within_classes"] = {
            name: _pair(within_classes(measure, before, labels), within_classes(measure, after, labels))
            for name, measure in measures.items()
        }
    return found


def _pair(before, after):
    times = after / before if before and after is not None else None
    return {"before": before, "after": after, "times": times}

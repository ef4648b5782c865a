"""The quality of samples (section V.i.1 judges by eye): realism, coverage, sharpness, novelty, slant.

Images are ndarrays of shape (N, C, H, W), grey levels in [0, 1]; a pixel is the unit of length.
"""

from typing import Dict, NamedTuple

import numpy as np

from reproduce.evaluation.classifier import Classifier

CRISP = 0.05  # grey levels: a pixel that near to black or white counts as crisp
NOVELTY_SAMPLES = 1000  # of which the nearest training image is looked for; 10,000 would take ten times as long
NEIGHBOUR_CHUNK = 250  # samples compared with all training images at a time; bounds memory, not the result


class Statistics(NamedTuple):
    """Mean, shape (F,), and covariance, shape (F, F), of features; float64."""

    mean: np.ndarray
    covariance: np.ndarray


def measure(
    images: np.ndarray, classifier: Classifier, reference: Statistics, train_images: np.ndarray
) -> Dict[str, float]:
    """Measure a set of samples in all ways.

    The test images, measured like samples, are the upper reference: what a perfect model would reach.

    Parameters
    ----------
    images : ndarray of shape (N, 1, H, W), float32 in [0, 1]
        The samples. Fréchet distances of sets of different N are not comparable: the estimate falls with N.
    classifier : Classifier
    reference : Statistics
        ``feature_statistics(classifier.features(train_images))``.
    train_images : ndarray of shape (M, 1, H, W), float32 in [0, 1]

    Returns
    -------
    dict of str to float
        ``frechet``: see `frechet_distance`, squared units of the features. ``confidence``: mean probability of the
        likeliest class. ``class_entropy``: see `class_entropy`, nats. ``crisp_pixels``: see `crisp_pixels`, a
        fraction. ``gradient``: see `gradient_magnitude`, grey levels per pixel. ``novelty``: see
        `nearest_distances`, mean over the first `NOVELTY_SAMPLES` samples. ``slant_mean``, ``slant_std``: mean and
        standard deviation over the samples of `slants`, degrees; NaN if none has a slant.
    """
    probabilities = classifier.probabilities(images)
    degrees = slants(images)
    return {
        "frechet": frechet_distance(feature_statistics(classifier.features(images)), reference),
        "confidence": float(probabilities.max(axis=1).mean(dtype="float64")),
        "class_entropy": class_entropy(probabilities),
        "crisp_pixels": crisp_pixels(images),
        "gradient": gradient_magnitude(images),
        "novelty": float(nearest_distances(images[:NOVELTY_SAMPLES], train_images).mean()),
        "slant_mean": float(degrees.mean()) if len(degrees) else float("nan"),
        "slant_std": float(degrees.std()) if len(degrees) else float("nan"),
    }


def feature_statistics(features: np.ndarray) -> Statistics:
    """Compute mean and covariance of features of shape (N, F), N at least 2."""
    features = np.asarray(features, dtype="float64")
    return Statistics(features.mean(axis=0), np.atleast_2d(np.cov(features, rowvar=False)))


def frechet_distance(first: Statistics, second: Statistics) -> float:
    """Compute the squared Fréchet distance of two normal distributions (Dowson and Landau 1982).

    |m1 - m2|^2 + tr(C1 + C2 - 2 (C1 C2)^(1/2)). Between features of samples and of images it is the score of Heusel
    et al. (2017), there with a classifier of photographs, here with one of digits. 0 for equal distributions.
    """
    # C1 C2 has the eigenvalues of the symmetric R C2 R, R being the root of C1: singular covariances do no harm.
    values, vectors = np.linalg.eigh(first.covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0))) @ vectors.T
    common = np.linalg.eigvalsh(root @ second.covariance @ root)
    squared = ((first.mean - second.mean) ** 2).sum() + np.trace(first.covariance) + np.trace(second.covariance)
    return float(max(0.0, squared - 2 * np.sqrt(np.maximum(common, 0)).sum()))


def class_entropy(probabilities: np.ndarray) -> float:
    """Compute the entropy of the classes that samples fall into, in nats: from 0 for one to log 10 for ten alike.

    Each sample counts for its likeliest class in `probabilities` (N, 10). The entropy of the mean probabilities, as
    in the inception score (Salimans et al. 2016), would take samples that look like no digit for variety.
    """
    shares = np.bincount(probabilities.argmax(axis=1), minlength=probabilities.shape[1]) / len(probabilities)
    shares = shares[shares > 0]
    return float(-(shares * np.log(shares)).sum() + 0.0)


def crisp_pixels(images: np.ndarray) -> float:
    """Compute the share of pixels within `CRISP` of black or white: 1 for a binary image, less for a blurred one."""
    return float(((images <= CRISP) | (images >= 1 - CRISP)).mean())


def gradient_magnitude(images: np.ndarray) -> float:
    """Compute the mean length of the grey levels' gradient, see `squared_gradients`, in grey levels per pixel."""
    return float(np.sqrt(squared_gradients(images)).mean(dtype="float64"))


def squared_gradients(images: np.ndarray) -> np.ndarray:
    """Compute the squared length of the grey levels' gradient: (N, C, H - 1, W - 1).

    Differences to the pixel on the right and to the one below, at all pixels that have both.
    """
    right = images[..., :-1, 1:] - images[..., :-1, :-1]
    below = images[..., 1:, :-1] - images[..., :-1, :-1]
    return right**2 + below**2


def nearest_distances(images: np.ndarray, train_images: np.ndarray) -> np.ndarray:
    """Compute the Euclidean distance of each image to the nearest training image: (N,), grey levels; 0 for a copy.

    The norm of the C * H * W differences. Blur shortens it as well as memory does: read it beside the sharpness.
    """
    samples = images.reshape(len(images), -1).astype("float32")
    train = train_images.reshape(len(train_images), -1).astype("float32")
    half_norms = np.einsum("ij,ij->i", train, train) / 2
    distances = []
    for first in range(0, len(samples), NEIGHBOUR_CHUNK):
        chunk = samples[first : first + NEIGHBOUR_CHUNK]
        # The nearest by |t|^2 / 2 - s.t; its distance from the difference, since that of products loses digits.
        nearest = train[np.argmin(half_norms - chunk @ train.T, axis=1)]
        distances.append(np.sqrt(((chunk - nearest) ** 2).sum(axis=1, dtype="float64")))
    return np.concatenate(distances)


def slants(images: np.ndarray) -> np.ndarray:
    """Measure how far the ink leans from the vertical, in degrees: (M,), M at most N; positive to the right, like /.

    atan(mu11 / mu02) from the second central moments with grey levels as mass, those of all channels together, x to
    the right, y upwards: the angle of the shear that would make mu11 vanish. Images without ink, or with all of it in
    one row, have none and are left out.
    """
    height, width = images.shape[-2:]
    channels = images.shape[1] if images.ndim == 4 else 1
    pixels = images.reshape(-1, channels, height, width).sum(axis=1, dtype="float64")
    pixels = pixels[pixels.sum(axis=(1, 2)) > 0]
    mass = pixels.sum(axis=(1, 2))
    x, y = np.arange(width) - (width - 1) / 2, (height - 1) / 2 - np.arange(height)
    rows = pixels.sum(axis=2)
    mean_x, mean_y = pixels.sum(axis=1) @ x / mass, rows @ y / mass
    mu11 = pixels @ x @ y / mass - mean_x * mean_y
    mu02 = rows @ y**2 / mass - mean_y**2
    extended = mu02 > 1e-9  # squared pixels, above what rounding leaves of a single row
    return np.degrees(np.arctan2(mu11[extended], mu02[extended]))

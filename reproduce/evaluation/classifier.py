"""A digit classifier, by whose features and judgement `reproduce.evaluation.sample_metrics` measures sample quality.

scikit-learn's MLPClassifier, trained with Adam (Kingma and Ba 2014) on images moved by up to a pixel; the mean of the
weights after the last epochs is kept (Polyak and Juditsky 1992). It is not in the thesis. None of the engines whose
models it judges has a part in it, so that their distances compare.
"""

import warnings
from typing import Callable, Dict, Optional

import numpy as np

from reproduce.evaluation.forward import in_chunks

UNITS = (784, 512, 256, 10)  # of the layers: pixels, two hidden layers, classes; the last hidden ones are the features
SHIFT = 1  # pixels by which an image is moved at most, in each direction
BATCH_SIZE = 128
LEARNING_RATE = 1e-3
EPOCHS = 15
AVERAGED = 5  # last epochs whose weights are averaged
SEED = 0
VERSION = 2  # counts up when a change to this file alters the trained weights and none of the above

SHAPES = {
    name: shape
    for layer, shape in enumerate(zip(UNITS[:-1], UNITS[1:]))
    for name, shape in ((f"coef{layer}", shape), (f"intercept{layer}", shape[1:]))
}


def settings() -> dict:
    """Return what determines the weights besides the data, for JSON."""
    return {
        "units": list(UNITS),
        "shift": SHIFT,
        "batch_size": BATCH_SIZE,
        "learning_rate": LEARNING_RATE,
        "epochs": EPOCHS,
        "averaged": AVERAGED,
        "seed": SEED,
        "version": VERSION,
    }


def fit(images: np.ndarray, labels: np.ndarray, on_epoch: Optional[Callable] = None) -> Dict[str, np.ndarray]:
    """Train a classifier.

    Parameters
    ----------
    images : ndarray of shape (N, 1, 28, 28), float32 in [0, 1]
    labels : ndarray of shape (N,), 0 to 9
    on_epoch : callable or None
        Called after each epoch with a dict: ``epoch``, counted from 1, and ``loss``, the mean cross-entropy with its
        penalty in nats per image.

    Returns
    -------
    dict of str to ndarray
        The weights, float32, with the names and shapes of `SHAPES`; the same bits whatever number of threads.

    Raises
    ------
    ValueError
        If images are of another shape, or images or weights are not finite.
    """
    _check_shape(images)
    from sklearn.neural_network import MLPClassifier
    from threadpoolctl import threadpool_limits

    # A number as random_state would put the images into the same order in every epoch.
    random_state, noise, kept = np.random.RandomState(SEED), np.random.default_rng(SEED), []
    net = MLPClassifier(UNITS[1:-1], batch_size=BATCH_SIZE, learning_rate_init=LEARNING_RATE, random_state=random_state)
    for epoch in range(1, EPOCHS + 1):
        moved = _shifted(images, noise).reshape(len(images), -1)
        with warnings.catch_warnings(), threadpool_limits(1):  # more threads sum in another order
            warnings.filterwarnings("ignore", "Training interrupted by user")
            net.partial_fit(moved, labels, classes=np.arange(UNITS[-1]))
        if len(net.loss_curve_) < epoch:  # scikit-learn takes Ctrl-C for the end of the epoch
            raise KeyboardInterrupt
        if epoch > EPOCHS - AVERAGED:
            kept.append([values.copy() for pair in zip(net.coefs_, net.intercepts_) for values in pair])
        if on_epoch:
            on_epoch({"epoch": epoch, "loss": float(net.loss_)})
    return {name: np.mean(values, axis=0, dtype="float64").astype("float32") for name, *values in zip(SHAPES, *kept)}


class Classifier:
    """Features and class probabilities of images of shape (N, 1, 28, 28), float32 in [0, 1].

    Parameters
    ----------
    weights : dict of str to ndarray
        As `fit` gives them.
    """

    def __init__(self, weights: Dict[str, np.ndarray]):
        self._layers = [(weights[f"coef{layer}"], weights[f"intercept{layer}"]) for layer in range(len(UNITS) - 1)]

    def features(self, images: np.ndarray) -> np.ndarray:
        """Compute the last hidden layer: (N, 256), float32; ValueError for images of another shape."""
        _check_shape(images)
        return in_chunks(lambda rows: [self._features(rows)], images)[0]

    def probabilities(self, images: np.ndarray) -> np.ndarray:
        """Compute the probability of each class: (N, 10), float32."""
        coef, intercept = self._layers[-1]
        scores = self.features(images) @ coef + intercept
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        return weights / weights.sum(axis=1, keepdims=True)

    def _features(self, images):
        outputs = images.reshape(len(images), -1)
        for coef, intercept in self._layers[:-1]:
            outputs = np.maximum(outputs @ coef + intercept, 0)
        return outputs


def _check_shape(images):
    """Raise ValueError for images of another shape than the digits that the classifier is made for."""
    shape = np.shape(images)
    if len(shape) != 4 or shape[1] != 1 or shape[2] * shape[3] != UNITS[0]:
        raise ValueError(f"the digit classifier takes images of shape (N, 1, 28, 28), got {shape}")


def _shifted(images, noise):
    """Move images (B, 1, H, W), each by up to `SHIFT` pixels down or up and right or left; what comes in is black."""
    padded = np.pad(images[:, 0], ((0, 0), (SHIFT, SHIFT), (SHIFT, SHIFT)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, images.shape[2:], axis=(1, 2))
    down, right = noise.integers(2 * SHIFT + 1, size=(2, len(images)))
    return windows[np.arange(len(images)), down, right][:, None]

"""The data sets as the models see them: float32 images in [0, 1] and labels. Each is read once in a process."""

import dataclasses
import functools
from typing import Optional

import numpy as np

from reproduce.data import registry
from reproduce.data.binarization import binarized
from reproduce.data.noise import noisy
from reproduce.data.rotation import turned
from reproduce.errors import DataError
from reproduce.spans import span

KEPT = 2  # data sets in memory; MNIST has 220 MB


@dataclasses.dataclass(frozen=True, eq=False)
class Dataset:
    """Images and labels; all arrays are read-only.

    Attributes
    ----------
    train_images, test_images : ndarray of shape (N, C, H, W), float32 in [0, 1]
        (N, 1, 28, 28) but for a user's own.
    train_labels, test_labels : ndarray of shape (N,)
        0 to 9 but for a user's own.
    clean_test_images : ndarray of shape (N, C, H, W)
        The test images before noise was added; without noise the test images themselves.
    train_angles, test_angles : ndarray of shape (N,) or None
        Radians counter-clockwise; None for upright digits.
    """

    train_images: np.ndarray
    train_labels: np.ndarray
    test_images: np.ndarray
    test_labels: np.ndarray
    clean_test_images: Optional[np.ndarray] = None
    train_angles: Optional[np.ndarray] = None
    test_angles: Optional[np.ndarray] = None


def load_for(config, mnist_dir: Optional[str] = None) -> Dataset:
    """Return the data set that the training of `config`, a `reproduce.config.Config`, sees; see `load`."""
    with span("reading the data"):
        dataset = load(config.dataset, config.binarize, mnist_dir, config.noise, config.noise_level, config.white)
    there = len(dataset.train_images)
    if config.train_images > there:  # of a data set that did not say so before it was read
        raise DataError(f"train_images is {config.train_images}, and {config.dataset} has {there}; 0 takes them all")
    if config.conditional:
        _check_labels(config, dataset)
    return dataset


def _check_labels(config, dataset):
    """Raise DataError if the labels are not the classes that a model is to see."""
    largest = int(max(dataset.train_labels.max(), dataset.test_labels.max()))
    if not largest:
        raise DataError(f"{config.dataset} has no labels, or one alone: a model that is conditional on them needs two")
    if largest >= config.conditional:
        raise DataError(f"{config.dataset} has labels of {largest + 1} classes: conditional must be {largest + 1}")


def load(
    name: str = "mnist",
    binarize: str = "none",
    mnist_dir: Optional[str] = None,
    noise: str = "none",
    noise_level: float = 0.0,
    white: int = 255,
) -> Dataset:
    """Return a data set by name; the same object again while its files are as they were.

    Parameters
    ----------
    name : str
        One of `reproduce.data.registry.names`, or what `reproduce.data.own.preparation.prepare` gave. Results of
        others than 'mnist' and 'rot-mnist' are never compared with the thesis'. After ``rot-`` see
        `reproduce.data.rotation.turned`.
    binarize : {'none', 'threshold', 'sample'}
        See `reproduce.data.binarization.binarized`.
    mnist_dir : str or None
        See `reproduce.data.mnist.load`.
    noise, noise_level : str, float
        On training and test images, after `binarize`; see `reproduce.data.noise.noisy`. Drawn once, like the pixels of
        'sample', so that a training sees each image with the same noise in every epoch.
    white : int
        What a byte of MNIST is divided by.

    Raises
    ------
    DataError
        If MNIST can't be had; the message has the remedies.
    """
    source = registry.source(name)
    return _prepared(source, name, binarize, mnist_dir, noise, noise_level, white, source.state(mnist_dir))


def as_seen(images: np.ndarray, config) -> np.ndarray:
    """Return bytes of shape (N, C, H, W) as the model of `config` sees test images, float32 in [0, 1].

    They are divided by ``white`` and, if the training's were, binarized. Noise and rotations are not added: who applies
    a model has them in the images already, or wants none.
    """
    levels = np.divide(images, np.float32(config.white), dtype="float32")
    return binarized(levels, config.binarize, _stream(1))


def forget() -> None:
    """Let go of the data sets in memory."""
    _prepared.cache_clear()


@functools.lru_cache(maxsize=KEPT)
def _prepared(source, name, binarize, mnist_dir, noise, noise_level, white, state):
    """Return the data set of a `DataSource`; `state` is that of its files, and only tells calls apart."""
    dataset = Dataset(*source.arrays(mnist_dir, white))
    if name != source.name:
        dataset = turned(dataset, _stream(2), _stream(3))
    train_images = binarized(dataset.train_images, binarize, _stream(0))
    test_images = binarized(dataset.test_images, binarize, _stream(1))
    dataset = dataclasses.replace(
        dataset,
        train_images=noisy(train_images, noise, noise_level, _stream(4)),
        test_images=noisy(test_images, noise, noise_level, _stream(5)),
        clean_test_images=test_images,
    )
    for array in vars(dataset).values():
        if array is not None:
            array.flags.writeable = False
    return dataset


def _stream(number):
    """Return a generator for one purpose of the data: the same in every training, whatever its seed."""
    return np.random.default_rng([2017, number])

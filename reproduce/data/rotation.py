"""Rotated digits (section IV): each image turned by an angle of its own."""

import dataclasses

import numpy as np

from reproduce.data import sizes

NUM_TRAIN = sizes.ROTATED


def turned(dataset, of_train: np.random.Generator, of_test: np.random.Generator):
    """Return the first `NUM_TRAIN` training images and all test images, turned by angles over the whole circle.

    Parameters
    ----------
    dataset : reproduce.data.datasets.Dataset
    of_train, of_test : numpy.random.Generator
        Draw the angles.

    Returns
    -------
    reproduce.data.datasets.Dataset
        With its angles.
    """
    train_images = dataset.train_images[:NUM_TRAIN]
    train_angles, test_angles = [
        random.uniform(-np.pi, np.pi, len(images))
        for random, images in ((of_train, train_images), (of_test, dataset.test_images))
    ]
    return dataclasses.replace(
        dataset,
        train_images=rotated(train_images, train_angles),
        train_labels=dataset.train_labels[:NUM_TRAIN],
        test_images=rotated(dataset.test_images, test_angles),
        train_angles=train_angles,
        test_angles=test_angles,
    )


def rotated(images: np.ndarray, angles: np.ndarray) -> np.ndarray:
    """Return images (N, C, H, W), each turned counter-clockwise about its centre by its angle in radians; bilinear."""
    from scipy.ndimage import rotate

    result = [
        rotate(image, angle, axes=(2, 1), reshape=False, order=1) for image, angle in zip(images, np.degrees(angles))
    ]
    return np.clip(result, 0, 1).astype("float32")

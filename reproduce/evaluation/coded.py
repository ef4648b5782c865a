"""Test images by their codes: enough to draw a figure without the images themselves."""

from typing import NamedTuple, Optional

import numpy as np

from reproduce.data.datasets import Dataset


class Coded(NamedTuple):
    """The first N test images, or all."""

    codes: np.ndarray  # (N, dim_z), float32, posterior means of z
    labels: np.ndarray  # (N,), the classes
    ink: np.ndarray  # (N,), means of the pixels


def code(net: dict, dataset: Dataset, num: Optional[int] = None) -> Coded:
    """Code the first `num` test images of `dataset`, all by default, by a network of `original.models`."""
    from reproduce.evaluation.evaluator import Evaluator

    images = dataset.test_images[:num]
    return Coded(Evaluator(net).codes(images), dataset.test_labels[:num], images.mean(axis=(1, 2, 3)))

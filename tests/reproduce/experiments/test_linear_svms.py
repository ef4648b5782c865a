"""Which data sets of a user's own linear SVMs can be measured on."""

import numpy as np
import pytest

from reproduce.data.datasets import Dataset
from reproduce.errors import DataError
from reproduce.evaluation.separability import linear_svm
from reproduce.experiments.linear_svms import check_classes


def dataset(counts, size=6):
    labels = np.repeat(np.arange(len(counts)), counts)
    images = np.random.default_rng(0).random((len(labels), 1, size, size)).astype("float32")
    return Dataset(images, labels, images[:3], labels[:3])


@pytest.mark.parametrize("counts", ((20, 2), (12, 9, 3), (9, 2, 1, 1, 8)))
def test_what_is_taken_can_be_measured(counts):
    given = dataset(counts)
    check_classes(given, 20)
    codes = given.train_images.reshape(len(given.train_labels), -1)
    found = linear_svm(codes, given.train_labels, codes, given.train_labels)
    assert 0 <= found["cv_mean"] <= 1


@pytest.mark.parametrize(
    "counts, size, message",
    (
        ((30,), 6, "these images have one class, and linear SVMs tell classes apart"),
        ((8, 8, 8), 6, "the two largest classes have 8 and 8 training images; cross-validation in 9 folds needs 9"),
        ((20, 1, 1), 6, "the two largest classes have 20 and 1 training images"),
        ((9, 9), 6, "18 training images of 36 numbers have no 20 principal components"),
        ((20, 20), 4, "40 training images of 16 numbers have no 20 principal components"),
    ),
)
def test_what_can_not_be_measured_is_told(counts, size, message):
    with pytest.raises(DataError, match=message):
        check_classes(dataset(counts, size), 20)

"""What a figure tells about test images beside their codes; enough to draw it without the images themselves."""

from collections import namedtuple

Coded = namedtuple("Coded", "codes labels ink")
Coded.__doc__ = """The first N test images, or all.

codes : ndarray of shape (N, dim_z), float32, posterior means of z
labels : ndarray of shape (N,), the classes
ink : ndarray of shape (N,), means of the pixels
"""


def code(net, dataset, num=None):
    """The `Coded` of the first `num` test images of `dataset`, all by default, by a network of `original.models`."""
    from reproduce.evaluation.evaluator import Evaluator

    images = dataset.test_images[:num]
    return Coded(Evaluator(net).codes(images), dataset.test_labels[:num], images.mean(axis=(1, 2, 3)))

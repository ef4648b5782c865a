"""Signatures of kernels: which shapes fit, and what follows from them."""

import pytest

from original.kernels.signature import Signature

SAMPLE = Signature("BCHW,B2N->BCN", positive="HW")


@pytest.mark.parametrize(
    "shapes, fits",
    [
        ([(3, 1, 28, 28), (3, 2, 10)], True),
        ([(0, 1, 28, 28), (0, 2, 0)], True),
        ([(3, 1, 28, 28), (1, 2, 10)], False),
        ([(3, 1, 28, 28), (3, 3, 10)], False),
        ([(3, 1, 28, 0), (3, 2, 10)], False),
        ([(3, 1, 28), (3, 2, 10)], False),
        ([(None, None, None, 28), (3, None, None)], True),
        ([(None, None, None, 28), (3, 1, None)], False),
    ],
)
def test_which_shapes_fit(shapes, fits):
    assert SAMPLE.fits(shapes) == fits


def test_sizes_of_outputs():
    assert SAMPLE.sizes("BCN", [(3, 1, 28, None), (3, 2, 10)]) == (3, 1, 10)
    assert Signature("B2N->B2N").sizes("B2N", [(3, 2, None)]) == (3, 2, None)


def test_in_words_and_of_scalars():
    assert str(SAMPLE) == "(B, C, H, W) and (B, 2, N), H above 0, W above 0"
    assert Signature(",->").fits([(), ()]) and not Signature(",->").fits([(), (1,)])

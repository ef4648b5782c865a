"""Grey levels: what is taken, what rounding may do, and messages that show what is wrong."""

import numpy as np
import pytest

from original.images import grey_levels


@pytest.mark.parametrize("dtype", ("float64", "float32", "float16", "uint8", "bool"))
def test_any_numbers_in_range_are_taken_as_float32(dtype):
    images = np.array([[0, 1]], dtype)
    taken = grey_levels(images)
    assert taken.dtype == np.float32
    np.testing.assert_array_equal(taken, [[0, 1]])


def test_images_that_fit_are_not_copied():
    images = np.zeros((2, 1, 3, 3), "float32")
    assert grey_levels(images) is images


def test_what_rounding_took_beyond_is_clipped():
    np.testing.assert_array_equal(grey_levels(np.array([-1e-7, 0.5, 1.0000001])), np.float32([0, 0.5, 1]))


@pytest.mark.parametrize(
    "images, message",
    [
        ([0.0, 1.001], r"in \[0, 1\], got 0.0 to 1.001$"),
        ([-0.001, 1.0], r"got -0.001 to 1.0$"),
        ([0, 255], "got 0.0 to 255.0; divide by 255"),
        ([0.0, np.nan], "got nan to nan"),
        ([0.0, np.inf], "got 0.0 to inf"),
        ([], "at least one image"),
        (["a"], "must be numbers"),
        ([1j], "must be numbers"),
    ],
)
def test_all_else_is_refused(images, message):
    with pytest.raises(ValueError, match=message):
        grey_levels(np.array(images))

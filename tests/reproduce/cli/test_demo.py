"""The demonstration: images as text for a terminal. That it trains and writes, `make demo` shows."""

import numpy as np

from reproduce.cli.demo import shaded


def test_shaded_is_darkest_at_0_and_brightest_at_1():
    image = np.zeros((4, 3))
    image[:2, 1] = 1
    image[2:, 2] = 0.5
    assert shaded(image) == [" @ ", "  +"]


def test_shaded_takes_the_mean_of_two_rows():
    assert shaded(np.array([[0.0, 1.0], [1.0, 1.0]])) == ["+@"]


def test_shaded_of_an_odd_number_of_rows_drops_the_last():
    assert shaded(np.ones((3, 2))) == ["@@"]


def test_shaded_cuts_at_the_width():
    assert shaded(np.ones((2, 40)), width=5) == ["@@@@@"]

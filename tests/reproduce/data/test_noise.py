"""Noise on the pixels: what it changes, how much, and its mean."""

import numpy as np
import pytest

from reproduce.data.noise import averaged, noisy

SHAPE = 100, 1, 28, 28  # 78,400 pixels: the standard error of a share is below 0.0018
MID_GREY = np.full(SHAPE, 0.5, dtype="float32")


@pytest.mark.parametrize("level", [0.1, 0.25, 1.0])
def test_salt_and_pepper_changes_a_share_of_the_pixels(rng, level):
    images = noisy(MID_GREY, "salt-and-pepper", level, rng)
    assert images.dtype == np.float32 and images.shape == SHAPE
    assert set(np.unique(images)) == ({0, 1} if level == 1 else {0, 0.5, 1})
    for black_or_white in (0, 1):
        assert (images == black_or_white).mean() == pytest.approx(level / 2, abs=0.009)


def test_gaussian_noise_has_its_deviation_where_nothing_is_clipped(rng):
    images = noisy(MID_GREY, "gaussian", 0.1, rng)
    assert images.dtype == np.float32 and images.shape == SHAPE
    assert images.mean() == pytest.approx(0.5, abs=0.002)
    assert images.std() == pytest.approx(0.1, abs=0.002)


def test_gaussian_noise_is_clipped(rng):
    images = noisy(np.zeros(SHAPE, dtype="float32"), "gaussian", 0.3, rng)
    assert images.min() == 0 and images.max() <= 1
    assert (images == 0).mean() == pytest.approx(0.5, abs=0.009)


@pytest.mark.parametrize("noise, level", [("salt-and-pepper", 0.25), ("gaussian", 0.3)])
def test_pixels_are_independent(rng, noise, level):
    images = noisy(MID_GREY, noise, level, rng).reshape(len(MID_GREY), -1)
    for one, other in ((images[:, 1:], images[:, :-1]), (images[1:], images[:-1])):
        assert abs(np.corrcoef(one.ravel(), other.ravel())[0, 1]) < 0.018


@pytest.mark.parametrize(
    "noise, level", [("none", 0.0), ("salt-and-pepper", 0.25), ("gaussian", 0.3), ("gaussian", 2.0)]
)
def test_average_is_that_of_many_draws(rng, noise, level):
    for grey in (0, 0.2, 1):
        images = np.full(SHAPE, grey, dtype="float32")
        mean = averaged(images, noise, level)
        assert mean.dtype == np.float32 and mean.shape == SHAPE and np.ptp(mean) == 0
        assert mean[0, 0, 0, 0] == pytest.approx(noisy(images, noise, level, rng).mean(), abs=0.009)

"""Agreement of poses: cases whose value is known."""

import numpy as np
import pytest

from reproduce.evaluation.agreement import circular_correlation, correlation, offset_error

both = pytest.mark.parametrize("uniform, half_width", [(False, np.pi / 2), (True, np.pi)])


def test_number_of_others():
    # Angles in radians, and their correlation as the CircStat toolbox (Berens 2009) gives it.
    first, second = [0.785, 1.570, 3.141, 3.839, 5.934], [0.593, 1.291, 2.879, 3.892, 6.108]
    assert circular_correlation(first, second) == pytest.approx(0.942, abs=5e-4)


@both
def test_equal_offset_negated_and_independent_angles(rng, uniform, half_width):
    angles, others = rng.uniform(-half_width, half_width, (2, 20000))
    assert circular_correlation(angles, angles, uniform) == pytest.approx(1)
    assert circular_correlation(angles + 2.5, angles, uniform) == pytest.approx(1)
    assert circular_correlation(2.5 - angles, angles, uniform) == pytest.approx(-1)
    assert circular_correlation(angles, others, uniform) == pytest.approx(0, abs=0.03), "its deviation is 0.007"
    mixed = angles + 0.5 * others
    assert circular_correlation(mixed + 2.5, angles, uniform) == pytest.approx(
        circular_correlation(mixed, angles, uniform)
    )


def test_uniform_angles_with_noise(rng):
    # |E exp i noise| of normal noise is exp(-variance / 2); the mean directions of uniform angles are noise alone.
    for angles in rng.uniform(-np.pi, np.pi, (5, 20000)):
        noisy = angles + 1 + 0.8 * rng.standard_normal(20000)
        assert circular_correlation(noisy, angles, uniform=True) == pytest.approx(np.exp(-0.32), abs=0.02)


@both
def test_an_angle_that_never_changes(rng, uniform, half_width):
    angles = rng.uniform(-half_width, half_width, 1000)
    assert circular_correlation(np.full(1000, 0.3), angles, uniform) == 0
    assert np.degrees(offset_error(np.full(1000, 0.3), angles)) == pytest.approx(np.degrees(half_width) / 2, rel=0.05)


def test_error_after_the_best_offset(rng):
    angles = rng.uniform(-np.pi, np.pi, 1000)
    assert np.degrees(offset_error(angles + 1.234 + 2 * np.pi, angles)) <= 0.25
    # The best offset is the median, which three in four agree on; the others are off by 100 degrees.
    wrong = np.radians(100) * (np.arange(1000) % 4 == 0)
    assert np.degrees(offset_error(angles - 3 + wrong, angles)) == pytest.approx(25, abs=0.25)


def test_correlation_of_numbers(rng):
    numbers, noise = rng.standard_normal((2, 20000))
    assert correlation(3 * numbers + 1, numbers) == pytest.approx(1)
    assert correlation(-numbers, numbers) == pytest.approx(-1)
    assert correlation(0.6 * numbers + 0.8 * noise, numbers) == pytest.approx(0.6, abs=0.03)
    assert correlation(np.ones(20000), numbers) == 0

"""Poses measured: agreement where its value is known, statistics, and a round trip through known poses."""

import lasagne
import numpy as np
import pytest
import theano.tensor as T

from original.transformers.inverses import TPSInverseLayer
from reproduce.evaluation.pose_metrics import circular_correlation, correlation, offset_error, round_trip, statistics

IMAGES = np.zeros((3, 1, 28, 14), dtype="float32")

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


def test_largest_correlation_is_that_of_two_different_parts(rng):
    first, noise = rng.standard_normal((2, 20000))
    poses = np.stack([first, -0.6 * first + 0.8 * noise, rng.standard_normal(20000)], axis=1) + [0, 5, 1]
    found = statistics(poses)
    assert abs(found["largest_correlation"] - 0.6) < 0.02, "the deviation of an estimate is 0.005"
    np.testing.assert_allclose(found["mean"], [0, 5, 1], atol=0.03)
    assert len(found["correlation"]) == 3 and found["correlation"][0][1] < 0


class Constant(lasagne.layers.Layer):
    """The same pose for every image."""

    def __init__(self, incoming, offsets):
        super().__init__(incoming)
        self.offsets = np.asarray(offsets, dtype="float32")

    def get_output_shape_for(self, input_shape):
        return input_shape[0], self.offsets.size

    def get_output_for(self, input, **kwargs):
        return T.zeros_like(input[:, 0, 0, 0]).dimshuffle(0, "x") + self.offsets


def measured(pose, undo):
    l_in = lasagne.layers.InputLayer((None, 1, 28, 14))
    l_undo = Constant(l_in, undo)
    l_pose = TPSInverseLayer(l_undo) if pose is None else Constant(l_in, pose)
    return round_trip(
        {"l_in": l_in, "l_noise": lasagne.layers.InputLayer((None, 1)), "l_pose": l_pose, "l_undo": l_undo}, IMAGES
    )


def test_a_shift_is_measured_in_pixels():
    # By 0.1 of half the width and 0.2 of half the height: 0.65 and 2.7 pixels.
    shift = np.repeat([0.1, 0.2], 9)
    distance = np.hypot(0.65, 2.7)
    assert measured(shift, np.zeros(18)) == pytest.approx({"mean": distance, "extreme": distance, "moved": distance})
    assert measured(shift, shift) == pytest.approx({"mean": 2 * distance, "extreme": 2 * distance, "moved": distance})
    assert measured(None, shift) == pytest.approx({"mean": 0, "extreme": 0, "moved": distance}, abs=1e-4)


def test_a_spline_is_undone_up_to_a_part_of_a_pixel(rng):
    found = measured(None, rng.normal(0, 0.1, 18))
    # Measured: 1.26 pixels, 0.09 of which the inverse leaves.
    assert found["moved"] > 0.5 and 0.01 < found["mean"] < found["moved"] / 4

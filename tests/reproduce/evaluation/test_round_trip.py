"""How well poses of splines are undone, on networks whose poses are known."""

import lasagne
import numpy as np
import pytest
import theano.tensor as T

from original.transformers.inverses import TPSInverseLayer
from reproduce.evaluation.round_trip import round_trip

IMAGES = np.zeros((3, 1, 28, 14), dtype="float32")


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

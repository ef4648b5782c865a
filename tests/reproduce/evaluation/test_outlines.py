"""Frames of poses: their points are those that the pose maps to the template's border."""

import numpy as np

from original.transformers import splines
from reproduce.evaluation.outlines import outlines

SHAPE = (28, 20)


def test_the_identity_frames_the_image():
    for pose in ([1, 0, 0, 0, 1, 0], np.zeros(18)):
        (frame,) = outlines(np.array([pose], dtype="float32"), SHAPE)
        assert frame.shape == (49, 2)
        np.testing.assert_allclose([frame.min(axis=0), frame.max(axis=0)], [[0, 0], [19, 27]], atol=1e-6)
        np.testing.assert_allclose(frame[[0, 12, 24, 36, 48]], [[0, 0], [19, 0], [19, 27], [0, 27], [0, 0]], atol=1e-6)


def test_a_pose_that_halves_and_shifts():
    # x of the template = 2 x of the image - 1: the template is half as wide, and its left border is in the middle.
    (frame,) = outlines(np.array([[2, 0, -1, 0, 1, 0]]), SHAPE)
    np.testing.assert_allclose([frame[:, 0].min(), frame[:, 0].max()], [9.5, 19])


def test_a_spline_maps_its_frame_to_the_border():
    offsets = np.random.default_rng(0).normal(scale=0.15, size=(20, 18))
    frames = outlines(offsets, SHAPE)
    assert np.isfinite(frames).all()
    at = (frames / (np.array(SHAPE[::-1]) - 1) * 2 - 1).transpose(0, 2, 1)
    weights = offsets.reshape(-1, 2, 9) @ splines.coefficients(3).T
    moved = splines.moved(np, at, weights, 3)
    np.testing.assert_allclose(abs(moved).max(axis=1), 1, atol=2e-3)
    # Not the affine map nearest to it, which has straight sides.
    assert abs(frames[:, 6] - (frames[:, 0] + frames[:, 12]) / 2).max() > 0.5


def test_where_a_spline_folds_there_is_no_point():
    offsets = np.zeros((1, 18))
    offsets[0, 4] = 6  # the middle point far beyond the right border
    assert np.isnan(outlines(offsets, SHAPE)).any()

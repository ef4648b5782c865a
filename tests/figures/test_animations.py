"""Pictures that move: what moves in them, that they begin again where they end, and that they are small."""

import os

import numpy as np
import pytest
from PIL import Image

from figures import animation
from original.transformers import poses, splines
from reproduce.evaluation import walks
from reproduce.report import animations

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
COMMITTED = os.path.join(ROOT, "results", animations.FOLDER)
NAMES = [moving.name for moving in animations.ANIMATIONS]


def test_a_walk_passes_all_codes_and_closes():
    codes = np.random.default_rng(0).normal(size=(3, 8)).astype("float32")
    walk = walks.code_walk(codes, steps=10)
    assert walk.shape == (30, 8)
    np.testing.assert_allclose(walk[::10], codes, rtol=1e-6)
    steps = np.linalg.norm(np.diff(walk, axis=0, append=walk[:1]), axis=1)
    assert steps.max() < 0.25 * np.linalg.norm(codes[0] - codes[1]) and steps[9] < steps[5]
    lengths = np.linalg.norm(walk, axis=1)
    assert np.linalg.norm(codes, axis=1).min() - 1e-5 < lengths.min(), "not through the middle, where no draws are"


def test_moves_begin_at_the_identity_and_are_what_they_are_called():
    swing = walks.swing(8)
    np.testing.assert_allclose(swing[[0, 2, 4, 6]], [0, 1, 0, -1], atol=1e-12)
    moves = walks.affine_moves(swing)
    for by in moves.values():
        np.testing.assert_allclose(by[0], poses.AffinePose.identity)
    psi, log_x, log_y, shift_x, _ = poses.five_of_affine(np.stack([by[2] for by in moves.values()])).T
    turn, scale, shear, shift = range(4)
    assert abs(psi[turn]) > 0.5 and log_x[scale] == pytest.approx(log_y[scale]) and log_x[scale] < -0.3
    assert moves["shear"][2, 1] > 0.5 and shift_x[shift] < -0.3 and abs(shift_x[[turn, scale, shear]]).max() < 1e-12
    points = np.column_stack([splines.control_points(3), np.ones(9)])
    for offsets in walks.spline_moves(swing).values():
        np.testing.assert_array_equal(offsets[0], 0)
        rest = np.linalg.lstsq(points, offsets[2].reshape(2, 9).T, rcond=None)[1]
        assert rest.sum() > 0.1, "no affine pose does it"


def test_poses_are_composed_in_the_order_of_showing():
    mean = np.array([2, 0, 1, 0, 1, 0.0])
    (pose,) = walks.composed(mean, np.array([[1, 0, 0.5, 0, 1, 0.25]]))
    np.testing.assert_allclose(pose, [2, 0, 2, 0, 1, 0.25])


def test_frames_show_images_words_and_outlines():
    images = np.stack([np.zeros((4, 4)), np.ones((4, 4)), np.full((4, 4), 0.5)])
    outlines = np.full((3, 2, 2), 1.0)
    outlines[:, 1, 0] = 3
    still = {"title": "z", "note": "", "images": images, "words": ["", "", ""], "outlines": None}
    moving = dict(still, outlines=outlines)
    frames = [np.asarray(frame.convert("RGB")).astype(int) for frame in animation.draw([still, moving], 10)]
    middle = animation.HEAD + 20, animation.EDGE + 20
    levels = [frame[middle] for frame in frames]
    np.testing.assert_allclose(levels, [[0] * 3, [255] * 3, [128] * 3], atol=1)
    for frame in frames:
        left, right = np.split(np.ptp(frame, axis=2) > 60, [animation.EDGE + 40 + animation.BETWEEN // 2], axis=1)
        assert right.any() and not left.any(), "a frame over the one, none over the other"


@pytest.mark.parametrize("name", NAMES)
def test_committed_animations_are_small_and_loop(name):
    path = os.path.join(COMMITTED, name + ".png")
    assert os.path.getsize(path) < 1e6
    with Image.open(path) as picture:
        assert picture.info["loop"] == 0 and picture.n_frames == animations.CODES * animations.STEPS
        frames = []
        for frame in range(picture.n_frames):
            picture.seek(frame)
            frames.append(np.asarray(picture.convert("L")).astype(float))
    steps = [abs(after - before).mean() for before, after in zip(frames, frames[1:] + frames[:1])]
    assert 0 < steps[-1] <= max(steps[:-1]), "from the last frame to the first is a step like the others"
    with Image.open(os.path.join(COMMITTED, animations.STILL)) as still:
        assert still.format == "PNG"

"""The film of figure 12's minima: which moments it shows, what a frame is, and the one that is committed."""

import os

import numpy as np
from PIL import Image

from reproduce.config import Config
from reproduce.data import datasets
from reproduce.experiments.figure12 import candidates
from reproduce.experiments.options import Options
from reproduce.report import animations, minima

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))


def test_the_start_has_more_moments_than_the_end():
    moments = minima.moments(10_000)
    assert moments[0] == 1 and moments[-1] == 10_000 and len(moments) <= minima.FRAMES
    gaps = np.diff(moments)
    assert (gaps >= 1).all() and gaps[-1] > 100 * gaps[0]


def test_a_film_ends_with_the_trained_model_standing_still():
    dataset = datasets.load("digits")
    film = minima.film(Config("tvae_affine", dataset="digits", dim_z=2, epochs=2), dataset)
    images, words = film["images"], film["words"]
    side = minima.ACROSS * dataset.train_images.shape[-1] + minima.ACROSS - 1
    assert images.shape[1:] == (side, side) and len(images) == len(words) > minima.LAST
    assert words[0].startswith("epoch 0.0") and words[-1].startswith("epoch 2.00, error ")
    assert (images[-minima.LAST - 1 :] == images[-1]).all() and np.ptp(images[0]) > 0
    assert abs(images[0] - images[-1]).mean() > 0.01, "templates learn"


def test_it_shows_trainings_of_figure_12():
    (_, _, good), (_, _, poor) = minima.TRAINED
    assert good == Options({}).config(minima.MODEL, minima.DIM_Z) and poor in candidates(Options({}))


def test_the_committed_film_is_small_and_loops():
    path = os.path.join(ROOT, "results", animations.FOLDER, animations.MINIMA + ".png")
    assert os.path.getsize(path) < 1e6
    with Image.open(path) as picture:
        assert picture.info["loop"] == 0 and picture.n_frames > minima.FRAMES // 2

"""Images for a trained model: one is enough, names and labels go along, channels are made to fit."""

import numpy as np
import pytest
from PIL import Image

from reproduce.data.own import applied
from reproduce.data.own.preparation import Preparation
from reproduce.errors import DataError


@pytest.fixture
def pictures(tmp_path):
    """A folder of three grey pictures, two folders deep."""
    for number, name in enumerate(("a/x/1.png", "a/y/2.png", "b/3.png"), start=1):
        path = tmp_path / "pictures" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((6, 8), 10 * number, dtype="uint8")).save(path)
    return str(tmp_path / "pictures")


def test_pictures_have_their_paths_as_names(pictures):
    found = applied.read(pictures, Preparation(), 1)
    assert found.names == ["a/x/1.png", "a/y/2.png", "b/3.png"] and found.labels == ["a/x", "a/y", "b"]
    assert found.images.shape == (3, 1, 6, 8) and found.images[:, 0, 0, 0].tolist() == [10, 20, 30]


def test_the_first_ones_are_taken(pictures):
    found = applied.read(pictures, Preparation(), 1, first=2)
    assert len(found.images) == len(found.names) == len(found.labels) == 2


def test_a_single_picture_is_enough(pictures):
    found = applied.read(pictures + "/a/x/1.png", Preparation(size=(4, 5), invert=True), 1)
    assert found.names == ["1.png"] and found.labels is None
    assert found.images.shape == (1, 1, 4, 5) and set(found.images.ravel().tolist()) == {245}


def test_a_part_for_tests_comes_last(tmp_path):
    images = np.arange(5, dtype="uint8")[:, None, None] * np.ones((5, 4, 4), dtype="uint8")
    path = str(tmp_path / "some.npz")
    np.savez(path, images=images[:3], labels=[7, 8, 7], test_images=images[3:], test_labels=[9, 7])
    found = applied.read(path, Preparation(), 1)
    assert found.images[:, 0, 0, 0].tolist() == [0, 1, 2, 3, 4] and found.labels == ["7", "8", "7", "9", "7"]
    assert found.names == ["00001", "00002", "00003", "00004", "00005"]


def test_grey_fills_three_channels_and_colours_are_refused(tmp_path, pictures):
    assert applied.read(pictures, Preparation(), 3).images.shape == (3, 3, 6, 8)
    np.save(str(tmp_path / "colours.npy"), np.zeros((2, 5, 5, 3), dtype="uint8"))
    with pytest.raises(DataError, match="images of 3 channels, the model takes 1: --grey leaves the colours out"):
        applied.read(str(tmp_path / "colours.npy"), Preparation(), 1)
    with pytest.raises(DataError, match="images of 3 channels, the model takes 2"):
        applied.read(str(tmp_path / "colours.npy"), Preparation(), 2)
    assert applied.read(str(tmp_path / "colours.npy"), Preparation(grey=True), 1).images.shape == (2, 1, 5, 5)


def test_none_is_too_few(tmp_path):
    np.save(str(tmp_path / "none.npy"), np.zeros((0, 5, 5), dtype="uint8"))
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match="0 images$"):
        applied.read(str(tmp_path / "none.npy"), Preparation(), 1)
    with pytest.raises(DataError, match="has 0 pictures; pictures end in"):
        applied.read(str(tmp_path / "empty"), Preparation(), 1)

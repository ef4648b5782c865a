"""Images as files: names of pictures, folders with other pictures, arrays."""

import numpy as np
import pytest
from PIL import Image

from figures.grids import Grid
from reproduce.errors import ConfigError, StoreError
from reproduce.report.output import Output, paths_of


def test_pictures_keep_their_names():
    assert paths_of(["a/1.png", "a/2.jpg", "B.PNG", "00001"]) == ["a/1.png", "a/2.jpg.png", "B.PNG", "00001.png"]
    assert paths_of(["1.png", "1.png", "1"]) == ["1.png", "1-2.png", "1-3.png"]


def test_images_become_pictures(tmp_path, rng):
    images = rng.random((2, 3, 5, 4)).astype("float32")
    out = Output(str(tmp_path / "out"))
    out.check(3, ["x/1", "2"])
    assert out.write(images, ["x/1", "2"]) == f"2 pictures in {tmp_path / 'out' / 'pictures'}"
    with Image.open(tmp_path / "out" / "pictures" / "x" / "1.png") as picture:
        np.testing.assert_array_equal(np.asarray(picture), np.rint(255 * images[0]).transpose(1, 2, 0))


def test_images_become_arrays(tmp_path, rng):
    images = rng.random((2, 2, 5, 4)).astype("float32")
    out = Output(str(tmp_path / "out" / "some.npz"))
    out.check(2, ["1", "2"])
    out.write(images, ["1", "2"], labels=np.array(["a", "b"]), other=None)
    with np.load(tmp_path / "out" / "some.npz") as content:
        assert sorted(content.files) == ["images", "labels", "names"]
        np.testing.assert_array_equal(content["images"], images)
    assert out.beside("align.json") == str(tmp_path / "out" / "some-align.json")


def test_a_sheet_in_colour_keeps_its_colours(tmp_path, rng):
    images = np.round(rng.random((6, 20, 30, 3)), 2)
    path = Output(str(tmp_path)).write_sheet([[Grid(images, "before"), Grid(images, "after")]])
    with Image.open(path) as sheet:
        found = {tuple(pixel) for pixel in np.asarray(sheet.convert("RGB")).reshape(-1, 3)}
    assert len(found) > 3000


def test_a_folder_with_other_pictures_is_refused(tmp_path):
    out = Output(str(tmp_path))
    out.check(1, ["a", "b"])
    out.write(np.zeros((2, 1, 4, 4)), ["a", "b"])
    out.check(1, ["a", "b"])
    with pytest.raises(StoreError, match="has pictures of other images, b.png; name another folder with --out"):
        out.check(1, ["a"])


def test_what_is_no_picture_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="images of 2 channels are no pictures: .*--out NAME.npz"):
        Output(str(tmp_path)).check(2, ["a"])

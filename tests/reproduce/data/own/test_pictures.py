"""Folders and zips of pictures: sizes, colours, labels, and what is refused."""

import io
import os
import zipfile

import numpy as np
import pytest
from PIL import Image

from reproduce.data.own import pictures
from reproduce.errors import DataError


def png(array, **options):
    file = io.BytesIO()
    Image.fromarray(array).save(file, "PNG", **options)
    return file.getvalue()


def grey(value, rows=6, columns=8):
    return np.full((rows, columns), value, dtype="uint8")


def colour(*values, rows=6, columns=8):
    return np.tile(np.array(values, dtype="uint8"), (rows, columns, 1))


PICTURES = {"cats/old/1.png": png(grey(10)), "cats/old/2.png": png(grey(20)), "dogs/young/1.PNG": png(grey(30))}


def folder_of(tmp_path, content):
    for name, data in content.items():
        path = tmp_path / "folder" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return str(tmp_path / "folder")


def zip_of(tmp_path, content):
    path = str(tmp_path / "pictures.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return path


def read(path, size=None, grey=False, label_level=1):
    return pictures.read(path, size, grey, label_level)


@pytest.mark.parametrize("packed", (folder_of, zip_of))
def test_pictures_are_read_in_the_order_of_their_names(tmp_path, packed):
    raw = read(packed(tmp_path, PICTURES))
    assert raw.images.shape == (3, 6, 8, 1) and raw.images.dtype == np.uint8
    assert raw.images[:, 0, 0, 0].tolist() == [10, 20, 30] and raw.labels == ["cats/old", "cats/old", "dogs/young"]


@pytest.mark.parametrize("packed", (folder_of, zip_of))
def test_what_is_no_picture_is_passed_over(tmp_path, packed):
    others = {"readme.txt": b"words", ".hidden.png": b"", "__MACOSX/1.png": b"", "cats/Thumbs.db": b""}
    assert len(read(packed(tmp_path, {**PICTURES, **others})).images) == 3


@pytest.mark.parametrize("level, expected", ((1, "cats/old dogs/young"), (2, "cats dogs"), (3, "")))
def test_a_folder_is_the_label(tmp_path, level, expected):
    labels = read(folder_of(tmp_path, PICTURES), label_level=level).labels
    assert (" ".join(sorted(set(labels))) if labels else "") == expected


def test_labels_are_without_the_folders_in_common(tmp_path):
    raw = read(folder_of(tmp_path, {"all/of/them/" + name: data for name, data in PICTURES.items()}))
    assert set(raw.labels) == {"cats/old", "dogs/young"}


def test_a_picture_whose_channels_are_equal_is_grey(tmp_path):
    same, red = {"1.png": png(colour(7, 7, 7)), "2.png": png(grey(9))}, {"3.png": png(colour(200, 0, 0))}
    assert read(folder_of(tmp_path / "a", same)).images.shape[3] == 1
    mixed = read(folder_of(tmp_path / "b", {**same, **red})).images
    assert mixed[:, 0, 0].tolist() == [[7, 7, 7], [9, 9, 9], [200, 0, 0]]
    assert read(folder_of(tmp_path / "c", {**same, **red}), grey=True).images.shape[3] == 1


@pytest.mark.parametrize(
    "array, expected",
    (
        (np.zeros((6, 8), dtype=bool), 0),
        (np.ones((6, 8), dtype=bool), 255),
        (np.full((6, 8), 257 * 100, dtype="uint16"), 100),
        (np.tile(np.array([50, 50, 50, 0], dtype="uint8"), (6, 8, 1)), 255),
        (np.tile(np.array([50, 50, 50, 255], dtype="uint8"), (6, 8, 1)), 50),
    ),
)
def test_every_kind_of_png_becomes_bytes(tmp_path, array, expected):
    images = read(folder_of(tmp_path, {"1.png": png(array), "2.png": png(array)})).images
    assert images.shape == (2, 6, 8, 1) and set(images.ravel().tolist()) == {expected}


def test_a_picture_is_turned_upright(tmp_path):
    marked = grey(0)
    marked[0] = 255
    exif = Image.Exif()
    exif[0x0112] = 3  # upside down
    images = read(folder_of(tmp_path, {"1.png": png(marked), "2.png": png(marked, exif=exif)})).images[..., 0]
    assert images[0, 0].min() == 255 and images[1, -1].min() == 255 and images[1, 0].max() == 0


def test_pictures_are_resampled_without_aliasing(tmp_path):
    stripes = np.tile(np.array([[0, 255]], dtype="uint8"), (40, 20))
    images = read(folder_of(tmp_path, {"1.png": png(stripes), "2.png": png(grey(3))}), size=(5, 4)).images
    assert images.shape == (2, 5, 4, 1) and abs(images[0].astype(int) - 128).max() < 16


@pytest.mark.parametrize(
    "content, message",
    (
        ({}, "has 0 pictures, a training needs 2 at least"),
        ({"1.png": png(grey(1))}, "has 1 pictures"),
        ({"1.png": png(grey(1)), "2.png": png(grey(1, 7, 8))}, r"1.png has 6 x 8 pixels, 2.png 7 x 8; --size H W"),
        ({"1.png": png(grey(1)), "2.png": b"no picture"}, r"2.png can't be read as a picture"),
        ({"1.png": png(grey(1)), "2.png": png(grey(1))[:40]}, r"2.png can't be read as a picture"),
        ({"1.png": png(grey(1, 3, 3)), "2.png": png(grey(1, 3, 3))}, "3 x 3 pixels; sides have 4 to 128"),
        ({"1.png": png(grey(1, 129, 9)), "2.png": png(grey(1, 129, 9))}, "129 x 9 pixels"),
        ({"1.png": png(np.zeros((9000, 9000), dtype=bool)), "2.png": png(grey(1))}, "9000 x 9000 pixels"),
    ),
)
@pytest.mark.parametrize("packed", (folder_of, zip_of))
def test_what_can_not_be_taken_is_told(tmp_path, packed, content, message):
    (tmp_path / "folder").mkdir()
    with pytest.raises(DataError, match=message):
        read(packed(tmp_path, content))


def test_a_picture_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 20)
    with pytest.raises(DataError, match="can't be read as a picture"):
        read(folder_of(tmp_path, PICTURES))


def test_a_zip_of_zeros_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(pictures, "LARGEST", 1000)
    with pytest.raises(DataError, match="more than 1000 bytes"):
        read(zip_of(tmp_path, {"1.png": bytes(10**7), "2.png": bytes(10**7)}))


@pytest.mark.parametrize("name", ("../1.png", "/1.png", "a/../../1.png", "C:/1.png", "\\1.png", "a\\..\\..\\1.png"))
def test_a_zip_that_leads_out_is_refused(tmp_path, name):
    with pytest.raises(DataError, match="leads out of the zip"):
        read(zip_of(tmp_path, {**PICTURES, name: png(grey(1))}))
    assert sorted(os.listdir(str(tmp_path))) == ["pictures.zip"]


def test_a_damaged_zip_is_told(tmp_path):
    path = zip_of(tmp_path, PICTURES)
    with open(path, "r+b") as file:
        file.seek(45)
        file.write(b"damage damage")
    with pytest.raises(DataError):
        read(path)

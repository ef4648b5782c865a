"""Files of arrays: layouts, types, IDX, and what is refused."""

import gzip

import numpy as np
import pytest

from reproduce.data import idx
from reproduce.data.own import arrays
from reproduce.errors import DataError


@pytest.fixture
def saved(tmp_path):
    """`saved(array)` or `saved(images=..., ...)` is the path of a file of them."""

    def saved(array=None, **named):
        path = str(tmp_path / ("images.npz" if array is None else "images.npy"))
        np.savez_compressed(path, **named) if array is None else np.save(path, array)
        return path

    return saved


def read(path, size=None, grey=False):
    return arrays.read(path, size, grey)


@pytest.mark.parametrize(
    "shape, expected",
    (
        ((5, 6, 8), (5, 6, 8, 1)),
        ((5, 6, 8, 1), (5, 6, 8, 1)),
        ((5, 6, 8, 3), (5, 6, 8, 3)),
        ((5, 3, 6, 8), (5, 6, 8, 3)),
        ((5, 1, 6, 8), (5, 6, 8, 1)),
    ),
)
def test_channels_are_first_last_or_none(saved, rng, shape, expected):
    array = rng.integers(0, 256, shape, dtype="uint8")
    images = read(saved(array)).images
    assert images.shape == expected
    assert images[1, 2, 3, 0] == (array[1, 0, 2, 3] if shape[1] < 4 else array[1, 2, 3].ravel()[0])


@pytest.mark.parametrize(
    "array",
    (
        np.array([0, 51, 255], dtype="uint8"),
        np.array([0, 51, 255], dtype="int64"),
        np.array([0, 0.2, 1], dtype="float64"),
        np.array([0, 0.2, 1], dtype="float32"),
        np.array([0, 0.2, 1.0000001], dtype="float64"),
    ),
)
def test_grey_levels_are_bytes_or_shares(saved, array):
    images = read(saved(np.broadcast_to(array[:, None, None], (3, 5, 5)))).images
    assert images[:, 0, 0, 0].tolist() == [0, 51, 255]


def test_booleans_are_black_and_white(saved):
    images = read(saved(np.array([True, False])[:, None, None] & np.ones((2, 4, 4), dtype=bool))).images
    assert images[:, 0, 0, 0].tolist() == [255, 0]


def test_labels_are_numbers_or_words(saved):
    images = np.zeros((3, 5, 5), dtype="uint8")
    assert read(saved(images=images)).labels is None
    assert read(saved(images=images, labels=np.array([2, 10, 2]))).labels == ["2", "10", "2"]
    assert read(saved(images=images, labels=np.array(["a", "b", "a"]))).labels == ["a", "b", "a"]
    raw = read(saved(images=images, labels=[1, 2, 3], test_images=images[:2], test_labels=[3, 1]))
    assert raw.test_images.shape == (2, 5, 5, 1) and raw.test_labels == ["3", "1"]


def test_colours_become_grey_and_sizes_one(saved, rng):
    array = rng.integers(0, 256, (3, 10, 12, 3), dtype="uint8")
    assert read(saved(array), size=(5, 6)).images.shape == (3, 5, 6, 3)
    assert read(saved(array), grey=True).images.shape == (3, 10, 12, 1)
    assert read(saved(np.zeros((2, 300, 200), dtype="uint8")), size=(28, 28)).images.shape == (2, 28, 28, 1)


@pytest.mark.parametrize("packed", (True, False))
@pytest.mark.parametrize("names", (("train", "t10k", "-idx"), ("emnist-letters-train", "emnist-letters-test", ".idx")))
def test_idx_files_are_told_by_their_names(tmp_path, rng, names, packed):
    train, test, between = names
    for part, count in ((train, 5), (test, 2)):
        for what, dimensions, array in (
            ("images", 3, rng.integers(0, 256, (count, 28, 28), dtype="uint8")),
            ("labels", 1, np.arange(count, dtype="uint8")),
        ):
            data = idx.written(array)
            name = f"{part}-{what}{between}{dimensions}-ubyte"
            (tmp_path / (name + ".gz" * packed)).write_bytes(gzip.compress(data) if packed else data)
    assert arrays.is_idx_folder(str(tmp_path))
    raw = read(str(tmp_path))
    assert raw.images.shape == (5, 28, 28, 1) and raw.test_labels == ["0", "1"]


def test_two_sets_in_a_folder_are_told(tmp_path):
    for prefix in ("emnist-letters", "emnist-digits"):
        (tmp_path / f"{prefix}-train-images-idx3-ubyte").write_bytes(idx.written(np.zeros((2, 28, 28))))
    with pytest.raises(DataError, match="several sets"):
        read(str(tmp_path))


IMAGES = np.zeros((3, 5, 5), dtype="uint8")


@pytest.mark.parametrize(
    "content, message",
    (
        ({"images": IMAGES[:1]}, "1 images, a training needs 2"),
        ({"images": IMAGES[:0]}, "0 images"),
        ({"images": IMAGES[0]}, "images are of shape"),
        ({"images": np.zeros((3, 5, 5, 5), dtype="uint8")}, "1 to 4 channels"),
        ({"images": np.zeros((3, 3, 5), dtype="uint8")}, "3 x 5 pixels; sides have 4 to 128"),
        ({"images": np.full((3, 5, 5), np.nan)}, "grey levels must lie in"),
        ({"images": np.full((3, 5, 5), 2.0)}, "divide by 255"),
        ({"images": np.full((3, 5, 5), -1)}, "grey levels must lie in"),
        ({"images": np.full((3, 5, 5), 1j)}, "images must be numbers"),
        ({"images": np.full((3, 5, 5), "a")}, "images must be numbers"),
        ({"pictures": IMAGES}, "has the arrays pictures; known are images, labels"),
        ({"images": IMAGES, "labels": [1, 2]}, "labels has 2 entries, images 3"),
        ({"images": IMAGES, "labels": [0.5, 1, 2]}, "labels are whole numbers or words"),
        ({"images": IMAGES, "test_labels": [1, 2, 3]}, "test_labels has 3 entries, test_images 0"),
        ({"images": IMAGES, "test_images": np.zeros((3, 6, 5), dtype="uint8")}, "another size"),
        ({"images": IMAGES, "labels": [1, 2, 3], "test_images": IMAGES}, "only one of labels and test_labels"),
    ),
)
def test_what_can_not_be_taken_is_told(saved, content, message):
    with pytest.raises(DataError, match=message):
        read(saved(**content))


def test_nothing_is_unpickled(saved):
    with pytest.raises(DataError, match="can't be read as arrays"):
        read(saved(np.array([{"a": 1}, None], dtype=object)))


@pytest.mark.parametrize("data", (b"", b"no arrays", b"PK\x03\x04 cut off", b"\x93NUMPY cut off"))
def test_a_damaged_file_is_told(tmp_path, data):
    (tmp_path / "images.npz").write_bytes(data)
    with pytest.raises(DataError, match="can't be read as arrays"):
        read(str(tmp_path / "images.npz"))

"""Files that are written as a whole or not at all."""

import os

import numpy as np
import pytest

from reproduce import files
from reproduce.errors import StoreError


@pytest.fixture
def path(tmp_path):
    """A path in a folder of its own, so that anything left beside the file shows."""
    return str(tmp_path / "folder" / "file")


def beside(path):
    return os.listdir(os.path.dirname(path))


def content(path):
    with open(path, "rb") as file:
        return file.read()


def test_atomic_writes_and_makes_the_folder(path):
    with files.atomic(path) as file:
        file.write(b"new")
        assert not os.path.exists(path), "a reader would see half a file"
    assert content(path) == b"new"
    assert beside(path) == ["file"]


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_failure_midway_leaves_the_old_content_and_nothing_else(path, failure):
    files.write_text(path, "old")
    with pytest.raises(failure):
        with files.atomic(path) as file:
            file.write(b"half of the n")
            raise failure
    assert content(path) == b"old"
    assert beside(path) == ["file"]


def test_full_disk_is_a_store_error(path):
    files.write_text(path, "old")
    with pytest.raises(StoreError, match=f"can't write {path}: No space left"):
        with files.atomic(path):
            raise OSError(28, "No space left on device")
    assert content(path) == b"old"
    assert beside(path) == ["file"]


def test_folder_in_the_place_of_the_file(path):
    os.makedirs(path)
    with pytest.raises(StoreError, match="can't write"):
        files.write_text(path, "new")
    assert beside(path) == ["file"]


def test_folder_that_can_not_be_made(tmp_path):
    # Under a file: that fails for root, too, whom no permission stops.
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="can't make the folder {}".format(tmp_path / "file" / "run")):
        files.write_text(str(tmp_path / "file" / "run" / "history.csv"), "text")


def test_permissions_are_those_of_a_new_file(path):
    # Temporary files are private; results that only their maker can read would surprise.
    mask = os.umask(0o022)
    try:
        files.write_text(path, "text")
    finally:
        os.umask(mask)
    assert os.stat(path).st_mode & 0o777 == 0o644


def test_file_in_the_current_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    files.write_text("file", "text")
    assert os.listdir(str(tmp_path)) == ["file"]


def test_json_round_trip(path):
    value = {"name": "Vivé", "numbers": [1, 2.5, None]}
    files.write_json(path, value)
    assert files.read_json(path) == value
    assert content(path).endswith(b"}\n")


def test_csv_round_trip(path):
    rows = [{"name": "PCA (8)", "value": "75.09"}, {"name": "with, comma", "value": ""}]
    files.write_csv(path, rows, ["name", "value"])
    assert content(path) == b'name,value\nPCA (8),75.09\n"with, comma",\n'
    assert files.read_csv(path) == rows


def test_csv_of_other_fields_than_its_header(path):
    with pytest.raises(ValueError):
        files.write_csv(path, [{"name": "PCA", "other": 1}], ["name", "value"])
    assert not os.path.exists(path)


def test_npz_round_trip(path):
    arrays = {"encoder1.W": np.eye(2, dtype="float32"), "epoch": np.array(3)}
    files.write_npz(path, arrays)
    read = files.read_npz(path)
    assert set(read) == set(arrays) and beside(path) == ["file"]
    for name, array in arrays.items():
        assert read[name].dtype == array.dtype
        np.testing.assert_array_equal(read[name], array)


def test_npz_refuses_pickles(path):
    # A pickle can run anything when it is read; weights come from anywhere.
    files.write_npz(path, {"weights": np.array([{"a": 1}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        files.read_npz(path)

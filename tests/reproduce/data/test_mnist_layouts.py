"""MNIST as people have it: each form from a small stand-in, and from the real files where MNIST_DIR names them."""

import gzip
import hashlib
import os

import numpy as np
import pytest

from reproduce.data import idx, mnist, mnist_layouts, sizes
from reproduce.errors import DataError

REAL_FOLDER = os.environ.get("MNIST_DIR")
NAMES = tuple(mnist.FILES)
TRAIN, TEST = 7, 5


@pytest.fixture(params=["stand-in", "real"])
def arrays(request, monkeypatch, tmp_path):
    """The four arrays, which `mnist` takes for the real ones."""
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("MNIST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(mnist, "_fetch", lambda url: pytest.fail(f"downloads {url}"))
    if request.param == "real":
        if not REAL_FOLDER or "in_tables" in request.node.name and "slow" not in request.keywords:
            pytest.skip("needs MNIST in MNIST_DIR")
        return mnist.load(REAL_FOLDER)
    random = np.random.default_rng(0)
    found = {}
    for name in NAMES:
        number = TRAIN if "train" in name else TEST
        shape = (number, 28, 28) if "images" in name else (number,)
        found[name] = random.integers(256 if "images" in name else 10, size=shape, dtype="uint8")
    checksums = {name: hashlib.sha256(idx.written(array)).hexdigest() for name, array in found.items()}
    monkeypatch.setattr(mnist, "FILES", checksums)
    monkeypatch.setattr(sizes, "MNIST", TRAIN)
    return found


def put(path, content):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(gzip.compress(content, 1) if str(path).endswith(".gz") else content)


def assert_loaded(folder, arrays):
    loaded = mnist.load(str(folder))
    assert list(loaded) == list(NAMES)
    for name in NAMES:
        np.testing.assert_array_equal(loaded[name], arrays[name])
    assert mnist.available(str(folder)) == (str(folder), [])


def kaggles(name):
    return name.replace("-idx", ".idx")


PLACES = {
    "as they are": lambda name: name,
    "packed": lambda name: name + ".gz",
    "torchvision's root": lambda name: f"MNIST/raw/{name}",
    "in raw": lambda name: f"raw/{name}.gz",
    "Kaggle's names": kaggles,
    "Kaggle's folders": lambda name: f"{kaggles(name)}/{kaggles(name)}",
    "folders of the usual names": lambda name: f"{name}/{name}",
}


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_files_in_many_places(arrays, tmp_path, place):
    for name, array in arrays.items():
        put(tmp_path / "data" / place(name), idx.written(array))
    assert_loaded(tmp_path / "data", arrays)


@pytest.mark.parametrize("damaged", (b"", b"<html>no</html>", b"\x1f\x8bgarbage"))
def test_a_damaged_file_beside_a_sound_one(arrays, tmp_path, damaged):
    for name, array in arrays.items():
        put(tmp_path / name, damaged)
        put(tmp_path / "MNIST" / "raw" / (name + ".gz"), idx.written(array))
    assert_loaded(tmp_path, arrays)


def write_npz(folder, arrays):
    keys = dict(zip(("x_train", "y_train", "x_test", "y_test"), arrays.values()))
    os.makedirs(folder, exist_ok=True)
    np.savez_compressed(os.path.join(folder, "mnist.npz"), **keys)


def rows(arrays, label_first):
    """The lines of the training images, and of the test images, as text."""
    parts = []
    for images, labels in ((NAMES[0], NAMES[1]), (NAMES[2], NAMES[3])):
        pixels, digits = arrays[images].reshape(-1, 784).astype(str), arrays[labels].astype(str)
        quoted = digits if label_first else [f"'{digit}'" for digit in digits]
        lines = [
            ",".join([digit, *row] if label_first else [*row, digit]) for digit, row in zip(quoted, pixels.tolist())
        ]
        parts.append("\n".join(lines) + "\n")
    return parts


def write_csv(folder, arrays, header=""):
    for name, text in zip(("mnist_train.csv", "mnist_test.csv"), rows(arrays, label_first=True)):
        put(os.path.join(folder, name), (header + text).encode())


def write_arff(folder, arrays, name="mnist_784.arff"):
    header = "% MNIST\n@RELATION mnist_784\n@ATTRIBUTE pixel1 real\n@DATA\n"
    put(os.path.join(folder, name), (header + "".join(rows(arrays, label_first=False))).encode())


SKLEARN = "openml/openml.org/data/v1/download/52667/mnist_784.arff.gz"
TABLES = {
    "Keras": write_npz,
    "CSV": write_csv,
    "CSV with a header": lambda folder, arrays: write_csv(folder, arrays, "label,1x1,1x2\r\n"),
    "ARFF": write_arff,
    "ARFF in scikit-learn's cache": lambda folder, arrays: write_arff(folder, arrays, SKLEARN),
}


@pytest.mark.parametrize("write", TABLES.values(), ids=TABLES)
def test_arrays_in_tables(arrays, tmp_path, write):
    write(str(tmp_path / "data"), arrays)
    assert_loaded(tmp_path / "data", arrays)


@pytest.mark.slow
@pytest.mark.parametrize("write", TABLES.values(), ids=TABLES)
def test_real_arrays_in_tables(arrays, tmp_path, write):
    test_arrays_in_tables(arrays, tmp_path, write)


def refused(folder):
    """The first line of the message that loading ends in; three more tell what to do."""
    with pytest.raises(DataError) as caught:
        mnist.load(str(folder))
    first, *remedies = str(caught.value).split("\n")
    assert len(remedies) == 3 and all(len(line) < 120 for line in remedies)
    return first


@pytest.mark.parametrize("arrays", ["stand-in"], indirect=True)
@pytest.mark.parametrize("write", (write_npz, write_csv, write_arff))
def test_tables_of_other_numbers_are_refused(arrays, tmp_path, write):
    arrays[NAMES[2]] = arrays[NAMES[2]] ^ 1
    write(str(tmp_path), arrays)
    assert "the file is not MNIST's: its 3936 bytes have another checksum" in refused(tmp_path)


@pytest.mark.parametrize("arrays", ["stand-in"], indirect=True)
@pytest.mark.parametrize("name", ("mnist.npz", "mnist_784.arff.gz", "mnist_784.arff"))
@pytest.mark.parametrize("content", (b"", b"\x1f\x8bgarbage", b"PK\x05\x06", b"1,2,3\n"))
def test_damaged_tables_are_refused(arrays, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    assert f"{tmp_path / name}, read as " in refused(tmp_path)


@pytest.mark.parametrize("arrays", ["stand-in"], indirect=True)
def test_a_pickle_in_an_npz_is_not_run(arrays, tmp_path):
    np.savez(tmp_path / "mnist.npz", **dict.fromkeys(("x_train", "y_train", "x_test", "y_test"), np.array([{}])))
    assert "allow_pickle" in refused(tmp_path)


@pytest.mark.parametrize("arrays", ["stand-in"], indirect=True)
@pytest.mark.parametrize(
    "name, phrase",
    [
        ("mnist.pkl.gz", "is a pickle, which could run any program"),
        ("MNIST/processed/training.pt", "is a pickle of PyTorch"),
        ("data/train-00000-of-00001.parquet", "is parquet"),
        ("train.csv", "is 42,000 of MNIST's images in another order"),
    ],
)
def test_what_is_not_read_is_named(arrays, tmp_path, name, phrase):
    put(tmp_path / name, b"anything")
    assert os.path.basename(name) + " " + phrase in refused(tmp_path)


@pytest.mark.parametrize("arrays", ["stand-in"], indirect=True)
@pytest.mark.parametrize(
    "content, phrase",
    [
        (b"<!DOCTYPE html><title>404</title>", "it is a web page: the download failed"),
        (b"\n<html>", "it is a web page"),
        (b"version https://git-lfs.github.com/spec/v1\noid", "`git lfs pull` gets the file"),
        (b"", "it is empty"),
    ],
)
def test_what_a_download_left_is_named(arrays, tmp_path, content, phrase):
    put(tmp_path / NAMES[0], content)
    assert phrase in refused(tmp_path)


@pytest.mark.parametrize(
    "array, name",
    [
        (np.full((10, 28, 28), 73, "uint8"), "Fashion-MNIST"),  # grey levels as bright as its are on average
        (np.full((10, 28, 28), 49, "uint8"), "KMNIST"),
        (np.array([9, 0, 0, 3, 0, 2, 7, 2, 5, 5, 1], "uint8"), "Fashion-MNIST"),
    ],
)
def test_other_data_sets_in_the_same_file_names(array, name):
    told = mnist_layouts.impostor(idx.written(array))
    assert told == f"it is {name}'s, which has MNIST's file names: --dataset idx --mnist-dir DIR takes it"
    assert mnist_layouts.impostor(idx.written(np.zeros_like(array))) == ""

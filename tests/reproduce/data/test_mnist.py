"""MNIST from a folder, the cache or the mirrors: four tiny files stand in for it, with checksums of their own.

The last test reads the real files, if ``MNIST_DIR`` names them.
"""

import gzip
import hashlib
import http.client
import os
import urllib.error

import numpy as np
import pytest

from reproduce.data import mnist
from reproduce.errors import DataError, StoreError

REAL_FOLDER = os.environ.get("MNIST_DIR")
IMAGES, LABELS, TEST_IMAGES, TEST_LABELS = mnist.FILES
FIRST_MIRROR, SECOND_MIRROR = mnist.MIRRORS


def idx_file(array):
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()


@pytest.fixture(autouse=True)
def nothing_of_this_machine(monkeypatch, tmp_path):
    """Neither its MNIST, nor its cache, nor its network."""
    monkeypatch.delenv("MNIST_DIR", raising=False)
    monkeypatch.setenv("MNIST_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(mnist, "_fetch", lambda url: pytest.fail(f"downloads {url}"))


@pytest.fixture
def arrays(monkeypatch):
    """A tiny MNIST, as it should be loaded; `mnist` takes it for the real one."""
    random = np.random.default_rng(0)
    arrays = {
        IMAGES: random.integers(256, size=(6, 28, 28), dtype="uint8"),
        LABELS: np.arange(6, dtype="uint8"),
        TEST_IMAGES: random.integers(256, size=(4, 28, 28), dtype="uint8"),
        TEST_LABELS: np.arange(4, dtype="uint8"),
    }
    monkeypatch.setattr(
        mnist, "FILES", {name: hashlib.sha256(idx_file(array)).hexdigest() for name, array in arrays.items()}
    )
    return arrays


@pytest.fixture
def folder(arrays, tmp_path):
    """The tiny MNIST in a folder, images packed and labels not."""
    folder = tmp_path / "mnist"
    folder.mkdir()
    for name in (IMAGES, TEST_IMAGES):
        (folder / (name + ".gz")).write_bytes(gzip.compress(idx_file(arrays[name])))
    for name in (LABELS, TEST_LABELS):
        (folder / name).write_bytes(idx_file(arrays[name]))
    return folder


def assert_loaded(loaded, arrays):
    assert list(loaded) == list(arrays)
    for name in arrays:
        assert loaded[name].dtype == np.uint8
        np.testing.assert_array_equal(loaded[name], arrays[name])


def fails(folder=None):
    """The message of the DataError that loading ends in: one line, and one for each of the three ways out."""
    with pytest.raises(DataError) as caught:
        mnist.load(folder and str(folder))
    message = str(caught.value)
    assert message.count("\n") == 3
    for remedy in ("MNIST_DIR or --mnist-dir", "connect this machine to the network", "--dataset digits"):
        assert remedy in message
    return message


def test_folder_of_the_caller(folder, arrays):
    assert_loaded(mnist.load(str(folder)), arrays)


def test_folder_of_the_environment(folder, arrays, monkeypatch):
    monkeypatch.setenv("MNIST_DIR", str(folder))
    assert_loaded(mnist.load(), arrays)


def test_home_is_expanded(folder, arrays, monkeypatch):
    monkeypatch.setenv("HOME", str(folder.parent))
    assert_loaded(mnist.load("~/mnist"), arrays)


def test_the_caller_wins_over_the_environment(folder, arrays, monkeypatch, tmp_path):
    monkeypatch.setenv("MNIST_DIR", str(tmp_path / "none"))
    assert_loaded(mnist.load(str(folder)), arrays)


def test_cache(folder, arrays, monkeypatch):
    monkeypatch.setenv("MNIST_CACHE", str(folder))
    assert_loaded(mnist.load(), arrays)


def test_folder_that_is_none(tmp_path):
    assert "{} is not a folder".format(tmp_path / "none") in fails(tmp_path / "none")


def test_file_missing_from_a_named_folder(folder):
    # Not downloaded either: who names a folder wants the files from there.
    (folder / LABELS).unlink()
    assert f"there is no {LABELS} or {LABELS}.gz in {folder}" in fails(folder)


@pytest.mark.parametrize("kept", [0, 5, 100, -1])
def test_packed_file_cut_off(folder, kept):
    path = folder / (IMAGES + ".gz")
    path.write_bytes(path.read_bytes()[:kept])
    assert str(path) in fails(folder)


def test_packed_file_with_an_altered_byte(folder):
    path = folder / (IMAGES + ".gz")
    packed = bytearray(path.read_bytes())
    packed[len(packed) // 2] ^= 1
    path.write_bytes(packed)
    assert str(path) in fails(folder)


def test_plain_file_with_an_altered_byte(folder):
    path = folder / TEST_LABELS
    plain = bytearray(path.read_bytes())
    plain[-1] ^= 1
    path.write_bytes(plain)
    message = fails(folder)
    assert str(path) in message
    assert "its 12 bytes have another checksum" in message


def test_plain_file_cut_off(folder):
    path = folder / LABELS
    path.write_bytes(path.read_bytes()[:-1])
    assert str(path) in fails(folder)


def test_swapped_files(folder):
    # Both are sound MNIST files; training on the test images would go unnoticed.
    train, test = folder / (IMAGES + ".gz"), folder / (TEST_IMAGES + ".gz")
    packed = train.read_bytes()
    train.write_bytes(test.read_bytes())
    test.write_bytes(packed)
    assert str(train) in fails(folder)


def test_altered_file_in_the_cache(folder, monkeypatch):
    monkeypatch.setenv("MNIST_CACHE", str(folder))
    (folder / LABELS).write_bytes(b"altered")
    message = fails()
    assert str(folder / LABELS) in message
    assert "Delete or replace the file" in message


def test_file_that_can_not_be_read(folder, monkeypatch):
    # Tests may run as root, who can read everything: so the file vanishes once it was found.
    monkeypatch.setattr(mnist.mnist_layouts, "paths_of", lambda folder, name: [os.path.join(folder, "gone")])
    assert "can't read {}".format(folder / "gone") in fails(folder)


def test_available(folder):
    (folder / LABELS).unlink()
    assert mnist.available(str(folder)) == (str(folder), [LABELS])


class Mirrors:
    """Stands in for the network: answers by mirror, an exception or a function of the file's name."""

    def __init__(self, **answers):
        self.answers = {FIRST_MIRROR: answers["first"], SECOND_MIRROR: answers["second"]}
        self.asked = []

    def fetch(self, url):
        mirror, name = url.rsplit("/", 1)
        self.asked.append(url)
        answer = self.answers[mirror + "/"]
        if isinstance(answer, Exception):
            raise answer
        return answer(name[: -len(".gz")])


def download(monkeypatch, **answers):
    mirrors = Mirrors(**answers)
    monkeypatch.setattr(mnist, "_fetch", mirrors.fetch)
    return mirrors


@pytest.fixture
def sound(arrays):
    """A mirror that has the files right."""
    return lambda name: gzip.compress(idx_file(arrays[name]))


FAILURES = {
    "no network": urllib.error.URLError("no route to host"),
    "timeout": TimeoutError("timed out"),
    "reset": ConnectionResetError("reset by peer"),
    "not http": http.client.BadStatusLine("a proxy's greeting"),
    "cut off": http.client.IncompleteRead(b"half"),
    "login page": lambda name: b"<html>please log in</html>",
    "nothing": lambda name: b"",
    "damaged": lambda name: b"\x1f\x8b garbage",
}
each_failure = pytest.mark.parametrize("failure", list(FAILURES.values()), ids=list(FAILURES))


def test_download_goes_into_the_cache_and_is_done_once(monkeypatch, arrays, sound, tmp_path):
    mirrors = download(monkeypatch, first=sound, second=AssertionError("not needed"))
    assert_loaded(mnist.load(), arrays)
    assert mirrors.asked == [FIRST_MIRROR + name + ".gz" for name in arrays]
    assert sorted(path.name for path in (tmp_path / "cache").iterdir()) == sorted(arrays)
    assert_loaded(mnist.load(), arrays)
    assert len(mirrors.asked) == 4


def test_only_what_is_missing_is_downloaded(monkeypatch, folder, arrays, sound):
    monkeypatch.setenv("MNIST_CACHE", str(folder))
    (folder / LABELS).unlink()
    mirrors = download(monkeypatch, first=sound, second=sound)
    assert_loaded(mnist.load(), arrays)
    assert mirrors.asked == [FIRST_MIRROR + LABELS + ".gz"]


@each_failure
def test_second_mirror_steps_in(monkeypatch, arrays, sound, failure):
    mirrors = download(monkeypatch, first=failure, second=sound)
    assert_loaded(mnist.load(), arrays)
    assert mirrors.asked[:2] == [FIRST_MIRROR + IMAGES + ".gz", SECOND_MIRROR + IMAGES + ".gz"]


@each_failure
def test_no_mirror_has_it(monkeypatch, arrays, tmp_path, failure):
    download(monkeypatch, first=failure, second=failure)
    message = fails()
    assert f"{IMAGES} could not be downloaded" in message
    assert FIRST_MIRROR in message and SECOND_MIRROR in message
    cache = tmp_path / "cache"
    assert not cache.exists() or list(cache.iterdir()) == []


def test_cache_that_can_not_be_written(monkeypatch, arrays, sound, tmp_path):
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("MNIST_CACHE", str(tmp_path / "file" / "cache"))
    download(monkeypatch, first=sound, second=sound)
    with pytest.raises(StoreError, match="file/cache"):
        mnist.load()


@pytest.mark.skipif(
    not REAL_FOLDER,
    reason="needs MNIST: put its four files into a folder and name that in "
    "MNIST_DIR; a training downloads them into the folder that `reproduce doctor` prints",
)
def test_the_real_files():
    loaded = mnist.load(REAL_FOLDER)
    assert {name: (array.shape, array.dtype.name) for name, array in loaded.items()} == {
        IMAGES: ((60000, 28, 28), "uint8"),
        LABELS: ((60000,), "uint8"),
        TEST_IMAGES: ((10000, 28, 28), "uint8"),
        TEST_LABELS: ((10000,), "uint8"),
    }
    # As MNIST is described everywhere: 5923 zeros, 6742 ones, ...
    assert np.bincount(loaded[LABELS]).tolist() == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert np.bincount(loaded[TEST_LABELS]).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]
    assert loaded[LABELS][:5].tolist() == [5, 0, 4, 1, 9]

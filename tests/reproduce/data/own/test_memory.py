"""Memory: own images cost no more than MNIST, and more than the machine has is refused with how much they need."""

import io
import os
import zipfile

import numpy as np
import pytest
from PIL import Image

from fresh import python
from reproduce.data.own import preparation, raw
from reproduce.data.own.preparation import Preparation
from reproduce.errors import DataError

PEAK = """
import resource, sys
from reproduce.data import datasets
from reproduce.data.own import preparation

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

before = peak()
if sys.argv[1] == "mnist":
    loaded = datasets.load("mnist")
else:
    loaded = datasets.load(preparation.prepare(sys.argv[1], preparation.Preparation()))
print(len(loaded.train_images) + len(loaded.test_images), peak() - before)
"""
MNIST = 271e3  # kB above Python's own that MNIST's 70,000 images take, measured; 249e3 were measured of a .npz


def peak_of(path, tmp_path):
    """Return how many images there are, and kB above Python's own at most."""
    code, out, err = python("-c", PEAK, path, IMAGES_CACHE=str(tmp_path / "kept"))
    assert code == 0, err
    return tuple(map(int, out.split()))


@pytest.mark.slow
def test_as_many_images_as_mnist_has_take_no_more_memory(tmp_path, rng):
    parts = {"images": 60000, "test_images": 10000}
    images = {name: rng.integers(0, 256, (count, 28, 28), dtype="uint8") for name, count in parts.items()}
    labels = {name.replace("images", "labels"): np.arange(count) % 10 for name, count in parts.items()}
    np.savez(str(tmp_path / "some.npz"), **images, **labels)
    known = peak_of("mnist", tmp_path)[1] if os.environ.get("MNIST_DIR") else MNIST
    count, kilobytes = peak_of(str(tmp_path / "some.npz"), tmp_path)
    assert count == 70000 and kilobytes <= known


@pytest.mark.slow
def test_as_many_pictures_as_mnist_trains_on_take_no_more_memory(tmp_path, rng):
    with zipfile.ZipFile(str(tmp_path / "some.zip"), "w") as archive:
        for number in range(60000):
            file = io.BytesIO()
            Image.fromarray(rng.integers(0, 256, (28, 28), dtype="uint8")).save(file, "PNG", compress_level=0)
            archive.writestr(f"{number % 10}/{number:05}.png", file.getvalue())
    count, kilobytes = peak_of(str(tmp_path / "some.zip"), tmp_path)
    assert count == 60000 and kilobytes <= MNIST


def announcing(path, shape):
    """A .npz whose only array announces a shape, and has the zeros of it packed."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(header, {"descr": "|u1", "fortran_order": False, "shape": shape})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("images.npy", "w") as file:
        file.write(header.getvalue())
        for _ in range(shape[0] // 1000):
            file.write(bytes(int(np.prod(shape[1:])) * 1000))


def test_what_the_memory_does_not_hold_is_refused_with_what_it_needs(tmp_path, monkeypatch):
    # 8 GB: 100,000 colour images of 64 x 64 pixels would take 4.9 GB, more than half of it.
    monkeypatch.setattr(raw, "_memory", lambda: 8 * 10**9)
    path = str(tmp_path / "many.npz")
    announcing(path, (100000, 64, 64, 3))
    with pytest.raises(DataError, match=r"images.npy has 1.2 GB, which take 4.9 GB .* this machine has 8.0 GB"):
        preparation.prepare(path, Preparation())
    with pytest.raises(DataError, match=r"100000 images of 64 x 64 x 3 take 4.9 GB .* this machine has 8.0 GB"):
        raw.check_memory(100000, (64, 64), 3)


def test_pictures_that_the_memory_does_not_hold_are_refused_at_the_first(tmp_path, monkeypatch):
    for number in range(3):
        Image.new("RGB", (64, 64), (number, 90, 200)).save(tmp_path / f"{number}.png")
    monkeypatch.setattr(raw, "_memory", lambda: 200000)
    with pytest.raises(DataError, match=r"3 images of 64 x 64 x 3 take 0.0 GB"):
        preparation.prepare(str(tmp_path), Preparation())


def test_a_container_has_the_memory_that_it_is_limited_to(tmp_path, monkeypatch):
    (tmp_path / "limit").write_text("12345678\n")
    (tmp_path / "none").write_text("max\n")
    monkeypatch.setattr(raw, "LIMITS", (str(tmp_path / "missing"), str(tmp_path / "none")))
    whole = raw._memory()
    monkeypatch.setattr(raw, "LIMITS", (str(tmp_path / "none"), str(tmp_path / "limit")))
    assert raw._memory() == 12345678 < whole


def test_grey_pictures_before_the_first_colours_fill_all_channels(tmp_path):
    for number in range(3):
        Image.new("L", (5, 5), 10 * number).save(tmp_path / f"{number}.png")
    Image.new("RGB", (5, 5), (200, 0, 0)).save(tmp_path / "3.png")
    images = preparation.read(str(tmp_path), Preparation()).images
    assert images[:, 0, 0].tolist() == [[0] * 3, [10] * 3, [20] * 3, [200, 0, 0]]

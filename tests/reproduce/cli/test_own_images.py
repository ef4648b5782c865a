"""``--images`` as it is typed: a training and a table of a user's own images, and what is refused."""

import os

import numpy as np
import pytest

from reproduce.cli import commands
from reproduce.data import datasets, idx
from reproduce.runs.store import Store


pytestmark = pytest.mark.usefixtures("images_of_its_own")


@pytest.fixture
def colours(rng):
    """A file of 300 small colour images of two classes, which differ in their upper half."""
    labels = np.arange(300) % 2
    images = rng.integers(0, 60, (300, 10, 8, 3), dtype="uint8")
    images[labels == 1, :5] += 150
    np.savez("colours.npz", images=images, labels=labels)
    return "colours.npz"


@pytest.fixture
def run(capsys):
    def run(*words):
        try:
            code = commands.main(list(words))
        except SystemExit as stop:
            code = stop.code
        return (code, *capsys.readouterr())

    return run


def test_a_model_of_colour_images_is_trained(run, colours):
    code, out, _ = run("train", "tvae_affine", "--images", colours, "--epochs", "1", "--learning-rate", "0.1")
    (name,) = os.listdir(os.path.join("results", "runs"))
    assert code == 0 and name.startswith("images-10x8x3-") and name in out


@pytest.mark.heavy
def test_a_table_of_them_has_no_numbers_of_the_thesis(run, colours):
    # One job, in this process: workers that other tests started look elsewhere for the prepared images.
    code, out, err = run(
        "table1", "--images", colours, "--epochs", "1", "--learning-rate", "0.1", "--grey", "--jobs", "1"
    )
    (folder,) = [name for name in os.listdir("results") if name.startswith("images-10x8-")]
    assert code == 0 and f"Written to results/{folder}/table1" in out
    assert "This is not the thesis' data" in out and "thesis %" not in out


def test_tables_that_need_classes_say_so_before_anything_is_trained(run, rng, monkeypatch):
    monkeypatch.setattr(Store, "make", lambda *args: pytest.fail("trains"))
    np.save("plain.npy", rng.integers(0, 256, (60, 12, 10), dtype="uint8"))
    for command, message in (
        ("table1", "these images have one class, and linear SVMs tell classes apart"),
        ("quality", "takes grey images of 28 x 28 pixels in 2 to 10 classes; these have 12 x 10 pixels, channels: 1, "),
    ):
        code, out, err = run(command, "--images", "plain.npy")
        assert (code, out, err.count("\n")) == (4, "", 1) and message in err


def test_who_takes_images_is_listed_by_who_does_not(run):
    code, _, err = run("figure10", "--images", "plain.npy")
    takers = "table1, figure5, figure6, figure7, figure8, figure9, quality, statements, train"
    assert code == 2 and f"--images is an option of {takers}" in err


@pytest.fixture
def clothes(rng):
    """A folder of IDX files with MNIST's names and other content."""
    os.makedirs("clothes")
    for part, count in (("train", 40), ("t10k", 10)):
        images = rng.integers(0, 256, (count, 28, 28), dtype="uint8")
        for what, array in (("images-idx3", images), ("labels-idx1", np.arange(count, dtype="uint8") % 10)):
            with open(f"clothes/{part}-{what}-ubyte", "wb") as file:
                file.write(idx.written(array))
    return "clothes"


def test_idx_files_are_a_data_set(run, clothes):
    words = ("train", "vae", "--epochs", "1", "--learning-rate", "0.1")
    code, out, _ = run(*words, "--dataset", "idx", "--mnist-dir", clothes)
    (name,) = os.listdir(os.path.join("results", "runs"))
    assert code == 0 and name.startswith("images-28x28-") and name in out
    assert len(datasets.load(name[: len("images-28x28-") + 12]).train_images) == 40
    code, out, _ = run(*words, "--images", clothes)
    assert code == 0 and "already trained" in out


def test_idx_files_that_are_not_named_are_told(run, clothes, monkeypatch):
    monkeypatch.delenv("MNIST_DIR", raising=False)
    assert "--dataset idx: name the folder of the files with --mnist-dir" in run("train", "vae", "--dataset", "idx")[2]
    code, _, err = run("train", "vae", "--dataset", "idx", "--mnist-dir", ".")
    assert code == 4 and "has no IDX files" in err
    code, _, err = run("figure12", "--dataset", "idx", "--mnist-dir", clothes)
    assert code == 2 and "idx is a data set of table1, " in err and "train alone" in err


@pytest.mark.parametrize(
    "words, code, message",
    (
        (["--invert"], 2, "--invert is an option of your own images: name them with --images"),
        (["--images", "colours.npz", "--dataset", "digits"], 2, "take one of them"),
        (["--images", "colours.npz", "--size", "8"], 2, "--size takes rows and columns, got 1 numbers"),
        (["--images", "colours.npz", "--size", "8", "200"], 4, "8 x 200 pixels; sides have 4 to 128"),
        (["--images", "colours.npz", "--test-share", "1"], 2, "must lie between 0 and 1"),
        (["--images", "colours.npz", "--tests", "missing", "--test-share", "0.3"], 2, "take one of them"),
        (["--images", "colours.npz", "--tests", "missing"], 4, "there are no images at missing"),
        (["--tests", "colours.npz"], 2, "--tests is an option of your own images"),
        (["--images", "missing"], 4, "there are no images at missing"),
    ),
)
def test_what_has_no_meaning_is_told(run, colours, words, code, message):
    ended, out, err = run("train", "vae", *words)
    assert (ended, out) == (code, "") and message in err and "Traceback" not in err

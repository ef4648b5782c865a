"""The run of the classifier that measures samples: trained once, found again, always the same one, good enough."""

import dataclasses
import os
import shutil

import numpy as np
import pytest

from reproduce import files
from reproduce.data import datasets
from reproduce.errors import StoreError, TrainingError
from reproduce.evaluation import classifier as network
from reproduce.runs import classifier
from reproduce.stack import engine

MNIST = os.environ.get("MNIST_DIR")
needs_mnist = pytest.mark.skipif(
    not MNIST,
    reason="needs MNIST: put its four files into a folder and name that in "
    "MNIST_DIR; a training downloads them into the folder that `reproduce doctor` prints",
)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, digits):
    """(folder, metrics, calls of on_epoch) of a training that nothing disturbed."""
    folder, lines = str(tmp_path_factory.mktemp("whole")), []
    return folder, classifier.find_or_train(folder, digits, lines.append), lines


def test_a_trained_one_holds_what_it_says(whole, digits):
    folder, metrics, lines = whole
    assert sorted(os.listdir(folder)) == ["metrics.json", "weights.npz"]
    assert files.read_json(os.path.join(folder, "metrics.json")) == metrics
    assert metrics["settings"] == network.settings() and metrics["seconds"] > 0
    assert [line["epoch"] for line in lines] == list(range(1, metrics["epochs"] + 1))
    assert lines[-1]["loss"] < lines[0]["loss"] / 4
    found = classifier.load(folder).probabilities(digits.test_images).argmax(axis=1)
    assert (found == digits.test_labels).mean() == metrics["test_accuracy"]


def test_it_tells_digits_apart(whole):
    # Measured: 0.919 of 297 test images, a standard error of 0.016.
    assert whole[1]["test_accuracy"] > 0.85


def test_what_is_trained_is_found(whole, digits, monkeypatch):
    folder, metrics, _ = whole
    monkeypatch.setattr(classifier, "train", lambda *args: pytest.fail("trains again"))
    assert classifier.find_or_train(folder, digits) == metrics


@pytest.mark.parametrize("name", ["metrics.json", "weights.npz"])
def test_a_damaged_file_is_set_aside_and_made_again_bit_by_bit(whole, digits, tmp_path, capsys, name):
    folder = shutil.copytree(whole[0], str(tmp_path / "run"))
    with open(os.path.join(folder, name), "r+b") as file:
        file.truncate(50)
    metrics = classifier.find_or_train(folder, digits)
    assert f"{os.path.join(folder, name)} can't be used" in capsys.readouterr().err
    assert sorted(os.listdir(folder)) == sorted(["metrics.json", "weights.npz", name + ".damaged"])
    assert metrics["test_accuracy"] == whole[1]["test_accuracy"]
    ours, first = [files.read_npz(os.path.join(place, "weights.npz")) for place in (folder, whole[0])]
    assert set(ours) == set(first)
    for parameter in ours:
        np.testing.assert_array_equal(ours[parameter], first[parameter])


def test_weights_that_do_not_fit_are_not_taken(whole, tmp_path, monkeypatch):
    with pytest.raises(StoreError, match="can't read {}: No such file".format(tmp_path / "weights.npz")):
        classifier.load(str(tmp_path))
    monkeypatch.setattr(network, "SHAPES", dict(network.SHAPES, coef1=(512, 20)))
    with pytest.raises(StoreError, match="weights.npz is no sound npz file: .* has shape"):
        classifier.load(whole[0])


def test_images_that_are_not_finite(digits, tmp_path):
    images = digits.train_images.copy()
    images[700, 0, 14, 14] = np.nan
    folder = str(tmp_path / "run")
    with pytest.raises(TrainingError, match="the classifier can't be trained, nothing was written to .*: Input X"):
        classifier.find_or_train(folder, dataclasses.replace(digits, train_images=images))
    assert not os.path.exists(os.path.join(folder, "metrics.json"))


def test_folder_is_named_after_what_determines_the_weights_and_not_after_the_engine(monkeypatch):
    name = classifier.run_folder("digits", "runs")
    assert name.startswith(os.path.join("runs", "digits-classifier-"))
    assert classifier.run_folder("mnist", "runs").startswith(os.path.join("runs", "mnist-classifier-"))
    monkeypatch.setattr(engine, "tag", lambda: "pytensor-numba")
    assert classifier.run_folder("digits", "runs") == name
    monkeypatch.setattr(network, "EPOCHS", network.EPOCHS + 1)
    assert classifier.run_folder("digits", "runs") != name


@needs_mnist
@pytest.mark.slow
def test_it_is_good_enough_to_judge_digits(tmp_path):
    metrics = classifier.find_or_train(str(tmp_path), datasets.load("mnist", mnist_dir=MNIST))
    assert metrics["test_accuracy"] >= 0.985

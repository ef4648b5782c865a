"""The classifier that measures samples: trained once, found again, always the same one, good enough to judge."""

import os
import shutil

import numpy as np
import pytest

from reproduce import files
from reproduce.data import datasets
from reproduce.errors import StoreError, TrainingError
from reproduce.evaluation import classifier, forward

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


@pytest.fixture(scope="module")
def judge(whole):
    return classifier.load(whole[0])


def test_a_trained_one_holds_what_it_says(whole):
    folder, metrics, lines = whole
    assert sorted(os.listdir(folder)) == ["metrics.json", "weights.npz"]
    assert files.read_json(os.path.join(folder, "metrics.json")) == metrics
    assert metrics["settings"] == classifier.settings() and metrics["seconds"] > 0
    assert [line["epoch"] for line in lines] == list(range(1, metrics["epochs"] + 1))
    assert lines[-1]["loss"] < lines[0]["loss"] / 4


def test_it_tells_digits_apart(whole):
    # Measured: 0.909 of 297 test images, a standard error of 0.017.
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


def test_what_it_gives(whole, judge, digits):
    features, probabilities = judge.features(digits.test_images), judge.probabilities(digits.test_images)
    assert features.shape == (297, classifier.HIDDEN[-1]) and features.dtype == "float32" and features.min() >= 0
    assert probabilities.shape == (297, 10)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    assert (probabilities.argmax(axis=1) == digits.test_labels).mean() == whole[1]["test_accuracy"]


def test_the_classes_are_a_softmax_of_the_features(whole, judge, digits):
    # Nothing is left out, and nothing rescaled, once it is trained.
    weights = files.read_npz(os.path.join(whole[0], "weights.npz"))
    scores = judge.features(digits.test_images[:20]) @ weights["classes.W"] + weights["classes.b"]
    by_hand = np.exp(scores - scores.max(axis=1, keepdims=True))
    by_hand /= by_hand.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(judge.probabilities(digits.test_images[:20]), by_hand, rtol=1e-4, atol=1e-7)


def test_chunks_don_t_matter(judge, digits, monkeypatch):
    whole = judge.features(digits.test_images[:70])
    monkeypatch.setattr(forward, "CHUNK", 16)
    np.testing.assert_allclose(judge.features(digits.test_images[:70]), whole, rtol=1e-4, atol=1e-5)


def test_weights_that_do_not_fit_are_not_taken(whole, tmp_path, monkeypatch):
    with pytest.raises(StoreError, match="can't read {}: No such file".format(tmp_path / "weights.npz")):
        classifier.load(str(tmp_path))
    monkeypatch.setattr(classifier, "HIDDEN", (30, 20))
    with pytest.raises(StoreError, match="weights.npz is no sound npz file: .* has shape"):
        classifier.load(whole[0])


def test_loss_that_is_not_finite(digits, tmp_path):
    images = digits.train_images.copy()
    images[700, 0, 14, 14] = np.nan
    folder = str(tmp_path / "run")
    with pytest.raises(TrainingError, match="the classifier's loss became nan in epoch 1"):
        classifier.find_or_train(folder, digits._replace(train_images=images))
    assert not os.path.exists(os.path.join(folder, "metrics.json"))


def test_folder_is_named_after_what_determines_the_weights(monkeypatch):
    name = classifier.run_folder("digits", "runs")
    assert name.startswith(os.path.join("runs", "digits-classifier-"))
    assert classifier.run_folder("mnist", "runs").startswith(os.path.join("runs", "mnist-classifier-"))
    monkeypatch.setattr(classifier, "EPOCHS", classifier.EPOCHS + 1)
    assert classifier.run_folder("digits", "runs") != name


def test_shifts_move_an_image_by_up_to_a_pixel(rng):
    images = np.zeros((400, 1, 28, 28), dtype="float32")
    images[:, 0, 5, 9] = 0.5
    moved = classifier._shifted(images, rng)
    assert moved.shape == images.shape and moved.dtype == "float32" and (moved.sum(axis=(1, 2, 3)) == 0.5).all()
    places = {(row, column) for _, _, row, column in zip(*moved.nonzero())}
    assert places == {(row, column) for row in (4, 5, 6) for column in (8, 9, 10)}


def test_masks_keep_the_mean(rng):
    first, last = classifier._masks(1000, rng)
    assert first.shape == (1000, classifier.HIDDEN[0]) and last.shape == (1000, classifier.HIDDEN[1])
    for mask in (first, last):
        assert mask.dtype == "float32"
        # The standard error is at most 0.002.
        assert mask.mean() == pytest.approx(1, abs=0.01)
        assert (mask == 0).mean() == pytest.approx(classifier.DROPOUT, abs=0.01)


@needs_mnist
@pytest.mark.slow
def test_it_is_good_enough_to_judge_digits(tmp_path):
    metrics = classifier.find_or_train(str(tmp_path), datasets.load("mnist", mnist_dir=MNIST))
    assert metrics["test_accuracy"] >= 0.985

"""The classifier that measures samples: what it gives, what it is trained on, and that no engine has a part in it."""

import os
import subprocess
import sys

import numpy as np
import pytest

from reproduce.data import datasets
from reproduce.evaluation import classifier, forward

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture(scope="module")
def weights(digits):
    return classifier.fit(digits.train_images, digits.train_labels)


@pytest.fixture(scope="module")
def judge(weights):
    return classifier.Classifier(weights)


def test_what_it_gives(judge, digits):
    features, probabilities = judge.features(digits.test_images), judge.probabilities(digits.test_images)
    assert features.shape == (297, 256) and features.dtype == "float32" and features.min() >= 0
    assert probabilities.shape == (297, 10) and probabilities.dtype == "float32"
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)


def test_the_classes_are_a_softmax_of_the_features(weights, judge, digits):
    scores = judge.features(digits.test_images[:20]) @ weights["coef2"] + weights["intercept2"]
    by_hand = np.exp(scores - scores.max(axis=1, keepdims=True))
    by_hand /= by_hand.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(judge.probabilities(digits.test_images[:20]), by_hand, rtol=1e-4, atol=1e-7)


def test_weights_have_the_names_and_shapes_that_are_declared(weights):
    assert {name: values.shape for name, values in weights.items()} == classifier.SHAPES
    assert {values.dtype.name for values in weights.values()} == {"float32"}


def test_the_mean_of_the_last_epochs_is_kept(digits, monkeypatch):
    images, labels, kept = digits.train_images[:300], digits.train_labels[:300], {}
    monkeypatch.setattr(classifier, "AVERAGED", 1)
    for epochs in (2, 3):
        monkeypatch.setattr(classifier, "EPOCHS", epochs)
        kept[epochs] = classifier.fit(images, labels)
    monkeypatch.setattr(classifier, "AVERAGED", 2)
    for name, values in classifier.fit(images, labels).items():
        np.testing.assert_allclose(values, (kept[2][name] + kept[3][name]) / 2, rtol=1e-4, atol=1e-7)


def test_ctrl_c_stops_it(digits, monkeypatch):
    from sklearn.neural_network import MLPClassifier

    def interrupted(self, *args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(MLPClassifier, "_backprop", interrupted)
    with pytest.raises(KeyboardInterrupt):
        classifier.fit(digits.train_images[:300], digits.train_labels[:300])


def test_chunks_don_t_matter(judge, digits, monkeypatch):
    whole = judge.features(digits.test_images[:70])
    monkeypatch.setattr(forward, "CHUNK", 16)
    np.testing.assert_allclose(judge.features(digits.test_images[:70]), whole, rtol=1e-4, atol=1e-5)


def test_shifts_move_an_image_by_up_to_a_pixel(rng):
    images = np.zeros((400, 1, 28, 28), dtype="float32")
    images[:, 0, 5, 9] = 0.5
    moved = classifier._shifted(images, rng)
    assert moved.shape == images.shape and moved.dtype == "float32" and (moved.sum(axis=(1, 2, 3)) == 0.5).all()
    places = {(row, column) for _, _, row, column in zip(*moved.nonzero())}
    assert places == {(row, column) for row in (4, 5, 6) for column in (8, 9, 10)}


def test_no_engine_has_a_part_in_it():
    code = (
        "import sys\nimport numpy as np\nfrom reproduce.evaluation import classifier\n"
        "from reproduce.runs import classifier as its_run\nclassifier.EPOCHS = 1\n"
        "images = np.random.default_rng(0).random((256, 1, 28, 28), dtype='float32')\n"
        "classifier.Classifier(classifier.fit(images, np.arange(256) % 10)).probabilities(images)\n"
        "assert not {'theano', 'pytensor', 'lasagne'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)

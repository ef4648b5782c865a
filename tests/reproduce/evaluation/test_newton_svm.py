"""SVMs by Newton's method: the optimum of scikit-learn's LinearSVC, from any start, for any features."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.svm import LinearSVC

from reproduce.data import datasets
from reproduce.evaluation import newton_svm


def objective(weights, features, is_class):
    """The objective as the docstring of the module writes it."""
    slack = np.maximum(0, 1 - np.where(is_class, 1, -1) * (features @ weights[:-1] + weights[-1]))
    return weights @ weights / 2 + slack @ slack


@pytest.fixture(scope="module")
def digits():
    """Pixels (1,500, 784) and labels of scikit-learn's digits."""
    data = datasets.load("digits")
    return data.train_images[:1500].reshape(1500, -1).astype("float64"), data.train_labels[:1500]


def test_optimum_of_scikit_learn(digits):
    features, labels = digits
    theirs = LinearSVC(dual=False, tol=1e-10).fit(features, labels)
    samples, everyone = newton_svm.Samples(features), np.ones(len(labels), dtype=bool)
    for label in range(10):
        ours = samples.separate(labels == label, everyone, samples.start)
        expected = np.append(theirs.coef_[label], theirs.intercept_[label])
        np.testing.assert_allclose(ours.weights, expected, atol=1e-6)
        assert objective(ours.weights, features, labels == label) <= objective(expected, features, labels == label) * (
            1 + 1e-9
        )


def test_a_fold_ends_where_it_would_from_nothing(digits):
    features, labels = digits
    samples, everyone = newton_svm.Samples(features), np.ones(len(labels), dtype=bool)
    kept = np.arange(len(labels)) % 9 != 4
    whole = samples.separate(labels == 3, everyone, samples.start)
    warm, cold = [samples.separate(labels == 3, kept, start) for start in (whole, samples.start)]
    alone = newton_svm.Samples(features[kept])
    own = alone.separate(labels[kept] == 3, np.ones(kept.sum(), dtype=bool), alone.start)
    np.testing.assert_allclose(warm.weights, own.weights, atol=1e-8)
    np.testing.assert_allclose(cold.weights, own.weights, atol=1e-8)
    # The next start's Hessian is that of the rows that count in it, not of those it came from.
    rows = np.column_stack([features, np.ones(len(features))])[warm.counted]
    np.testing.assert_allclose(warm.hessian, np.eye(rows.shape[1]) + 2 * rows.T @ rows, atol=1e-8)
    assert not np.array_equal(whole.counted, warm.counted)


def test_accuracies_are_scikit_learns(digits):
    features, labels = digits
    train, train_labels, test, test_labels = features[:1200], labels[:1200], features[1200:], labels[1200:]
    folds = [np.arange(1200) % 3 == fold for fold in range(3)]
    scores, accuracy = newton_svm.accuracies(train, train_labels, test, test_labels, folds)
    svm = LinearSVC(dual=False, tol=1e-8)
    for out, score in zip(folds, scores):
        assert score == pytest.approx(svm.fit(train[~out], train_labels[~out]).score(train[out], train_labels[out]))
    assert accuracy == pytest.approx(svm.fit(train, train_labels).score(test, test_labels))


def test_two_classes_of_any_name():
    features = np.array([[0.0], [1.0], [2.0], [10.0], [11.0], [12.0]])
    labels = np.array(["left"] * 3 + ["right"] * 3)
    scores, accuracy = newton_svm.accuracies(features, labels, features[[0, 5]], labels[[0, 5]], [np.arange(6) == 1])
    assert accuracy == 1 and list(scores) == [1]


@pytest.mark.parametrize("labels, value, message", [([1, 1], 0.0, "samples of 1"), ([0, 1], np.nan, "not finite")])
def test_what_can_not_be_separated(labels, value, message):
    features = np.array([[value], [1.0]])
    with pytest.raises(ValueError, match=message):
        newton_svm.accuracies(features, np.array(labels), features, np.array(labels), [])


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    number=st.integers(2, 60),
    dim=st.integers(1, 12),
    scale=st.sampled_from([1e-3, 1.0, 30.0]),
    constant=st.booleans(),
)
def test_the_gradient_vanishes_at_the_end(seed, number, dim, scale, constant):
    # More features than samples, columns that are constant, or samples that are the same are no exception.
    random = np.random.default_rng(seed)
    features = scale * random.standard_normal((number, dim))
    if constant:
        features[:, 0], features[1] = 0, features[0]
    is_class = random.random(number) < 0.4
    samples = newton_svm.Samples(features)
    found = samples.separate(is_class, np.ones(number, dtype=bool), samples.start)
    signs, rows = np.where(is_class, 1, -1), np.column_stack([features, np.ones(number)])
    gradient = found.weights - 2 * (signs * np.maximum(0, 1 - signs * (rows @ found.weights))) @ rows
    assert np.linalg.norm(gradient) <= 1e-8 * max(1, np.linalg.norm(2 * signs @ rows))

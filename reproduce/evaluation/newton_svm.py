"""Linear SVMs by Newton's method: the optimum of scikit-learn's `LinearSVC`, and the folds from the whole set's.

One class against the rest minimizes |w|^2 / 2 + C sum_n max(0, 1 - t_n w.x_n)^2, t_n = +-1, with a constant feature for
the intercept. This is quadratic between the changes of the rows that count, those with t_n w.x_n < 1, so Newton's
method ends at the optimum after finitely many steps (Mangasarian 2002; Keerthi and DeCoste 2005). The objective is
strongly convex with modulus 1: what is returned lies at most the gradient's norm from the only optimum, wherever it
began. So a fold can begin at the optimum of all samples, which is a few steps away, and a Hessian that is there already
takes the rows that come and go instead of being summed again.
"""

import dataclasses
from typing import Tuple

import numpy as np

C = 1.0  # LinearSVC's default
TOLERANCE = 1e-10  # the gradient's norm at the end, over that of the gradient's largest possible sum
STEPS = 100  # at most; MNIST's pixels take 12, a fold 4
SUFFICIENT = 1e-4  # share of the decrease that the gradient promises, which a step has to reach (Armijo 1966)
ROUNDING = 1e-12  # of the objective, relative: a decrease below it is not seen
AT_A_TIME = 4096  # rows that are copied to be summed into the Hessian


class NotReached(ArithmeticError):
    """The optimum was not reached."""


@dataclasses.dataclass(frozen=True)
class Separation:
    """A linear separation of one class from the rest.

    Attributes
    ----------
    weights : ndarray of shape (dim + 1,)
        The intercept is the last one.
    scores : ndarray of shape (N,)
        w.x of every sample.
    counted : ndarray of bool, shape (N,)
        Rows that are in the Hessian.
    hessian : ndarray of shape (dim + 1, dim + 1)
    """

    weights: np.ndarray
    scores: np.ndarray
    counted: np.ndarray
    hessian: np.ndarray


class Samples:
    """Samples that are to be separated.

    Parameters
    ----------
    features : ndarray of shape (N, dim), finite

    Attributes
    ----------
    start : Separation
        All weights 0, every row counted.
    """

    def __init__(self, features: np.ndarray):
        self.rows = _with_constant(features)
        number, dim = self.rows.shape
        hessian = np.eye(dim) + 2 * C * (self.rows.T @ self.rows)
        self._small = TOLERANCE * np.linalg.norm(2 * C * abs(self.rows).sum(axis=0))
        self.start = Separation(np.zeros(dim), np.zeros(number), np.ones(number, dtype=bool), hessian)

    def separate(self, is_class: np.ndarray, kept: np.ndarray, start: Separation) -> Separation:
        """Return the optimum on the samples that are `kept`.

        Parameters
        ----------
        is_class, kept : ndarray of bool, shape (N,)
        start : Separation
            Where to begin; only the time depends on it.

        Raises
        ------
        NotReached
            If the gradient does not become small.
        """
        signs = np.where(is_class, 1.0, -1.0)
        weights, scores = start.weights, start.scores
        counted, hessian = start.counted, start.hessian.copy()
        slack = _slack(signs, scores, kept)
        for _ in range(STEPS):
            counts = np.flatnonzero(slack)
            gradient = weights - 2 * C * ((signs * slack)[counts] @ self.rows[counts])
            if np.linalg.norm(gradient) <= self._small:
                return Separation(weights, scores, counted, hessian)
            self._recount(hessian, counted, slack > 0)
            counted = slack > 0
            direction = -_solved(hessian, gradient)
            change = self.rows @ direction
            least, promised, size = _objective(weights, slack), gradient @ direction, 2.0
            while True:  # a whole step, or the half of the one before
                size /= 2
                moved, moved_scores = weights + size * direction, scores + size * change
                slack = _slack(signs, moved_scores, kept)
                if _objective(moved, slack) <= least * (1 + ROUNDING) + SUFFICIENT * size * promised:
                    break
            weights, scores = moved, moved_scores
        raise NotReached(f"the gradient is not yet small after {STEPS} steps of Newton's method")

    def _recount(self, hessian, before, now):
        """Add to the Hessian, in place, the rows that count `now`, and take away those that did only `before`."""
        for sign, changed in ((1, now & ~before), (-1, before & ~now)):
            changed = np.flatnonzero(changed)
            for first in range(0, len(changed), AT_A_TIME):
                rows = self.rows[changed[first : first + AT_A_TIME]]
                hessian += sign * 2 * C * (rows.T @ rows)


def accuracies(train, train_labels, test, test_labels, folds) -> Tuple[np.ndarray, float]:
    """Measure SVMs, one class against the rest, by cross-validation and on a test set.

    Parameters
    ----------
    train, test : ndarray of shape (n_samples, dim), float64
    train_labels, test_labels : ndarray of shape (n_samples,)
    folds : sequence of ndarray of bool, shape (n_train,)
        The samples that are held out of each fold's training, to be measured.

    Returns
    -------
    ndarray of shape (len(folds),), float
        Accuracy, a fraction, on the samples held out.
    float
        On the test samples, of SVMs trained on all training samples.

    Raises
    ------
    ValueError
        If there are less than two classes, or features are not finite.
    NotReached
    """
    classes = np.unique(train_labels)
    if len(classes) < 2:
        raise ValueError(f"SVMs separate classes, got samples of {len(classes)}")
    if not np.isfinite(train).all():
        raise ValueError("features are not finite")
    samples, rows = Samples(train), _with_constant(test)
    best = [_Best(int(held_out.sum())) for held_out in folds]
    best_of_test = _Best(len(test))
    for label in classes:
        is_class = train_labels == label
        whole = samples.separate(is_class, np.ones(len(train), dtype=bool), samples.start)
        best_of_test.see(label, rows @ whole.weights)
        for held_out, winner in zip(folds, best):
            fold = samples.separate(is_class, ~held_out, whole)
            winner.see(label, fold.scores[held_out])
    scores = [np.mean(winner.labels == train_labels[held_out]) for held_out, winner in zip(folds, best)]
    return np.array(scores), float(np.mean(best_of_test.labels == test_labels))


class _Best:
    """The class of the highest score so far, of each of some samples."""

    def __init__(self, number):
        self._scores = np.full(number, -np.inf)
        self.labels = np.zeros(number, dtype=object)

    def see(self, label, scores):
        higher = scores > self._scores
        self.labels[higher] = label
        self._scores[higher] = scores[higher]


def _with_constant(features):
    return np.column_stack([features, np.ones(len(features))])


def _slack(signs, scores, kept):
    """Return by how much each sample that is `kept` misses the margin of 1."""
    return np.where(kept, np.maximum(0, 1 - signs * scores), 0)


def _solved(hessian, gradient):
    from scipy.linalg import cho_factor, cho_solve

    return cho_solve(cho_factor(hessian, check_finite=False), gradient, check_finite=False)


def _objective(weights, slack):
    return weights @ weights / 2 + C * (slack @ slack)

"""Separation of the classes in a representation (section V.ii.1): linear SVMs, and nearest neighbours.

The protocol of Table 1's SVMs is the one that gives the thesis' PCA rows to the last digit: scikit-learn's
``LinearSVC()`` with its defaults (C = 1, one against the rest, squared hinge) on the codes as they are, nine stratified
folds in the order of the data. `reproduce.evaluation.newton_svm` finds its optimum twenty times as fast.
"""

import warnings
from typing import Dict, Tuple

import numpy as np

from reproduce.errors import TrainingError
from reproduce.evaluation import newton_svm

# More features than these are left to LinearSVC itself: a Hessian of this size has 32 MB, and grows with the square.
WIDE = 2000

FOLDS = 9  # "we cross validated the models on the training set 9 times"
NEIGHBOURS = 15  # that vote


def linear_svm(
    train: np.ndarray, train_labels: np.ndarray, test: np.ndarray, test_labels: np.ndarray, folds: int = FOLDS
) -> Dict[str, float]:
    """Measure the accuracy of linear SVMs, as fractions.

    Parameters
    ----------
    train, test : ndarray of shape (n_samples, n_features)
    train_labels, test_labels : ndarray of shape (n_samples,)
    folds : int
        Cross-validation folds on the training samples.

    Returns
    -------
    dict
        ``cv_mean``, ``cv_std``: mean and standard deviation over the folds; ``test``: trained on all training
        samples, measured on the test samples.

    Raises
    ------
    TrainingError
        If the solver stops before the optimum.
    """
    from sklearn.model_selection import StratifiedKFold

    train, test = np.asarray(train, dtype="float64"), np.asarray(test, dtype="float64")
    train_labels, test_labels = np.asarray(train_labels), np.asarray(test_labels)
    held_out = np.zeros((folds, len(train)), dtype=bool)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The least populated class")  # which some folds lack, of a user's own images
        for fold, (_, rows) in zip(held_out, StratifiedKFold(folds).split(train, train_labels)):
            fold[rows] = True
    accuracies = _by_scikit_learn if train.shape[1] > WIDE else newton_svm.accuracies
    try:
        scores, accuracy = accuracies(train, train_labels, test, test_labels, held_out)
    except newton_svm.NotReached as error:
        number, dim = train.shape
        raise TrainingError(
            f"a linear SVM on {number} codes of {dim} dimensions did not reach its optimum: {error}"
        ) from error
    return {"cv_mean": float(scores.mean()), "cv_std": float(scores.std()), "test": float(accuracy)}


def _by_scikit_learn(train, train_labels, test, test_labels, held_out):
    """Do what `newton_svm.accuracies` does."""
    from sklearn.exceptions import ConvergenceWarning
    from sklearn.svm import LinearSVC

    svm = LinearSVC(dual=False)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)  # an accuracy before the optimum would not be the protocol's
        try:
            scores = [
                svm.fit(train[~fold], train_labels[~fold]).score(train[fold], train_labels[fold]) for fold in held_out
            ]
            return np.array(scores), svm.fit(train, train_labels).score(test, test_labels)
        except ConvergenceWarning as error:
            raise newton_svm.NotReached(str(error)) from error


def nearest_neighbours(
    train: np.ndarray, train_labels: np.ndarray, test: np.ndarray, test_labels: np.ndarray, number: int = NEIGHBOURS
) -> float:
    """Measure the test accuracy, a fraction, of `number` nearest neighbours on codes of shape (N, dim) (figure 8)."""
    from sklearn.neighbors import KNeighborsClassifier

    return float(KNeighborsClassifier(number).fit(train, train_labels).score(test, test_labels))


def pca_codes(train: np.ndarray, test: np.ndarray, dim: int, centre: str = "test") -> Tuple[np.ndarray, np.ndarray]:
    """Project `train` and `test` (n_samples, n_features) on the first `dim` principal components of `train`.

    `centre`: the mean that is subtracted from the test samples. ``'test'``, their own, gives the thesis' numbers;
    ``'train'`` is the usual way.
    """
    from sklearn.decomposition import PCA

    pca = PCA(dim, svd_solver="full").fit(train)
    centred = test - (test.mean(axis=0) if centre == "test" else pca.mean_)
    return pca.transform(train), centred @ pca.components_.T

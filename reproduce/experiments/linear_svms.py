"""Linear SVMs as Table 1 measures them: on the codes of models, raw pixels and principal components."""

import functools

import numpy as np

from reproduce.config import Config
from reproduce.data.datasets import Dataset
from reproduce.errors import DataError
from reproduce.evaluation import separability
from reproduce.experiments.options import Options
from reproduce.runs import network
from reproduce.runs.store import Baseline, Measure

MEASURES = ("cv_mean", "cv_std", "test")
PIXELS, PCA = "Raw pixels", "PCA"


def _measure_model(drawn, config, folder, dataset):
    """The SVMs on the codes of the run in `folder`."""
    from reproduce.evaluation.evaluator import Evaluator

    evaluator = Evaluator(network.load_network(config, folder), config.seed)
    train = evaluator.codes(dataset.train_images, drawn, dataset.train_labels)
    return _accuracies(train, evaluator.codes(dataset.test_images, drawn, dataset.test_labels), dataset)


def _measure_baseline(name, dim, centre, config, folder, dataset):
    """The SVMs on raw pixels or principal components."""
    train, test = [
        images.reshape(len(images), -1).astype("float64") for images in (dataset.train_images, dataset.test_images)
    ]
    if name == PCA:
        train, test = separability.pca_codes(train, test, dim, centre)
    return _accuracies(train, test, dataset)


def _accuracies(train, test, dataset):
    return separability.linear_svm(train, dataset.train_labels, test, dataset.test_labels)


# By what the codes are.
LINEAR_SVM = {
    codes: Measure(name, dict.fromkeys(MEASURES, float), functools.partial(_measure_model, codes == "drawn"))
    for codes, name in (("mean", "linear_svm"), ("drawn", "linear_svm-drawn"))
}


def check_classes(dataset: Dataset, dimensions: int) -> None:
    """Raise `DataError` if SVMs can't be cross-validated on a data set, or it has less than `dimensions` components."""
    counts = np.unique(dataset.train_labels, return_counts=True)[1]
    if len(counts) < 2:
        raise DataError(
            "these images have one class, and linear SVMs tell classes apart: sub-folders of pictures or an array "
            "labels give classes. train, encode, align and the figures need none"
        )
    second, first = np.sort(counts)[-2:]
    if first < separability.FOLDS or second < 2:
        raise DataError(
            f"the two largest classes have {first} and {second} training images; cross-validation in "
            f"{separability.FOLDS} folds needs {separability.FOLDS} and 2 at least. --label-level makes larger classes"
        )
    number, numbers = len(dataset.train_images), dataset.train_images[0].size
    if min(number, numbers) < dimensions:
        raise DataError(
            f"{number} training images of {numbers} numbers have no {dimensions} principal components: more images, or "
            "larger ones"
        )


def baseline(name: str, dim: int, options: Options) -> Baseline:
    """Return the `Baseline` of raw pixels or principal components, named by all that it depends on."""
    images = {part: options.settings[part] for part in ("dataset", "binarize", "white") if part in options.settings}
    config = Config(model="vae", **images)
    parts = (config.dataset, f"pca{dim}-{options.pca_centre}" if name == PCA else "raw")
    measure = functools.partial(_measure_baseline, name, dim, options.pca_centre)
    return Baseline(
        "-".join((*parts, *config.pixels)), config, Measure(LINEAR_SVM["mean"].name, LINEAR_SVM["mean"].parts, measure)
    )

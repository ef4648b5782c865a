"""The run of the classifier that judges samples: trained once, found again, the same for all engines.

================  =====================================================================================
``weights.npz``   the weights by the names of `reproduce.evaluation.classifier.SHAPES`
``metrics.json``  accuracy on the test set (a fraction), seconds and epochs of training; written last
================  =====================================================================================
"""

import functools
import hashlib
import json
import os
import time
from typing import Callable, Optional

import numpy as np

from reproduce import files
from reproduce.data.registry import fingerprint
from reproduce.errors import StoreError, TrainingError
from reproduce.evaluation import classifier
from reproduce.runs import lock, run

METRICS = ("test_accuracy", "epochs", "seconds", "settings")


def digest(dataset_name: str) -> str:
    """Return ten digits that stand for all that determines the classifier of a data set."""
    determined = dict(classifier.settings(), data=fingerprint(dataset_name))
    return hashlib.sha256(json.dumps(determined, sort_keys=True).encode()).hexdigest()[:10]


def run_folder(dataset_name: str, root: str) -> str:
    """Return where the classifier of a data set ('mnist' or 'digits') lives under the folder `root`."""
    return os.path.join(root, f"{dataset_name}-classifier-{digest(dataset_name)}")


def find_or_train(folder: str, dataset, on_epoch: Optional[Callable] = None) -> dict:
    """Return the metrics of the classifier in `folder`, trained now if it is not there yet; arguments as `train`."""
    finished = functools.partial(run.finished, folder, METRICS)
    return lock.made_once(folder, finished, lambda: train(folder, dataset, on_epoch))


def train(folder: str, dataset, on_epoch: Optional[Callable] = None) -> dict:
    """Train the classifier from the start. It takes minutes at most, so an interruption leaves no checkpoint.

    Parameters
    ----------
    folder : str
        Receives the files listed above.
    dataset : reproduce.data.datasets.Dataset
    on_epoch : callable or None
        See `reproduce.evaluation.classifier.fit`.

    Returns
    -------
    dict
        What ``metrics.json`` holds. StoreError if the folder can't be written, TrainingError if images or weights are
        not finite.
    """
    files.remove_unfinished(folder)
    started = time.monotonic()
    try:
        weights = classifier.fit(dataset.train_images, dataset.train_labels, on_epoch)
    except ValueError as error:
        reason = str(error).splitlines()[0]
        raise TrainingError(f"the classifier can't be trained, nothing was written to {folder}: {reason}") from error
    seconds = time.monotonic() - started
    found = classifier.Classifier(weights).probabilities(dataset.test_images).argmax(axis=1)
    metrics = {
        "test_accuracy": float((found == dataset.test_labels).mean()),
        "epochs": classifier.EPOCHS,
        "seconds": round(seconds, 1),
        "settings": classifier.settings(),
    }
    files.write_npz(os.path.join(folder, "weights.npz"), weights)
    files.write_json(os.path.join(folder, "metrics.json"), metrics)
    return metrics


def load(folder: str) -> classifier.Classifier:
    """Return the trained classifier in `folder`; StoreError if there is none, or one of another shape."""
    path = os.path.join(folder, "weights.npz")
    like = {name: np.empty(shape, dtype="float32") for name, shape in classifier.SHAPES.items()}
    try:
        return classifier.Classifier(files.read_npz(path, like=like))
    except OSError as error:
        raise StoreError(f"can't read {path}: {error.strerror}") from error

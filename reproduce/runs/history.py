"""The history of a run, ``history.csv``: a line for each epoch, terms of the bound in nats per image."""

import os
from typing import Dict, List

from reproduce import files
from reproduce.evaluation.local_minima import dimensions_in_use

TERMS = ("elbo", "reconstruction", "kl_z", "kl_u")
AT_MEAN = "test_reconstruction_mean"
FIELDS = ("epoch", "seconds") + TERMS + tuple("test_" + term for term in TERMS) + (AT_MEAN, "dimensions_in_use")

OF_DISCRETE = "kl_c", "test_kl_c"  # of a model with discrete codes


def line_of(epoch: int, seconds: float, terms, test: dict) -> dict:
    """Return the line of an epoch.

    Parameters
    ----------
    epoch : int
        Counted from 1.
    seconds : float
        Of its training.
    terms : original.objective.ElboTerms or DiscreteElboTerms
        Means over the images while training.
    test : dict
        Of the test images, see `reproduce.evaluation.evaluator.Evaluator.terms`.
    """
    line = {"epoch": epoch, "seconds": f"{seconds:.2f}"}
    training = {"elbo": terms.elbo, "reconstruction": -terms.log_px_given_zu, "kl_z": terms.kl_z, "kl_u": terms.kl_u}
    for term in TERMS:
        line[term] = f"{training[term]:.4f}"
        line["test_" + term] = f"{test[term]:.4f}"
    line[AT_MEAN] = f"{test['reconstruction_mean']:.4f}"
    line["dimensions_in_use"] = dimensions_in_use(test["kl_z_per_dim"])
    if "kl_c" in test:
        line.update(zip(OF_DISCRETE, (f"{terms.kl_c:.4f}", f"{test['kl_c']:.4f}")))
    return line


def in_words(line: dict) -> str:
    """Return the line of an epoch as a phrase."""
    return f"epoch {line['epoch']}, {line['seconds']} s, ELBO {line['elbo']}, on test images {line['test_elbo']}"


def best(lines: List[dict]) -> dict:
    """Return the epoch with the least test reconstruction error at the means of q, and the error in nats per image."""
    errors = {int(line["epoch"]): float(line[AT_MEAN]) for line in lines if line.get(AT_MEAN)}
    epoch = min(errors, key=errors.get, default=None)
    return {"epoch": epoch, "reconstruction_mean": errors.get(epoch)}


def write(folder: str, lines: List[dict]) -> None:
    """Write the lines into the folder of a run; StoreError if that can't be done."""
    has_discrete = any(OF_DISCRETE[0] in line for line in lines)
    files.write_csv(_path(folder), lines, FIELDS + OF_DISCRETE if has_discrete else FIELDS)


def read(folder: str) -> List[Dict[str, float]]:
    """Return the lines as numbers, NaN where one is missing; OSError or `reproduce.files.Damaged` if there are none."""
    return [{name: float(value or "nan") for name, value in line.items()} for line in files.read_csv(_path(folder))]


def epochs_done(folder: str) -> int:
    """Return how many epochs the history has, for progress displays; 0 if there is none."""
    try:
        return len(files.read_csv(_path(folder)))
    except (OSError, files.Damaged):
        return 0


def _path(folder):
    return os.path.join(folder, "history.csv")

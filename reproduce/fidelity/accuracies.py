"""Table 1's accuracies by reading and model: those of the thesis, and those of the trainings in the evidence."""

from dataclasses import dataclass, replace
from typing import Dict, Iterable, Iterator, List, Mapping, Tuple

import numpy as np

from original.spec import MODELS, name_of
from reproduce.config import Config
from reproduce.evaluation.local_minima import is_downsampled
from reproduce.experiments.readings import READINGS
from reproduce.runs.evidence import is_reference
from reproduce.thesis import reported

PARTS = ("cv_mean", "test")  # the two numbers that a training gives, in this order

Cell = Tuple[str, int]  # a row of Table 1: a model's name, and the dimension of z


@dataclass(frozen=True)
class Trainings:
    """The trainings of one cell under one reading.

    Attributes
    ----------
    accuracies : ndarray of shape (n, 2)
        Cross-validated and test accuracy in percent, of the trainings that count.
    collapsed : int
        How many others are left out, as they show signs of a bad local minimum (`reproduce.evaluation.local_minima`):
        such models "can be re-run" (appendix A).
    in_use : tuple of int
        Dimensions of the code that carry information, of the same trainings as `accuracies`.
    """

    accuracies: np.ndarray
    collapsed: int = 0
    in_use: Tuple[int, ...] = ()

    def __len__(self):
        return len(self.accuracies)

    @property
    def mean(self) -> np.ndarray:
        """Mean over the trainings, shape (2,)."""
        return self.accuracies.mean(axis=0)


Table1 = Mapping[Cell, Trainings]


def of_thesis() -> Dict[Cell, np.ndarray]:
    """Return the accuracies that the thesis reports, percent, shape (2,), of the models of Table 1."""
    rows = [(name_of(row["input"]), row) for row in reported.reported("table1")["rows"]]
    return {(name, row["dim"]): np.array([row[part] for part in PARTS]) for name, row in rows if name in MODELS}


def by_reading(lines: Iterable[dict], downsampled: bool = False) -> Dict[str, Dict[Cell, Trainings]]:
    """Return the trainings of each reading and cell, from the `lines` of `reproduce.runs.evidence`.

    A cell of which no training counts is missing, and so is a reading with none but those of the one as written.
    `downsampled`: whether trainings count that show no other sign of a bad local minimum than downsampled templates.
    """
    by_config: Dict[Config, List[dict]] = {}
    for line in lines:
        if is_reference(line):
            by_config.setdefault(replace(Config.from_dict(line["settings"]), seed=0), []).append(line)
    found = {name: dict(_cells(*reading, by_config, downsampled)) for name, reading in READINGS.items()}
    return {name: cells for name, cells in found.items() if any(_is_own(*READINGS[name], cell) for cell in cells)}


def _is_own(settings, codes, cell):
    """Return whether a reading trains or codes a cell in a way of its own; the one as written owns all its cells."""
    model, dim_z = cell
    config = Config.fitting(model, dim_z=dim_z, **settings)
    return not settings or codes != "mean" or config != Config.fitting(model, dim_z=dim_z)


def _cells(
    settings: dict, codes: str, by_config: Mapping[Config, List[dict]], downsampled: bool
) -> Iterator[Tuple[Cell, Trainings]]:
    measure = "linear_svm" if codes == "mean" else f"linear_svm-{codes}"
    for model, dim_z in of_thesis():
        lines = by_config.get(Config.fitting(model, dim_z=dim_z, **settings), [])
        measured = [line for line in lines if measure in line["measures"]]
        kept = [line for line in measured if _counts(line["signs"], downsampled)]
        if kept:
            accuracies = [[100 * line["measures"][measure][part] for part in PARTS] for line in kept]
            in_use = tuple(line["dimensions_in_use"] for line in kept)
            yield (model, dim_z), Trainings(np.array(accuracies), len(measured) - len(kept), in_use)


def _counts(signs, downsampled):
    return not signs or (downsampled and is_downsampled(signs))


def complete(observed: Mapping[str, Table1]) -> Dict[str, Table1]:
    """Return the readings that have every model of Table 1."""
    return {name: cells for name, cells in observed.items() if set(cells) == set(of_thesis())}

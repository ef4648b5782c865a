"""Table 1's accuracies by reading and model: those of the thesis, and those of the trainings in the evidence."""

from dataclasses import dataclass, replace
from typing import Callable, Dict, Iterable, Iterator, List, Mapping, Tuple

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
    return {cell: np.array([row[part] for part in PARTS]) for cell, row in rows_of_thesis().items()}


def rows_of_thesis() -> Dict[Cell, dict]:
    """Return the thesis' rows of Table 1's models, with ``cv_std`` beside the two accuracies, percent."""
    rows = [(name_of(row["input"]), row) for row in reported.reported("table1")["rows"]]
    return {(name, row["dim"]): row for name, row in rows if name in MODELS}


def title(cell: Cell) -> str:
    """Return what Table 1 calls a cell: ``VAE (8)``."""
    model, dim_z = cell
    return f"{MODELS[model].title} ({dim_z})"


def in_short(numbers: Iterable[float]) -> str:
    """Return the two accuracies of a training as text, percent: ``87.70 / 87.99``."""
    return " / ".join(f"{number:.2f}" for number in numbers)


def by_reading(lines: Iterable[dict], downsampled: bool = False) -> Dict[str, Dict[Cell, Trainings]]:
    """Return the trainings of each reading and cell, from the `lines` of `reproduce.runs.evidence`.

    A cell of which no training counts is missing, and so is a reading with none but those of the one as written.
    `downsampled`: whether trainings count that show no other sign of a bad local minimum than downsampled templates.
    """
    found = {
        name: dict(_counted(cells, accuracies_of(READINGS[name][1]), downsampled))
        for name, cells in lines_by_reading(lines).items()
    }
    return {name: cells for name, cells in found.items() if any(_is_own(*READINGS[name], cell) for cell in cells)}


def lines_by_reading(lines: Iterable[dict]) -> Dict[str, Dict[Cell, List[dict]]]:
    """Return the lines of each reading and cell, sound or not: those of the reference that have the reading's SVM."""
    by_config: Dict[Config, List[dict]] = {}
    for line in lines:
        if is_reference(line):
            by_config.setdefault(replace(Config.from_dict(line["settings"]), seed=0), []).append(line)
    found: Dict[str, Dict[Cell, List[dict]]] = {}
    for name, (settings, codes) in READINGS.items():
        for model, dim_z in of_thesis():
            config = Config.fitting(model, dim_z=dim_z, **settings)
            own = [line for line in by_config.get(config, []) if accuracies_of(codes)(line)]
            if own:
                found.setdefault(name, {})[model, dim_z] = own
    return found


def accuracies_of(codes: str) -> Callable[[dict], List[float]]:
    """Return what reads a line's two accuracies in percent, of the SVM on these codes; empty where it has none."""
    name = "linear_svm" if codes == "mean" else f"linear_svm-{codes}"
    return lambda line: [100 * line["measures"][name][part] for part in PARTS] if name in line["measures"] else []


def _is_own(settings, codes, cell):
    """Return whether a reading trains or codes a cell in a way of its own; the one as written owns all its cells."""
    model, dim_z = cell
    config = Config.fitting(model, dim_z=dim_z, **settings)
    return not settings or codes != "mean" or config != Config.fitting(model, dim_z=dim_z)


def _counted(
    cells: Mapping[Cell, List[dict]], accuracies: Callable[[dict], List[float]], downsampled: bool
) -> Iterator[Tuple[Cell, Trainings]]:
    for cell, lines in cells.items():
        kept = [line for line in lines if _counts(line["signs"], downsampled)]
        if kept:
            in_use = tuple(line["dimensions_in_use"] for line in kept)
            yield cell, Trainings(np.array([accuracies(line) for line in kept]), len(lines) - len(kept), in_use)


def _counts(signs, downsampled):
    return not signs or (downsampled and is_downsampled(signs))


def complete(observed: Mapping[str, Table1]) -> Dict[str, Table1]:
    """Return the readings that have every model of Table 1."""
    return {name: cells for name, cells in observed.items() if set(cells) == set(of_thesis())}

"""Readings ranked by the log predictive density of the thesis' numbers."""

from dataclasses import dataclass
from typing import Dict, List, Mapping

from scipy import special

from reproduce.fidelity.accuracies import Cell, Table1, complete
from reproduce.fidelity.predictive import Thesis, log_density, spreads, stretched


@dataclass(frozen=True)
class Ranked:
    """A reading's place.

    Attributes
    ----------
    name : str
    log_density : float
        Of the thesis' 16 numbers, nats.
    probability : float
        Among the readings ranked, each as probable as the others before.
    stretched, probability_stretched : float
        The same where every reading may miss something, see `reproduce.fidelity.predictive`.
    stretch : float
        How many times as far off as trainings of ours the thesis' most probably lie.
    without : dict of Cell to float
        The log density of the other cells, where one is left out.
    trainings, collapsed : int
        The fewest trainings of a cell; all trainings that collapsed and are left out.
    """

    name: str
    log_density: float
    probability: float
    stretched: float
    probability_stretched: float
    stretch: float
    without: Dict[Cell, float]
    trainings: int
    collapsed: int


def rank(observed: Mapping[str, Table1], thesis: Thesis) -> List[Ranked]:
    """Return the complete readings of `observed`, the most probable first.

    DataError where no spread over seeds is known, see `spreads`.
    """
    readings = complete(observed)
    if not readings:
        return []
    spread = spreads(observed.values())
    plain = {name: log_density(spread, cells, thesis) for name, cells in readings.items()}
    wide = {name: stretched(spread, cells, thesis) for name, cells in readings.items()}
    probability = _shares(plain)
    probability_stretched = _shares({name: found.log_density for name, found in wide.items()})
    ranked = [
        Ranked(
            name=name,
            log_density=plain[name],
            probability=probability[name],
            stretched=wide[name].log_density,
            probability_stretched=probability_stretched[name],
            stretch=wide[name].stretch,
            without={left: log_density(spread, cells, _but(thesis, left)) for left in thesis},
            trainings=min(map(len, cells.values())),
            collapsed=sum(trainings.collapsed for trainings in cells.values()),
        )
        for name, cells in readings.items()
    ]
    return sorted(ranked, key=lambda reading: -reading.log_density)


def _shares(logs):
    return dict(zip(logs, special.softmax(list(logs.values())).tolist()))


def _but(thesis, cell):
    return {other: numbers for other, numbers in thesis.items() if other != cell}

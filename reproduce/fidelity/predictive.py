"""The predictive distribution of one further training, and how probable the thesis' numbers are under it.

The two accuracies of a training are normal. Their mean belongs to a reading and a cell, with a flat prior. Their
covariance belongs to a model, over all readings and dimensions, with an inverse Wishart prior. So one further training
of a cell of which n are known is normal around their mean, with 1 + 1/n times the covariance. The covariance integrates
out in closed form: no Monte Carlo is needed.

Every reading may miss something of the thesis' stack. A stretch of s says that its trainings lie s times as far from
the predicted mean as ours do. docs/fidelity.md states the model, and what it assumes.
"""

from dataclasses import dataclass
from typing import Dict, Iterable, List, Mapping

import numpy as np
from scipy import special, stats

from reproduce.errors import DataError
from reproduce.fidelity.accuracies import Cell, Table1

PRIOR_DF = 4  # of the inverse Wishart around the covariance pooled over models: the least that gives it a mean
STRETCHES = np.linspace(1, 11, 101)
STRETCH_SCALE = 1.0  # of the half-Cauchy prior of a stretch less 1

Thesis = Mapping[Cell, np.ndarray]


@dataclass(frozen=True)
class Spread:
    """The covariance of a model's two accuracies over trainings, percent squared: an inverse Wishart distribution."""

    df: float
    scale: np.ndarray  # (2, 2)

    @property
    def mean(self) -> np.ndarray:
        """The expected covariance, shape (2, 2)."""
        return self.scale / (self.df - 3)

    def interval(self, mean: np.ndarray, n: int, level: float = 0.95) -> np.ndarray:
        """Return the central interval of each accuracy of one further training, shape (2, 2): lower, upper ends.

        `mean` of shape (2,) is that of `n` trainings.
        """
        df = self.df - 1  # of the t distribution of one of the two accuracies
        deviation = np.sqrt((1 + 1 / n) * np.diag(self.scale) / df)
        return mean + stats.t.ppf([[(1 - level) / 2], [(1 + level) / 2]], df) * deviation

    def log_density(self, apart: np.ndarray, widths: np.ndarray) -> float:
        """Return the log density of further trainings, in nats: a matrix t distribution.

        Parameters
        ----------
        apart : ndarray of shape (k, 2)
            Of k cells of the model, from their predicted means.
        widths : ndarray of shape (k,)
            By which the covariance is multiplied in each.
        """
        num = len(apart)
        added = (apart / widths[:, None]).T @ apart
        after = self.df + num
        return float(
            special.multigammaln(after / 2, 2)
            - special.multigammaln(self.df / 2, 2)
            + self.df / 2 * _log_determinant(self.scale)
            - after / 2 * _log_determinant(self.scale + added)
            - num * np.log(np.pi)
            - np.log(widths).sum()
        )


def _log_determinant(matrix):
    return np.linalg.slogdet(matrix)[1]


def spreads(observed: Iterable[Table1]) -> Dict[str, Spread]:
    """Return the `Spread` of each model, pooled over readings and dimensions of z.

    DataError if less than two trainings differ from others by the seed alone.
    """
    scatter: Dict[str, np.ndarray] = {}
    freedom: Dict[str, int] = {}
    for cells in observed:
        for (model, _), trainings in cells.items():
            apart = trainings.accuracies - trainings.mean
            scatter[model] = scatter.get(model, 0) + apart.T @ apart
            freedom[model] = freedom.get(model, 0) + len(trainings) - 1
    total = sum(freedom.values())
    if total < 2:
        raise DataError("the evidence tells no spread over seeds: train a reading with --seeds 3")
    pooled = sum(scatter.values()) / total
    return {model: Spread(PRIOR_DF + freedom[model], scatter[model] + (PRIOR_DF - 3) * pooled) for model in scatter}


def log_density(spread: Mapping[str, Spread], cells: Table1, thesis: Thesis, stretch: float = 1.0) -> float:
    """Return the log density of the thesis' numbers under a reading, in nats.

    Parameters
    ----------
    spread : dict of str to Spread
        By model.
    cells : dict of Cell to Trainings
        Those of the reading.
    thesis : dict of Cell to ndarray of shape (2,)
        The numbers that count: cells may be left out.
    stretch : float
        How many times as far from the predicted means as further trainings of ours they lie.
    """
    by_model: Dict[str, List[Cell]] = {}
    for cell in thesis:
        by_model.setdefault(cell[0], []).append(cell)
    return sum(
        spread[model].log_density(
            np.array([thesis[cell] - cells[cell].mean for cell in own]),
            stretch**2 * np.array([1 + 1 / len(cells[cell]) for cell in own]),
        )
        for model, own in by_model.items()
    )


@dataclass(frozen=True)
class Stretched:
    """A log density in nats, integrated over the stretch, and the stretch's most probable value."""

    log_density: float
    stretch: float


def stretched(spread: Mapping[str, Spread], cells: Table1, thesis: Thesis) -> Stretched:
    """Return `log_density` integrated over the stretch, whose prior is half-Cauchy above 1."""
    logs = np.array([log_density(spread, cells, thesis, stretch) for stretch in STRETCHES])
    prior = stats.halfcauchy.logpdf(STRETCHES - 1, scale=STRETCH_SCALE)
    total = special.logsumexp(logs + prior) - special.logsumexp(prior)
    return Stretched(float(total), float(STRETCHES[np.argmax(logs + prior)]))

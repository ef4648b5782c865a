"""The temperature of relaxed discrete codes over a training. Starts no engine."""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Annealing:
    """The temperature max(floor, start exp(-rate t)) at the step t, as Jang, Gu and Poole (2016) lower it.

    They hold it for 500 or 1,000 steps at a time; here it falls with each minibatch. It is a function of t alone, so
    that a training which goes on after an interruption has the same.

    Attributes
    ----------
    start, floor : float
        Above 0. At 0 the relaxation would be the categorical distribution itself.
    rate : float
        For each minibatch, at least 0.
    """

    start: float = 1.0
    floor: float = 0.5
    rate: float = 1e-4

    def at(self, step: int) -> float:
        """Return the temperature of the minibatch number `step`, counted from 0 over all epochs."""
        return max(self.floor, self.start * math.exp(-self.rate * step))

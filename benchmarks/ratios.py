"""Who was the fastest, and by how much: ratios of what took place in the same round."""

import statistics
from typing import NamedTuple

from benchmarks.contenders import FLOOR, OF_OURS, PEERS


class Ratio(NamedTuple):
    """The ratio of two contenders' epochs over the rounds of a run."""

    median: float
    low: float
    high: float

    def __str__(self):
        return f"{self.median:.2f} ({self.low:.2f}-{self.high:.2f})"


def ratio(results, name, other):
    """Return the `Ratio` of `name` to `other`, each round for itself: what slows the machine down slows both."""
    found = [own / its for own, its in zip(results[name]["seconds"], results[other]["seconds"])]
    return Ratio(statistics.median(found), min(found), max(found))


def fastest_peer(results):
    """Return the name of the fastest contender that is neither ours nor the floor; None if there is none."""
    return _fastest(results, PEERS)


def best_of_ours(results):
    """Return the name of the fastest of our engines and back ends; None if none took part."""
    return _fastest(results, OF_OURS)


def of_peer_and_floor(results, name):
    """Return the ratios of `name` to the fastest peer and to the floor; None where there is none."""
    peer = fastest_peer(results)
    return (ratio(results, name, peer) if peer else None, ratio(results, name, FLOOR) if FLOOR in results else None)


def _fastest(results, names):
    return min((name for name in results if name in names), key=lambda name: results[name]["median"], default=None)

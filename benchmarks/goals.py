"""The promises of the project on its speed, and by how much a run meets or misses it."""

from collections import namedtuple

from benchmarks.client import DEVICE
from benchmarks.contenders import OURS
from benchmarks.ratios import best_of_ours, of_peer_and_floor

# Largest ratio of an epoch to the fastest peer's: by the default engine, and by the best of our engines and back ends.
OF_FASTEST_PEER = {"vae": 1.1, "tvae_affine": 0.7, "tvae_tps": 0.7, "dtvae_affine": 0.7}
BEST_OF_FASTEST_PEER = {"vae": 1.0, "tvae_affine": 0.65, "tvae_tps": 0.65, "dtvae_affine": 0.65}
if DEVICE == "cuda":
    OF_FASTEST_PEER = BEST_OF_FASTEST_PEER = dict.fromkeys(OF_FASTEST_PEER, 0.7)
# The same of the default engine to the matrix products alone.
OF_FLOOR = {"vae": 1.3, "tvae_affine": 1.5, "tvae_tps": 1.5, "dtvae_affine": 1.5}
# Most seconds until the slowest model can train, from an empty and from a filled cache; the imports count.
COMPILE_SECONDS = {"cold": 40, "warm": 10}


class Verdict(namedtuple("Verdict", "text limit obtained unit")):
    """One goal: `obtained` may be at most `limit`."""

    @property
    def met(self):
        return self.obtained <= self.limit

    def __str__(self):
        change = abs(self.obtained / self.limit - 1)
        return "{}: at most {:g}{unit}, obtained {:.2f}{unit}: {} by {:.0%}".format(
            self.text, self.limit, self.obtained, "met" if self.met else "missed", change, unit=self.unit
        )


def verdicts(models):
    """Verdicts on the goals that `models`, {model: results of `benchmarks.duel`}, can tell."""
    found = []

    def add(text, limit, ratio):
        if ratio is not None:
            found.append(Verdict(text, limit, ratio.median, ""))

    for model, results in models.items():
        best = best_of_ours(results)
        if OURS in results:
            of_peer, of_floor = of_peer_and_floor(results, OURS)
            add(f"{model}, the default engine's epoch / fastest peer's", OF_FASTEST_PEER[model], of_peer)
            add(f"{model}, the default engine's epoch / matrix products", OF_FLOOR[model], of_floor)
        if best:
            of_peer, _ = of_peer_and_floor(results, best)
            add(f"{model}, our best epoch / fastest peer's", BEST_OF_FASTEST_PEER[model], of_peer)
    for start, limit in COMPILE_SECONDS.items():
        seconds = {model: sum(results[OURS][start].values()) for model, results in models.items() if OURS in results}
        if seconds:
            slowest = max(seconds, key=seconds.get)
            found.append(Verdict(f"{start} start of the slowest model ({slowest})", limit, seconds[slowest], " s"))
    return found

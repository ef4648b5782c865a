"""The promises of the project on its speed, and by how much a run meets or misses it."""

from collections import namedtuple

from benchmarks.client import DEVICE
from benchmarks.contenders import OURS
from benchmarks.duel import ratios

# Largest ratio of our median epoch to the fastest peer's, and to the matrix products alone.
OF_FASTEST_PEER = {"vae": 0.75, "tvae_affine": 0.5, "tvae_tps": 0.5, "dtvae_affine": 0.5}
if DEVICE == "cuda":
    OF_FASTEST_PEER = dict.fromkeys(OF_FASTEST_PEER, 0.7)
# The same of the best of PyTensor's back ends, to our own on Theano.
OF_THEANO = 1
OF_FLOOR = {"vae": 1.6, "dtvae_affine": 2.2}
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
    for model, results in models.items():
        if OURS not in results:
            continue
        of_peer, of_floor = ratios(results, OURS)
        if of_peer is not None:
            found.append(Verdict(model + ", epoch / fastest peer's", OF_FASTEST_PEER[model], of_peer, ""))
        if of_floor is not None and model in OF_FLOOR:
            found.append(Verdict(model + ", epoch / matrix products", OF_FLOOR[model], of_floor, ""))
        heirs = [result["median"] for name, result in results.items() if name.startswith("pytensor_")]
        if heirs:
            found.append(
                Verdict(
                    model + ", epoch of PyTensor's best back end / Theano's",
                    OF_THEANO,
                    min(heirs) / results[OURS]["median"],
                    "",
                )
            )
    for start, limit in COMPILE_SECONDS.items():
        seconds = {model: sum(results[OURS][start].values()) for model, results in models.items() if OURS in results}
        if seconds:
            slowest = max(seconds, key=seconds.get)
            found.append(Verdict(f"{start} start of the slowest model ({slowest})", limit, seconds[slowest], " s"))
    return found

"""Claims judged: what we measured over all trainings, and a verdict.

A judged claim is a dict for JSON, of the claim's fields and the following:

dataset : str
values, n : list of float, and how many: one for each seed
mean, sd : float or None
    None where there is nothing, or a single value.
verdict : str
    One of `VERDICTS`. All trainings count.
why : str
without_bad_minima : dict
    ``mean``, ``n`` and ``verdict`` without the trainings in bad local minima; only where they matter.
"""

import statistics
from collections import Counter
from typing import Dict, Iterable, List, Mapping, Optional, Sequence

from reproduce.claims.claim import LEDGER, Claim, Range
from reproduce.claims.evidence import Evidence

VERDICTS = ("reproduced", "partly", "not reproduced", "not testable")


def evaluate(evidence: Evidence, claims: Optional[Iterable[Claim]] = None) -> List[dict]:
    """Judge `claims`, by default all of the ledger, by what was measured."""
    others, evaluated = evidence.without_bad_minima(), []
    for claim in LEDGER.values() if claims is None else claims:
        result, of_others = [judged(claim, list(claim.values(given).values())) for given in (evidence, others)]
        if of_others["values"] != result["values"]:
            result["without_bad_minima"] = {part: of_others[part] for part in ("mean", "n", "verdict")}
        evaluated.append(dict(result, dataset=evidence.dataset))
    return evaluated


def judged(claim: Claim, values: Sequence[float]) -> dict:
    """Return the claim with the verdict on `values`, one for each seed; without ``dataset``."""
    if not values:
        why = claim.why or "nothing was measured for it"
        return dict(claim.row(), values=[], mean=None, sd=None, n=0, verdict="not testable", why=why)
    mean = statistics.fmean(values)
    return dict(
        claim.row(),
        values=[round(float(value), 4) for value in values],
        mean=round(mean, 4),
        n=len(values),
        sd=round(statistics.stdev(values), 4) if len(values) > 1 else None,
        verdict=claim.verdict(mean),
        why=_reason(claim, mean),
    )


def _reason(claim, mean):
    reproduced, partly = in_words(claim.reproduced), in_words(claim.partly)
    return (
        shown(mean)
        + {
            "reproduced": f" is {reproduced}",
            "partly": f" is not {reproduced}, but {partly}",
            "not reproduced": f" is not {partly}",
        }[claim.verdict(mean)]
    )


def in_words(limits: Range) -> str:
    """Return a range as ``2 to 5``, ``at least 2`` or ``at most 5``."""
    low, high = limits
    if low is None:
        return f"at most {high:g}"
    return f"at least {low:g}" if high is None else f"{low:g} to {high:g}"


def shown(value: float) -> str:
    """Return a number of whatever size in a few digits."""
    return f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"


def counts(evaluated: Iterable[dict], sound: bool = False) -> Dict[str, int]:
    """Return how many judged claims have each verdict, in the order of `VERDICTS`.

    `sound`: count the verdicts without trainings in bad local minima.
    """
    found = Counter((claim.get("without_bad_minima", claim) if sound else claim)["verdict"] for claim in evaluated)
    return {verdict: found[verdict] for verdict in VERDICTS}


def agreed(judged: Mapping[str, Sequence[dict]]) -> Dict[str, int]:
    """Return how many claims have each verdict under every recipe; `judged`: {recipe: judged claims}."""
    found: Dict[str, List[str]] = {}
    for evaluated in judged.values():
        for claim in evaluated:
            found.setdefault(claim["id"], []).append(claim["verdict"])
    whole = [given[0] for given in found.values() if len(given) == len(judged) and len(set(given)) == 1]
    return {verdict: whole.count(verdict) for verdict in VERDICTS}


def agreement(judged: Mapping[str, Sequence[dict]]) -> str:
    """Return how many claims come true, and how many fail, under every recipe, as a sentence."""
    both = agreed(judged)
    return f"Either way {both['reproduced']} are reproduced and {both['not reproduced']} are not."


def head_count(evaluated: Sequence[dict]) -> str:
    """Return the counts, with and without trainings in bad minima, and what they are worth on other data."""
    all_trainings, sound = [_in_words(counts(evaluated, sound)) for sound in (False, True)]
    text = f"{len(evaluated)} claims: {all_trainings}"
    if sound != all_trainings:
        text += f"; without trainings in bad local minima {sound}"
    others = ", ".join(sorted({claim["dataset"] for claim in evaluated} - {"mnist"}))
    return f"{text}; on {others}, not the thesis' data: these verdicts say nothing about it" if others else text


def _in_words(by_verdict):
    return ", ".join(f"{number} {verdict}" for verdict, number in by_verdict.items())

"""The numbers that the thesis reports, and the verdict on one by ours."""

import json
import math
import os
import statistics
from typing import Any, Dict, Sequence

LEVEL = 0.95  # share of the predictive distribution of one further training that counts as inside
TOLERANCE = 2  # reported standard deviations within which a number counts as reproduced


def reported(section: str) -> Any:
    """Read a section of ``reported.json``, what the thesis reports and where: 'table1' or 'claims'."""
    with open(os.path.join(os.path.dirname(__file__), "reported.json"), encoding="utf-8") as file:
        return json.load(file)[section]


def verdict(reported_value: float, reported_std: float, obtained: Sequence[float]) -> Dict[str, Any]:
    """Compare one reported number with those of our trainings.

    Parameters
    ----------
    reported_value, reported_std : float
        The number, and the spread that the thesis gives with it, in the same unit.
    obtained : list of float
        One for each training (seed).

    Returns
    -------
    dict
        ``difference``: mean obtained minus reported; ``deviations``: the same in reported standard deviations;
        ``within``: whether these are at most `TOLERANCE`. With several trainings also ``seed_std``, their spread, and
        ``tail``, the probability that one further training lies at least as far from their mean as the reported number
        (Student's t; None where they don't differ).
    """
    mean = statistics.fmean(obtained)
    difference = mean - reported_value
    # Numbers are compared as printed: a hundredth of a point of rounding is no difference.
    result = {
        "difference": round(difference, 2),
        "deviations": round(difference / reported_std, 2),
        "within": abs(round(difference, 2)) <= TOLERANCE * reported_std,
    }
    if len(obtained) > 1:
        spread = statistics.stdev(obtained)
        result.update(seed_std=round(spread, 2), tail=_tail(difference, spread, len(obtained)) if spread else None)
    return result


def _tail(difference, spread, n):
    from scipy.special import stdtr  # Student's t; not at the start, for the sake of --help

    return 2 * float(stdtr(n - 1, -abs(difference) / (spread * math.sqrt(1 + 1 / n))))


def is_inside(result: Dict[str, Any]) -> bool:
    """Return whether the reported number lies inside the central `LEVEL` of one further training of ours.

    With one training only, or several that don't differ, whether ours is within `TOLERANCE` reported deviations.
    """
    tail = result.get("tail")
    return result["within"] if tail is None else tail >= 1 - LEVEL


def in_words(result: Dict[str, Any]) -> str:
    """Return a verdict in a few words.

    The difference in the number's unit and in the thesis' standard deviations; with several trainings, whether the
    reported number is inside the central 95 % of one further training.
    """
    place = "within" if result["within"] else "outside"
    text = f"{place} ({result['difference']:+.2f}, {abs(result['deviations']):.2f} sd)"
    if "seed_std" not in result:
        return text
    return f"{text}; seeds ± {result['seed_std']:.2f}{_tail_in_words(result['tail'])}"


def _tail_in_words(tail):
    if tail is None:
        return ""
    place = "inside" if is_inside({"tail": tail}) else "outside"
    return f", {place} {LEVEL:.0%} (p = {tail:.2g})"

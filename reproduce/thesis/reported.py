"""The numbers that the thesis reports, and the verdict on one by ours."""

import json
import os
import statistics
from typing import Any, Dict, Sequence

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
        ``within``: whether these are at most `TOLERANCE`. With several trainings also ``seed_std``, their spread,
        ``seeds_below``, the share of them that lies below the reported number, and ``seed_deviations``, how many
        of their standard deviations it lies above their mean (None where they don't differ).
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
        result.update(
            seed_std=round(spread, 2),
            seeds_below=round(sum(value < reported_value for value in obtained) / len(obtained), 2),
            seed_deviations=round(-difference / spread, 2) if spread else None,
        )
    return result


def in_words(result: Dict[str, Any]) -> str:
    """Return a verdict in a few words: difference in the number's unit, and in the thesis' standard deviations."""
    place = "within" if result["within"] else "outside"
    text = f"{place} ({result['difference']:+.2f}, {abs(result['deviations']):.2f} sd)"
    if "seed_std" not in result:
        return text
    return f"{text}; seeds ± {result['seed_std']:.2f}, thesis above {100 * result['seeds_below']:.0f}%"

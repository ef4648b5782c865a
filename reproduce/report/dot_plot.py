"""Table 1 as a picture: the thesis' numbers with two of its deviations, and every training of ours."""

import math
from typing import Any, Dict, List, Mapping, Sequence

from original.spec import MODELS
from reproduce.experiments import table1
from reproduce.thesis import reported

WIDTH, LABEL, MARGIN = 460, 118, 12  # of a panel, in units of the drawing; the label stands left of the axis
ROW, TOP, BOTTOM = 30, 26, 24
TICK = 2  # percent between two ticks
TITLES = {"cv_mean": "cross-validated, %", "test": "test set, %"}


def panels(rows_by_recipe: Mapping[str, Sequence[dict]]) -> List[Dict[str, Any]]:
    """Return what the template draws: a panel for cross-validated and one for test accuracy.

    Parameters
    ----------
    rows_by_recipe : dict of str to list of dict
        Rows of `reproduce.experiments.table1.content` of each recipe.

    Returns
    -------
    list of dict
        ``title``, ``height``, ``ticks`` (position and text), and ``rows`` with ``label``, ``y``, ``band`` (both ends),
        ``thesis`` (position), ``numbers`` (in words) and ``dots`` (``x``, ``y``, ``recipe``, ``is_sound``). Positions
        are in units of the drawing, `WIDTH` wide. Empty if there is no row that the thesis has.
    """
    given = {recipe: [row for row in rows if _is_shown(row)] for recipe, rows in rows_by_recipe.items()}
    by_name: Dict[str, Dict[str, dict]] = {}
    for recipe, rows in given.items():
        for row in rows:
            by_name.setdefault(table1.named(row), {})[recipe] = row
    return [_panel(measure, by_name, list(given)) for measure in table1.COMPARED] if by_name else []


def _is_shown(row):
    return row.get("model") in MODELS and row["reported"] is not None


def _panel(measure, by_name, recipes):
    values = [
        value
        for rows in by_name.values()
        for row in rows.values()
        for value in [*_band(row, measure), *[of_seed[measure] for of_seed in row["per_seed"]]]
    ]
    low, high = TICK * math.floor(min(values) / TICK), TICK * math.ceil(max(values) / TICK)

    def place(value):
        return round(LABEL + (value - low) / (high - low) * (WIDTH - LABEL - MARGIN), 1)

    rows = [
        _row(name, TOP + ROW * (number + 0.5), rows, recipes, measure, place)
        for number, (name, rows) in enumerate(by_name.items())
    ]
    return {
        "title": TITLES[measure],
        "height": TOP + ROW * len(rows) + BOTTOM,
        "ticks": [(place(value), str(value)) for value in range(low, high + 1, TICK)],
        "rows": rows,
    }


def _band(row, measure):
    margin = reported.TOLERANCE * row["reported"]["cv_std"]
    return row["reported"][measure] - margin, row["reported"][measure] + margin


def _row(name, y, rows, recipes, measure, place):
    first = next(iter(rows.values()))
    ours = ", ".join(f"{recipe} {row['obtained'][measure]:.{table1.DIGITS}f}" for recipe, row in rows.items())
    step = ROW * 0.5 / max(len(recipes), 1)
    return {
        "label": name,
        "y": y,
        "band": [place(value) for value in _band(first, measure)],
        "thesis": place(first["reported"][measure]),
        "numbers": f"{name}: thesis {first['reported'][measure]:.{table1.DIGITS}f}; ours, means: {ours}",
        "dots": [
            {
                "x": place(of_seed[measure]),
                "y": round(y + step * (recipes.index(recipe) - (len(recipes) - 1) / 2), 1),
                "recipe": recipes.index(recipe),
                "is_sound": not of_seed.get("signs"),
            }
            for recipe, row in rows.items()
            for of_seed in row["per_seed"]
        ],
    }

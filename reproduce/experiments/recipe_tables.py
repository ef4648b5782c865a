"""Table 1, figure 5 and sample quality under the recipes of `reproduce.config.recipes`, side by side."""

import statistics
from typing import Any, Dict, List

from original.spec import MODELS
from reproduce.config.recipes import RECIPES, titles
from reproduce.config.setting import in_words
from reproduce.evaluation.local_minima import sound
from reproduce.experiments import table1
from reproduce.experiments.table import Table, grouped, with_spread
from reproduce.runs.results_folder import by_recipe
from reproduce.thesis import reported as compare


def tables(folder: str) -> List[Table]:
    """Return a table for each of the three that was made under several recipes, from `folder`, the results."""
    made = [
        (function, by_recipe(folder, name))
        for name, function in (
            ("table1.json", of_table1),
            ("figure5.csv", of_figure5),
            ("sample_quality.json", of_quality),
        )
    ]
    return [function(contents) for function, contents in made if len(contents) > 1]


def of_table1(rows_by_recipe: Dict[str, List[dict]]) -> Table:
    """Return the trained rows of Table 1 that all recipes have: accuracies, and how many lie where a run of ours may.

    The last row counts the thesis' numbers inside the central part of one further training.
    """
    by_name = [
        {table1.named(row): row for row in rows if row["model"] in MODELS and row["reported"]}
        for rows in rows_by_recipe.values()
    ]
    names = [name for name in by_name[0] if all(name in rows for rows in by_name)]
    header = ["input (dim z)", "thesis"]
    header += [
        title
        for recipe in rows_by_recipe
        for title in (titles()[recipe], "inside", "without bad minima", "in use", "seeds")
    ]
    cells = [
        [name, table1.in_short(by_name[0][name]["reported"])] + sum((_of_row(rows[name]) for rows in by_name), [])
        for name in names
    ]
    cells.append(["inside, all rows", ""] + sum((_total([rows[name] for name in names]) for rows in by_name), []))
    caption = (
        "Cross-validated / test accuracy in percent, means over the seeds. Inside: how many of the thesis' two numbers "
        f"lie in the central {compare.LEVEL:.0%} of one further training (Student's t); with one seed, within "
        f"{compare.TOLERANCE} of the thesis' own deviations, in brackets. Without bad minima: the same without the "
        f"trainings that show signs of one. In use: dimensions of the code, mean.{_in_words(rows_by_recipe)}"
    )
    return Table(header, cells, caption, "Table 1 by recipe")


def _of_row(row):
    kept = table1.without_bad_minima(row)
    return [
        table1.in_short(row["obtained"]),
        *[_share(_inside(given), len(given["per_seed"])) for given in (row, kept)],
        f"{table1.mean_in_use(row):.3g}",
        len(row["per_seed"]),
    ]


def _total(rows):
    kept = [table1.without_bad_minima(row) for row in rows]
    seeds = min(len(row["per_seed"]) for row in kept)
    return ["", *[_share(sum(map(_inside, given), []), seeds) for given in (rows, kept)], "", ""]


def _inside(row):
    """Return True for each number that is inside."""
    return [compare.is_inside(verdict) for verdict in row["verdict"].values()]


def _share(inside, seeds):
    text = f"{sum(inside)} of {len(inside)}"
    return text if seeds > 1 else f"({text})"


def of_figure5(rows_by_recipe: Dict[str, List[dict]]) -> Table:
    """Return the test reconstruction errors of figure 5, and the dimensions in use."""
    return _by_place(
        rows_by_recipe,
        ("test_reconstruction", "{:.1f}"),
        ("in use", lambda rows: f"{statistics.fmean(float(row['dimensions_in_use']) for row in rows):.3g}"),
        "Test reconstruction error in nats per image, mean ± deviation over the trainings, and how many dimensions of "
        "z carry information.",
        "Figure 5 by recipe",
    )


def of_quality(made_by_recipe: Dict[str, Dict[str, Any]]) -> Table:
    """Return the Fréchet distances of the samples, and their crisp pixels."""
    return _by_place(
        {recipe: made["rows"] for recipe, made in made_by_recipe.items()},
        ("frechet", "{:.1f}"),
        ("crisp pixels %", lambda rows: f"{statistics.fmean(row['crisp_pixels'] for row in rows):.1%}"),
        "Fréchet distance of 10,000 samples to the training images, mean ± deviation over the trainings, and the share "
        "of pixels near 0 or 1.",
        "Sample quality by recipe",
    )


def _by_place(rows_by_recipe, number, other, caption, title):
    """The table of trainings by model and latent variables: a `number` with its spread, and an `other` column."""
    by_place = [grouped(_typed(rows), "model", "dimensions") for rows in rows_by_recipe.values()]
    (part, form), (column, shown) = number, other
    header = ["model (latent variables)"]
    header += [name for recipe in rows_by_recipe for name in (titles()[recipe], column, "seeds", "left out")]
    cells = []
    for model, dimensions in dict.fromkeys(place for places in by_place for place in places):
        line: List[Any] = [f"{MODELS[model].title} ({dimensions})"]
        for places in by_place:
            rows = places.get((model, dimensions), [])
            kept = sound(rows)
            line += (
                [with_spread([float(row[part]) for row in kept], form), shown(kept), len(kept)]
                if kept
                else ["", "", ""]
            )
            line.append(len(rows) - len(kept) if rows else "")
        cells.append(line)
    return Table(header, cells, f"{caption} Left out: trainings with signs of a bad local minimum.", title)


def _typed(rows):
    """Rows of JSON or CSV: in the latter all is text."""
    return [dict(row, dimensions=int(row["dimensions"])) for row in rows]


def _in_words(recipes):
    text = ""
    for name in recipes:
        differs = in_words(RECIPES[name].settings)
        text += f" {titles()[name].capitalize()}: {RECIPES[name].what}" + (f" ({differs})." if differs else ".")
    return text

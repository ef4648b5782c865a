"""Table 1 under the recipes of `reproduce.experiments.recipes`, side by side, where models and recipes differ."""

import os

from reproduce import files
from reproduce.experiments import table1
from reproduce.experiments.recipes import RECIPES

CAPTION = (
    "Cross-validated / test accuracy in percent, means over the seeds, and how many dimensions of the code carry "
    "information. The recipe thesis is what the thesis states; tuned, which is ours, differs in {}."
)


def read(folder):
    """{recipe: rows of its Table 1} of those that were made into `folder`, the results."""
    paths = {name: os.path.join(folder, "" if name == "thesis" else name, "table1.json") for name in RECIPES}
    return {name: files.read_json(path) for name, path in paths.items() if os.path.isfile(path)}


def render_table(by_recipe):
    """(header, cells) for `reproduce.experiments.render`: the trained rows, as reported and under each recipe."""
    by_input = [
        {(row["input"], row["dim"]): row for row in rows if "dimensions_in_use" in row["per_seed"][0]}
        for rows in by_recipe.values()
    ]
    header = ["input (dim z)", "reported"] + [title for name in by_recipe for title in (name, "in use", "seeds")]
    cells = []
    for name in by_input[0]:
        own = [rows[name] for rows in by_input if name in rows]
        if len(own) == len(by_input):
            cells.append(
                ["{} ({})".format(*name), table1.in_short(own[0]["reported"]) if own[0]["reported"] else ""]
                + [cell for row in own for cell in _cells(row)]
            )
    return header, cells


def _cells(row):
    return [table1.in_short(row["obtained"]), f"{table1.mean_in_use(row):.3g}", len(row["per_seed"])]


def caption():
    """What a reader has to know beside the table."""
    return CAPTION.format(
        ", ".join("{} {}".format(name.replace("_", " "), value) for name, value in RECIPES["tuned"].items())
    )

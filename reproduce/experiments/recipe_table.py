"""Table 1 under the recipes of `reproduce.config.recipes`, side by side, where models and recipes differ."""

import os
from typing import Dict, List

from reproduce import files
from reproduce.config.recipes import RECIPES
from reproduce.config.setting import in_words
from reproduce.experiments import table1
from reproduce.experiments.table import Table


def read(folder: str) -> Dict[str, List[dict]]:
    """Return {recipe: rows of its Table 1} of those that were made into `folder`, the results."""
    paths = {name: os.path.join(folder, "" if name == "thesis" else name, "table1.json") for name in RECIPES}
    return {name: files.read_json(path) for name, path in paths.items() if os.path.isfile(path)}


def table(by_recipe: Dict[str, List[dict]]) -> Table:
    """Return the trained rows, as reported and under each recipe: those that all recipes have."""
    by_name = [
        {table1.named(row): row for row in rows if "dimensions_in_use" in row["per_seed"][0]}
        for rows in by_recipe.values()
    ]
    header = ["input (dim z)", "reported"] + [title for recipe in by_recipe for title in (recipe, "in use", "seeds")]
    cells = []
    for name in by_name[0]:
        own = [rows[name] for rows in by_name if name in rows]
        if len(own) == len(by_name):
            reported = own[0]["reported"]
            cells.append([name, table1.in_short(reported) if reported else ""] + sum(map(_cells, own), []))
    return Table(header, cells, _caption(by_recipe), "By recipe")


def _cells(row):
    return [table1.in_short(row["obtained"]), f"{table1.mean_in_use(row):.3g}", len(row["per_seed"])]


def _caption(recipes):
    text = (
        "Cross-validated / test accuracy in percent, means over the seeds, and how many dimensions of the code carry "
        "information."
    )
    for name in recipes:
        differs = in_words(RECIPES[name].settings)
        text += f" The recipe {name}: {RECIPES[name].what}" + (f" ({differs})." if differs else ".")
    return text

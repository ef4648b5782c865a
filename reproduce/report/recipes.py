"""Recipes side by side: Table 1, figure 5, sample quality and claims, from the tables that are there."""

import os
from typing import Dict, List, Mapping

from reproduce import files
from reproduce.claims import tables as claims
from reproduce.errors import StoreError
from reproduce.experiments import recipe_tables
from reproduce.experiments.table import Table
from reproduce.runs.results_folder import by_recipe

NAME = "recipes.md"


def judged_in(folder: str) -> Dict[str, List[dict]]:
    """Return {recipe: judged claims} of those recipes under which `folder`, the results, has them."""
    return by_recipe(folder, "claims.json")


def tables(folder: str, judged: Mapping[str, List[dict]]) -> List[Table]:
    """Return a table for each of the four that `folder`, the results, has under several recipes.

    `judged`: what `judged_in` gives of it.
    """
    return recipe_tables.tables(folder) + ([claims.by_recipe(judged)] if len(judged) > 1 else [])


def write(folder: str) -> List[Table]:
    """Write ``recipes.md`` into `folder`, and return its tables; `StoreError` if nothing was made under two recipes."""
    made = tables(folder, judged_in(folder))
    if not made:
        raise StoreError(
            f"{folder} has no table under two recipes; `reproduce table1 --recipe NAME` makes one under another"
        )
    text = "\n\n".join(f"### {table.title}\n\n{table.markdown()}" for table in made)
    files.write_text(os.path.join(folder, NAME), text + "\n")
    return made

"""Tables of the judged claims: one for people, and the files."""

import os
from typing import List, Mapping, Sequence

from reproduce import files
from reproduce.claims.verdicts import head_count, in_words, shown
from reproduce.config.recipes import titles
from reproduce.experiments.table import Table

IN_SHORT = ("id", "thesis", "obtained", "n", "verdict")  # columns for a terminal
WITHOUT = "without bad minima"  # the column of verdicts without trainings that show signs of one
FIELDS = ("id", "where", "claim", "reported", "mean", "sd", "n", "unit", "verdict", "why")  # of the CSV


def claims_table(evaluated: Sequence[dict]) -> Table:
    """Return the table of judged claims (`reproduce.claims.verdicts`), with the head counts below."""
    header = [
        "id",
        "claim",
        "thesis",
        "obtained",
        "n",
        "verdict",
        WITHOUT,
        "what was measured, and for which mean it counts",
    ]
    return Table(header, [_cells(claim) for claim in evaluated], f"{head_count(evaluated)}.")


def by_recipe(evaluated: Mapping[str, Sequence[dict]]) -> Table:
    """Return the judged claims under each recipe, side by side, with the head counts; the first has all claims."""
    first, *others = [{claim["id"]: claim for claim in claims} for claims in evaluated.values()]
    header = ["id", "claim", "thesis"] + [
        name for recipe in evaluated for name in (titles()[recipe], "n", "verdict", WITHOUT)
    ]
    cells = []
    for name, claim in first.items():
        judged = [claim] + [claims[name] for claims in others if name in claims]
        found = sum(([obtained(own), own["n"], own["verdict"], without_bad_minima(own)] for own in judged), [])
        cells.append([name, claim["claim"], thesis(claim)] + found + [""] * (len(header) - 3 - len(found)))
    caption = " ".join(
        f"{titles()[recipe].capitalize()}, {head_count(claims)}." for recipe, claims in evaluated.items()
    )
    return Table(header, cells, caption, "Claims by recipe")


def _cells(claim) -> List:
    found = [obtained(claim), claim["n"], claim["verdict"], without_bad_minima(claim)]
    return [claim["id"], claim["claim"], thesis(claim)] + found + [measured(claim)]


def thesis(claim: dict) -> str:
    """Return the number of the thesis that a claim is about; empty if it names none."""
    reported = claim.get("reported")
    return "" if reported is None else f"{reported:g}{'%' if claim.get('unit') == '%' else ''}"


def without_bad_minima(claim: dict) -> str:
    """Return mean and verdict without trainings in bad local minima; the verdict alone where none is left out."""
    others = claim.get("without_bad_minima")
    if others is None:
        return claim["verdict"]
    return ("" if others["mean"] is None else f"{shown(others['mean'])}, ") + others["verdict"]


def obtained(claim: dict) -> str:
    """Return mean and deviation of a claim's values in a few digits; empty if there are none."""
    if claim["mean"] is None:
        return ""
    return shown(claim["mean"]) + ("" if claim["sd"] is None else f" ± {shown(claim['sd'])}")


def measured(claim: dict) -> str:
    """Return what a claim was judged by, and for which mean it counts; why not, where there is none."""
    if claim["mean"] is None:
        return claim["why"]
    unit = f" ({claim['unit']})" if claim["unit"] else ""
    return (
        f"{claim['obtained']}{unit}; reproduced: {in_words(claim['reproduced'])}, partly: {in_words(claim['partly'])}"
    )


def text(evaluated: Sequence[dict]) -> str:
    """Return the claims for a terminal: id, thesis, obtained, verdict, and the head count."""
    table = claims_table(evaluated)
    columns = [table.header.index(name) for name in IN_SHORT]
    rows = [[row[column] for column in columns] for row in table.rows]
    return Table(IN_SHORT, rows, head_count(evaluated)).text()


def write(evaluated: Sequence[dict], folder: str) -> None:
    """Write ``claims.json``, ``.csv`` and ``.md`` into `folder`."""
    files.write_json(os.path.join(folder, "claims.json"), evaluated)
    files.write_text(os.path.join(folder, "claims.md"), f"{claims_table(evaluated).markdown()}\n")
    rows = [{name: claim.get(name, "") for name in FIELDS} for claim in evaluated]
    files.write_csv(os.path.join(folder, "claims.csv"), rows, list(FIELDS))

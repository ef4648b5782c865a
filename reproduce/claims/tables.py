"""Tables of the judged claims: one for people, and the files."""

import os
from typing import List, Sequence

from reproduce import files
from reproduce.claims.verdicts import head_count, in_words, shown
from reproduce.experiments.table import Table

IN_SHORT = ("id", "thesis", "obtained", "n", "verdict")  # columns for a terminal
FIELDS = ("id", "where", "claim", "reported", "mean", "sd", "n", "unit", "verdict", "why")  # of the CSV


def claims_table(evaluated: Sequence[dict]) -> Table:
    """Return the table of judged claims (`reproduce.claims.verdicts`), with the head count below."""
    header = ["id", "claim", "thesis", "obtained", "n", "verdict", "what was measured, and for which mean it counts"]
    return Table(header, [_cells(claim) for claim in evaluated], f"{head_count(evaluated)}.")


def _cells(claim) -> List:
    reported = claim.get("reported")
    thesis = "" if reported is None else f"{reported:g}{'%' if claim.get('unit') == '%' else ''}"
    return [claim["id"], claim["claim"], thesis, obtained(claim), claim["n"], claim["verdict"], _measured(claim)]


def obtained(claim: dict) -> str:
    """Return mean and deviation of a claim's values in a few digits; empty if there are none."""
    if claim["mean"] is None:
        return ""
    return shown(claim["mean"]) + ("" if claim["sd"] is None else f" ± {shown(claim['sd'])}")


def _measured(claim) -> str:
    if claim["mean"] is None:
        return claim["why"]
    unit = f" ({claim['unit']})" if claim["unit"] else ""
    text = (
        f"{claim['obtained']}{unit}; reproduced: {in_words(claim['reproduced'])}, partly: {in_words(claim['partly'])}"
    )
    others = claim.get("without_bad_minima")
    if others is None:
        return text
    mean = "" if others["mean"] is None else f"{shown(others['mean'])}, "
    return f"{text}. Without the trainings in bad local minima: {mean}{others['verdict']}"


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

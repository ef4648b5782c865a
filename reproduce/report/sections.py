"""The report's sections: a card for each experiment, with its picture, its tables, and the claims that it decides."""

import base64
import os
from typing import Any, Dict, List, Mapping, Sequence

from reproduce import files
from reproduce.claims import tables as claims
from reproduce.claims.claim import LEDGER, Claim
from reproduce.claims.measures.table1 import accuracy
from reproduce.config.recipes import titles
from reproduce.experiments.experiment import EXPERIMENTS, Experiment

MARKS = {"reproduced": "✓", "partly": "≈", "not reproduced": "✗", "not testable": "–"}  # beside the colour

# Claims that no experiment shows.
OTHERS = {
    "name": "claims",
    "title": "Other claims",
    "help": "claims that no table or figure shows",
    "where": "of each claim",
    "in_all": True,
    "tables": [],
    "numbers": [],
    "image": "",
    "caption": "",
}


def sections(folder: str, judged: Mapping[str, Sequence[dict]]) -> List[dict]:
    """Return what is shown of each experiment, in the order of the registry; an image or tables may be missing.

    `judged`: {recipe: judged claims}.
    """
    rows = claim_rows(judged)
    made = [_section(experiment, folder) for experiment in EXPERIMENTS.values()]
    made = [dict(section, **_claims_about(section["name"], rows)) for section in made]
    others = [row for row in rows if row["shown_by"] not in EXPERIMENTS]
    shown = [section for section in made if section["in_all"] or section["tables"]]
    return shown + ([dict(OTHERS, claims=others)] if others else [])


def _claims_about(name, rows):
    """The claims that an experiment decides: its statements, and the numbers that its table has anyway."""
    own = [row for row in rows if row["shown_by"] == name]
    return {"claims": [row for row in own if not row["is_number"]], "numbers": [row for row in own if row["is_number"]]}


def _section(experiment: Experiment, folder: str) -> dict:
    content = read(folder, experiment.stem + ".json") if experiment.tables else None
    return {
        "name": experiment.name,
        "title": experiment.title,
        "help": experiment.help,
        "where": experiment.section,
        "in_all": experiment.in_all,
        "tables": [] if content is None else list(experiment.tables(content)),
        "image": image(folder, experiment.stem) if experiment.picture else "",
        "caption": experiment.picture.caption if experiment.picture else "",
    }


def whole(shown: Sequence[dict]) -> Dict[str, List[dict]]:
    """Return the sections whose claims all have one verdict as written: ``reproduced``, ``failed``.

    The thesis as written is the first of the recipes.
    """
    verdicts = [
        {row["cells"][0]["verdict"] for row in section["claims"] + section["numbers"] if row["cells"][0]}
        for section in shown
    ]
    return {
        "reproduced": [section for section, found in zip(shown, verdicts) if found == {"reproduced"}],
        "failed": [section for section, found in zip(shown, verdicts) if found == {"not reproduced"}],
    }


def claim_rows(judged: Mapping[str, Sequence[dict]]) -> List[dict]:
    """Return a row for each claim that was judged under any recipe, with its ``cells`` by recipe.

    ``is_number``: the claim is one number of Table 1. A cell has ``recipe``, ``number``, ``n``, ``verdict``, ``mark``
    and ``without``; it is None under a recipe that did not judge the claim.
    """
    by_id: Dict[str, Dict[str, dict]] = {}
    for recipe, evaluated in judged.items():
        for claim in evaluated:
            by_id.setdefault(claim["id"], {})[recipe] = claim
    return [
        {
            "id": name,
            "claim": first["claim"],
            "thesis": claims.thesis(first),
            "criterion": claims.measured(first),
            "is_number": first["measure"] == accuracy.name,
            "shown_by": (LEDGER[name] if name in LEDGER else Claim(name, "", "")).shown_by,
            "verdicts": sorted({claim["verdict"] for claim in given.values()}),
            "cells": [_cell(recipe, given.get(recipe)) for recipe in judged],
        }
        for name, given in by_id.items()
        for first in [next(iter(given.values()))]
    ]


def _cell(recipe, claim):
    if claim is None:
        return None
    others = claim.get("without_bad_minima")
    return {
        "recipe": titles()[recipe],
        "number": claims.obtained(claim),
        "n": claim["n"],
        "verdict": claim["verdict"],
        "mark": MARKS[claim["verdict"]],
        "without": claims.without_bad_minima(claim) if others else "",
    }


def image(folder: str, stem: str) -> str:
    """Return the picture ``<stem>.png`` in base64; empty if it is not there."""
    path = os.path.join(folder, stem + ".png")
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        return base64.b64encode(file.read()).decode("ascii")


def read(folder: str, name: str) -> Any:
    """Return the content of a JSON file; None where there is none yet."""
    path = os.path.join(folder, name)
    return files.read_json(path) if os.path.isfile(path) else None

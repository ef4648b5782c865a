"""One page of all that was obtained, made from the files under the results alone: no network, no script."""

import base64
import os
from dataclasses import replace
from typing import Any, List, Optional

import jinja2

from reproduce import __version__, files
from reproduce.claims import verdicts
from reproduce.claims.conclusions import conclusions_table
from reproduce.claims.tables import claims_table
from reproduce.errors import StoreError
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.table import Table, grouped
from reproduce.report import recipes
from reproduce.thesis import interpretations

TEMPLATE = "page.html.j2"  # beside this file


def make(folder: str) -> str:
    """Write ``report.html`` from what `folder` holds, and return its path; `StoreError` if it holds nothing."""
    if not any(os.path.isfile(os.path.join(folder, name)) for name in ("table1.json", "claims.json", "figure5.png")):
        raise StoreError(f"{folder} holds no results yet; `reproduce all` makes them")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(os.path.dirname(os.path.abspath(__file__))),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
    )
    path = os.path.join(folder, "report.html")
    files.write_text(path, environment.get_template(TEMPLATE).render(shown(folder)) + "\n")
    return path


def shown(folder: str) -> dict:
    """Return what the template shows: sections of the experiments, claims, interpretations and trainings."""
    judged = recipes.judged_in(folder)
    sections = [_section(experiment, folder) for experiment in EXPERIMENTS.values()]
    sections = [section for section in sections if section["in_all"] or section["tables"]]
    return {
        "tables": [section for section in sections if not section["is_figure"]],
        "figures": [section for section in sections if section["is_figure"]],
        "claims": _claims(judged["thesis"]) if "thesis" in judged else None,
        "by_recipe": recipes.tables(folder, judged),
        "interpretations": Table(
            interpretations.HEADER, [[cell.strip("`") for cell in row] for row in interpretations.rows()]
        ),
        "trainings": _trainings(folder),
    }


def _section(experiment: Experiment, folder: str) -> dict:
    """Return what is there of an experiment; ``tables`` and ``image`` are empty if nothing is."""
    content = _read(folder, experiment.stem + ".json") if experiment.tables else None
    tables = [] if content is None else list(experiment.tables(content))
    return {
        "name": experiment.name,
        "title": experiment.title,
        "in_all": experiment.in_all,
        "is_figure": not experiment.tables,
        "tables": tables,
        "image": _image(folder, experiment.stem) if experiment.picture else "",
        "caption": experiment.picture.caption if experiment.picture else "",
    }


def _claims(evaluated: List[dict]) -> dict:
    table = claims_table(evaluated)
    return {
        "counts": verdicts.counts(evaluated),
        "table": replace(table, caption=f"{table.caption} The criteria were fixed before the numbers were there."),
        "classes": [claim["verdict"].replace(" ", "-") for claim in evaluated],
        "ids": [claim["id"] for claim in evaluated],
        "conclusions": conclusions_table(evaluated),
    }


def _trainings(folder: str) -> Optional[Table]:
    """Return the table of the trainings by model, from ``runs.csv``."""
    path = os.path.join(folder, "runs.csv")
    if not os.path.isfile(path):
        return None
    rows = files.read_csv(path)
    cells = [
        [
            model,
            len(own),
            ", ".join(sorted({row["seed"] for row in own}, key=int)),
            sum(int(row["restarts"]) for row in own),
            sum(bool(row["signs"]) for row in own),
            f"{sum(float(row['seconds']) for row in own) / len(own):.0f}",
        ]
        for model, own in grouped(rows, "model").items()
    ]
    stacks = "; ".join(sorted({_stack(row) for row in rows}))
    return Table(
        ["model", "trainings", "seeds", "restarts", "with signs of a bad minimum", "seconds, mean"],
        cells,
        f"{stacks}; reproduce {__version__}. Each training stands in runs.csv.",
    )


def _stack(row: dict) -> str:
    """Return what made the training of a row of ``runs.csv``."""
    if row["engine"] == "pytensor":
        engine = f"PyTensor {row['pytensor']} through {row['backend']}"
    else:
        engine = f"Theano-PyMC {row['Theano-PyMC']}"
    return f"Python {row['python']}, {engine}, NumPy {row['numpy']}, {row['machine']}"


def _image(folder: str, stem: str) -> str:
    """Return the picture ``<stem>.png`` in base64; empty if it is not there."""
    path = os.path.join(folder, stem + ".png")
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as file:
        return base64.b64encode(file.read()).decode("ascii")


def _read(folder: str, name: str) -> Any:
    """Return the content of a JSON file; None where there is none yet."""
    path = os.path.join(folder, name)
    return files.read_json(path) if os.path.isfile(path) else None

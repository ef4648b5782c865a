"""One page of all that was obtained, made from the files under the results alone: no network, no script."""

import os
from typing import Dict, List, Optional

import jinja2

from reproduce import files
from reproduce.claims.conclusions import conclusions_table
from reproduce.config.recipes import RECIPES, titles
from reproduce.errors import StoreError
from reproduce.experiments.table import Table, grouped
from reproduce.fidelity import tables as fidelity
from reproduce.report import dot_plot, provenance, recipes, summary
from reproduce.report.sections import MARKS, image, read, sections, whole
from reproduce.runs.results_folder import by_recipe
from reproduce.thesis import interpretations

TEMPLATE = "page.html.j2"  # beside this file


def make(folder: str) -> str:
    """Write ``report.html`` from what `folder` holds, and return its path; `StoreError` if it holds nothing."""
    path = os.path.join(folder, "report.html")
    files.write_text(path, text(folder))
    return path


def text(folder: str) -> str:
    """Return the page of what `folder` holds; `StoreError` if it holds nothing."""
    if not any(os.path.isfile(os.path.join(folder, name)) for name in ("table1.json", "claims.json", "figure5.png")):
        raise StoreError(f"{folder} holds no results yet; `reproduce all` makes them")
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(os.path.dirname(os.path.abspath(__file__))),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(TEMPLATE).render(shown(folder)) + "\n"


def shown(folder: str) -> dict:
    """Return what the template shows: summary, sections of the experiments, recipes, readings, trainings."""
    judged = recipes.judged_in(folder)
    inferred = read(folder, fidelity.STEM + ".json")
    cards = sections(folder, judged)
    return {
        "made": provenance.of_today(),
        "counts": summary.counts(judged),
        "marks": MARKS,
        "reproduced": summary.reproduced(judged),
        "most_probable": summary.most_probable(inferred),
        "plot": _plot(folder),
        "plot_width": dot_plot.WIDTH,
        "sections": cards,
        "whole": whole(cards if "thesis" in judged else []),
        "recipes": [titles()[recipe] for recipe in judged],
        "conclusions": conclusions_table(judged["thesis"]) if "thesis" in judged else None,
        "by_recipe": recipes.tables(folder, judged),
        "readings": {"tables": fidelity.tables(inferred) if inferred else [], "image": image(folder, fidelity.STEM)},
        "interpretations": Table(
            interpretations.HEADER, [[cell.strip("`") for cell in row] for row in interpretations.rows()]
        ),
        "trainings": _trainings(folder),
    }


def _plot(folder: str) -> Dict[str, List]:
    """Return the panels of Table 1's dot plot, and what the colours of its dots stand for."""
    made = {name: rows for name, rows in by_recipe(folder, "table1.json").items() if RECIPES[name].is_reading}
    return {"panels": dot_plot.panels(made), "legend": [titles()[name] for name in made]}


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
        f"{stacks}. Each training stands in runs.csv.",
    )


def _stack(row: dict) -> str:
    """Return what made the training of a row of ``runs.csv``."""
    if row["engine"] == "pytensor":
        engine = f"PyTensor {row['pytensor']} through {row['backend']}"
    else:
        engine = f"Theano-PyMC {row['Theano-PyMC']}"
    return f"Python {row['python']}, {engine}, NumPy {row['numpy']}, {row['machine']}"

"""Pictures: what a figure shows is measured, written as CSV, drawn and saved."""

import importlib
import os
from typing import Any, List, Sequence

from figures import style
from reproduce import files
from reproduce.experiments.experiment import Experiment, prepare
from reproduce.experiments.options import Options
from reproduce.runs.store import Store

FORMATS = "png", "pdf"
DPI = 150


def make(experiments: Sequence[Experiment], options: Options, store: Store, folder: str) -> List[str]:
    """Make the pictures of some experiments into `folder`, and return the paths of their PNG files."""
    prepare(experiments, options, store, ", ".join(experiment.title for experiment in experiments))
    return [write(experiment, options, store, folder) for experiment in experiments]


def write(experiment: Experiment, options: Options, store: Store, folder: str) -> str:
    """Write ``.csv``, ``.png`` and ``.pdf`` of an experiment's picture, and return the path of the PNG file."""
    measured = experiment.picture.measure(options, store)
    stem = os.path.join(folder, experiment.stem)
    files.write_csv(stem + ".csv", experiment.picture.rows(measured))
    figure = draw(experiment, measured)
    if options.dataset != "mnist" and experiment.plan:
        figure.text(0.995, 0.005, f"{options.dataset}, not the thesis' data", ha="right", fontsize=8)
    save_all(figure, stem)
    return stem + ".png"


def draw(experiment: Experiment, measured: Any):
    """Return the Matplotlib figure of what was measured."""
    return drawn(experiment.picture.draw, measured)


def drawn(function: str, *arguments: Any):
    """Return the Matplotlib figure that ``module:function`` of `figures` draws of the arguments."""
    module, name = function.split(":")
    with style.ours():
        return getattr(importlib.import_module(module), name)(*arguments)


def save_all(figure, stem: str) -> None:
    """Save a Matplotlib figure as ``<stem>.png`` and ``.pdf``."""
    for kind in FORMATS:
        save(figure, f"{stem}.{kind}")


def save(figure, path: str) -> None:
    """Save a Matplotlib figure; the same figure gives the same file, since the date is left out."""
    kind = os.path.splitext(path)[1][1:]
    with style.ours(), files.atomic(path) as file:
        figure.savefig(file, format=kind, dpi=DPI, metadata={"CreationDate": None} if kind == "pdf" else None)

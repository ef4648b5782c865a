"""Figures from runs: what is missing is trained, then picture and numbers are written."""

import importlib
import os

from reproduce import files
from reproduce.runs.store import plan_of

NUMBERS = tuple(range(1, 13))
FLAT = NUMBERS[:9]  # those whose models have no prior on the pose; the trainings of the others take hours
FORMATS = "png", "pdf"
DPI = 150


def module(number):
    """The module of figure `number`: CAPTION, configs, measure, table and draw.

    ``configs(options)``: the trainings that it needs, list of Config. ``measure(options, store)``: what it shows.
    ``drawn(options, made)``, where not all of them are drawn: those that are, by the metrics of all.
    ``table(measured)``: the same as rows for a CSV. ``draw(measured)``: a Matplotlib figure.
    """
    return importlib.import_module(f"figures.figure{number}")


def make(numbers, options, store, folder):
    """Make some figures; their trainings go side by side first.

    Parameters
    ----------
    numbers : sequence of int
    options : reproduce.experiments.options.Options
    store : reproduce.runs.store.Store
    folder : str
        Receives ``figureN.png``, ``.pdf`` and ``.csv``.

    Returns
    -------
    list of str
        Paths of the pictures.
    """
    modules = {number: module(number) for number in numbers}
    trainings = [config for figure in modules.values() for config in figure.configs(options)]
    if trainings:
        store.check(options.dataset)
        store.make(plan_of(trainings), "Figure" + "s" * (len(numbers) > 1) + " " + ", ".join(map(str, numbers)))
    files.make_folder(folder)
    return [
        write(figure, options, store, os.path.join(folder, f"figure{number}")) for number, figure in modules.items()
    ]


def write(module, options, store, stem):
    """``.png``, ``.pdf`` and ``.csv`` at the path `stem` of the figure of a module like that of `module`; returns the
    path of the first."""
    measured = module.measure(options, store)
    rows = module.table(measured)
    files.write_csv(stem + ".csv", rows, list(rows[0]))
    figure = module.draw(measured)
    if options.dataset != "mnist" and module.configs(options):
        figure.text(0.995, 0.005, f"{options.dataset}, not the thesis' data", ha="right", fontsize=8)
    for kind in FORMATS:
        with files.atomic(f"{stem}.{kind}") as file:
            # Without the date, the same numbers give the same file.
            figure.savefig(file, format=kind, dpi=DPI, metadata={"CreationDate": None} if kind == "pdf" else None)
    return stem + ".png"

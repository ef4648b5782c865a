"""Pictures: what a figure shows is measured, written as CSV, drawn and saved."""

import importlib
import os
from typing import Any, List, Sequence

from PIL import Image

from figures import palette, style
from reproduce import files
from reproduce.data.registry import image_shape
from reproduce.experiments.experiment import FORMATS, Experiment, prepare
from reproduce.experiments.options import Options
from reproduce.runs.store import Store

COLOURS = 128  # of a PNG: an eighth less than with 256, and no eye tells them apart
# What stands in a file, and when it was made: the latter is left out, so that the same figure gives the same file.
METADATA = {"pdf": {"CreationDate": None}, "svg": {"Date": None}}


def make(experiments: Sequence[Experiment], options: Options, store: Store, folder: str) -> List[str]:
    """Make the pictures of some experiments into `folder`, and return the paths of their PNG files."""
    prepare(experiments, options, store, ", ".join(experiment.title for experiment in experiments))
    return [write(experiment, options, store, folder) for experiment in experiments]


def write(experiment: Experiment, options: Options, store: Store, folder: str) -> str:
    """Write ``.csv``, ``.png`` and the like of an experiment's picture, and return the path of the PNG file."""
    measured = experiment.picture.measure(options, store)
    stem = os.path.join(folder, experiment.stem)
    files.write_csv(stem + ".csv", experiment.picture.rows(measured))
    figure = draw(experiment, measured)
    if options.dataset != "mnist" and experiment.plan:
        # Six points fit into the edge of every figure, below its images.
        figure.text(0.995, 0, f"{options.dataset}, not the thesis' data", ha="right", va="bottom", fontsize=6)
    save_all(figure, stem, experiment.picture.formats, in_colour=image_shape(options.dataset)[0] > 1)
    return stem + ".png"


def draw(experiment: Experiment, measured: Any):
    """Return the Matplotlib figure of what was measured."""
    return drawn(experiment.picture.draw, measured)


def drawn(function: str, *arguments: Any):
    """Return the Matplotlib figure that ``module:function`` of `figures` draws of the arguments."""
    module, name = function.split(":")
    with style.applied():
        return getattr(importlib.import_module(module), name)(*arguments)


def save_all(figure, stem: str, formats: Sequence[str] = FORMATS, in_colour: bool = False) -> None:
    """Save a Matplotlib figure as ``<stem>.png`` and the like; `in_colour` as of `save`."""
    for kind in formats:
        save(figure, f"{stem}.{kind}", in_colour)


def save(figure, path: str, in_colour: bool = False) -> None:
    """Save a Matplotlib figure under our style; the same figure gives the same file.

    `in_colour`: a PNG keeps all its colours, for images that have more than our palettes hold.
    """
    kind = os.path.splitext(path)[1][1:]
    with files.atomic(path) as file, style.applied():
        if kind == "png":  # with a palette: about half as large as Matplotlib's
            rgb = palette.rgb_of(figure)
            (Image.fromarray(rgb) if in_colour else palette.indexed(rgb, COLOURS)).save(
                file, format="png", optimize=True
            )
        else:
            figure.savefig(file, format=kind, metadata=METADATA[kind])

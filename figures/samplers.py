"""Figures 6, 7 and 9: panels of samples, a model with its code's dimensions each."""

from collections import namedtuple

import numpy as np

from figures.grids import draw_panels
from original.spec import MODELS
from reproduce.experiments.names import NAMES
from reproduce.runs.store import plan_of

ROWS = COLUMNS = 10  # samples in a panel

Panel = namedtuple("Panel", "model dimensions plane", defaults=[False])
Panel.__doc__ = """One grid of samples.

model : str
dimensions : int, of the code as `reproduce.experiments.options.Options.count` counts; of z alone where `plane`
plane : bool, z goes over a grid of the normal distribution's quantiles in 2 dimensions, in place of draws
"""


def dim_z(panel, options):
    return panel.dimensions if panel.plane else options.dim_z(panel.model, panel.dimensions)


def configs(panels, options):
    """The trainings behind the panels."""
    return [config for panel in panels for config in options.trainings(panel.model, dim_z(panel, options))]


def measure(panels, options, store):
    """For each panel ``model``, ``dim_z``, ``dim_u``, ``run``, ``codes`` (N, dim_z) and ``images`` (N, H, W)."""
    from reproduce.evaluation.sampling import decode, draw_codes, quantile_grid

    store.make(plan_of(options.config(panel.model, dim_z(panel, options)) for panel in panels), "Samples")
    measured = []
    for panel in panels:
        config = options.config(panel.model, dim_z(panel, options))
        codes = quantile_grid(ROWS, COLUMNS) if panel.plane else draw_codes(ROWS * COLUMNS, config.dim_z, options.draws)
        measured.append(
            {
                "model": panel.model,
                "dim_z": config.dim_z,
                "dim_u": MODELS[panel.model].dim_u(),
                "run": config.key(),
                "codes": codes,
                "images": decode(store.network(config), codes, _pose(config, options, store)),
            }
        )
    return measured


def _pose(config, options, store):
    """The pose of all samples, as `reproduce.evaluation.sampling.decode` takes it."""
    if options.pose != "mean" or not config.dim_u:
        return "identity"  # without a pose there is nothing else
    return np.tile(store.mean_pose(config), (ROWS * COLUMNS, 1))


def table(panels):
    """One row for each sample: where it stands, its code, and its ink (mean of the pixels)."""
    rows = []
    for panel in panels:
        for number, (code, image) in enumerate(zip(panel["codes"], panel["images"])):
            rows.append(
                {
                    "model": panel["model"],
                    "dim_z": panel["dim_z"],
                    "dim_u": panel["dim_u"],
                    "run": panel["run"],
                    "row": number // COLUMNS + 1,
                    "column": number % COLUMNS + 1,
                    "ink": round(float(image.mean()), 4),
                    "z": " ".join(f"{value:.4f}" for value in code),
                }
            )
    return rows


def draw(panels, columns=2):
    """The panels as a figure, so many side by side."""
    titles = [
        "{}, dim z = {}{}".format(
            NAMES[panel["model"]], panel["dim_z"], ", dim u = {}".format(panel["dim_u"]) if panel["dim_u"] else ""
        )
        for panel in panels
    ]
    return draw_panels([np.asarray(panel["images"]) for panel in panels], titles, columns, COLUMNS)

"""What the thesis may have run: Table 1's models under other readings of what it leaves open, one at a time.

Used by docs/fidelity.md. Every reading is a set of settings beside the thesis' own; each trains some of the table's
models, and is judged by how many of the table's numbers it brings within reach.
"""

import dataclasses
import os

from reproduce import files
from reproduce.config import PER_DIM, Config
from reproduce.errors import ConfigError
from reproduce.experiments import render, table1
from reproduce.experiments.recipes import RECIPES
from reproduce.thesis import reported as compare

INPUTS = [("VAE", 8), ("VAE", 20), ("Affine-TVAE", 8), ("Affine-DTVAE", 20)]
ALL_MODELS = [(name, dim) for dim in (8, 20) for name in ("VAE", "Affine-TVAE", "TPS-TVAE", "Affine-DTVAE")]


def alternatives():
    """Return {title: settings} of what `Config`'s fields name as other readings, one at a time."""
    return {
        title: settings
        for field in dataclasses.fields(Config)
        for reading in field.metadata["readings"]
        for title, settings in reading.alternatives
    }


# Combinations of them, and what the author's program is known to do.
COMBINATIONS = {
    "author": RECIPES["author"],
    "author, divergence averaged": dict(RECIPES["author"], kl_weight=PER_DIM),
    "author, Adam 1e-4": dict(RECIPES["author"], optimizer="adam", learning_rate=1e-4),
    "author, Adam 1e-3": dict(RECIPES["author"], optimizer="adam", learning_rate=1e-3),
    "author, momentum 1e-3": dict(RECIPES["author"], optimizer="momentum", learning_rate=1e-3),
    "author, rate 0.1": dict(RECIPES["author"], learning_rate=0.1),
    "divergence averaged, Glorot into the pose": {"kl_weight": PER_DIM, "localization_init": "glorot"},
}

# Title: (settings of Config, the codes that the SVM gets).
READINGS = {"as adopted": ({}, "mean"), "codes drawn, not means": ({}, "drawn")}
READINGS.update((title, (settings, "mean")) for title, settings in dict(alternatives(), **COMBINATIONS).items())


def layouts(seeds, settings, inputs=None, readings=None):
    """{reading: Layout}; `settings` are those of all readings, the data set for instance."""
    unknown = sorted(set(readings or ()) - set(READINGS))
    if unknown:
        raise ConfigError("unknown reading {}; they are {}".format(", ".join(unknown), ", ".join(READINGS)))
    return {
        name: table1.Layout(inputs or INPUTS, seeds, dict(settings, **READINGS[name][0]), codes=READINGS[name][1])
        for name in readings or READINGS
    }


def make(store, by_reading):
    """Train what is missing, measure, and return {reading: rows as of `reproduce.experiments.table1.make`}."""
    plan = {}
    for layout in by_reading.values():
        for config in table1.trainings(layout):
            plan[config] = plan.get(config, ()) + (table1.LINEAR_SVM[layout.codes],)
    store.check(next(iter(plan)).dataset)
    store.make(plan, "Readings")
    return {name: table1.make(layout, store) for name, layout in by_reading.items()}


def within_reach(rows):
    """How many of the thesis' numbers lie within `compare.TOLERANCE` of its deviations, of how many."""
    verdicts = [verdict["within"] for row in rows for verdict in (row["verdict"] or {}).values()]
    return sum(verdicts), len(verdicts)


def render_readings(made):
    """(header, cells) for `reproduce.experiments.render`.

    Test accuracy and dimensions in use by model, numbers within reach.
    """
    inputs = [(row["input"], row["dim"]) for row in next(iter(made.values()))]
    header = ["reading"] + ["{} ({})".format(*pair) for pair in inputs] + [f"within {compare.TOLERANCE} sd"]
    reported = next(iter(made.values()))[0]["reported"] is not None
    cells = (
        [["thesis"] + [table1.in_short(row["reported"]) for row in next(iter(made.values()))] + [""]]
        if reported
        else []
    )
    for name, rows in made.items():
        cells.append(
            [name] + [_cell(row) for row in rows] + ["{} of {}".format(*within_reach(rows)) if reported else ""]
        )
    return header, cells


def _cell(row):
    return "{}; {:.3g} in use".format(table1.in_short(row["obtained"]), round(table1.mean_in_use(row), 1))


def write(made, folder):
    """``readings.json`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "readings.json"), made)
    files.write_text(
        os.path.join(folder, "readings.md"),
        "{}\n\n{}\n".format(
            render.markdown_table(*render_readings(made)),
            "Cross-validated / test accuracy in percent, mean over {} seed(s), and code dimensions in use.".format(
                len(next(iter(made.values()))[0]["per_seed"])
            ),
        ),
    )

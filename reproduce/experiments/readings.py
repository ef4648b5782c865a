"""Table 1's models under other readings of what the thesis leaves open, one at a time: what the thesis may have run.

Used by docs/fidelity.md. Every reading is a set of settings beside the thesis' own; each trains some of the table's
models, and is judged by how many of the table's numbers it brings within reach.
"""

import dataclasses
from typing import Dict, List, Tuple

from original.spec import thesis_models
from reproduce.config import LARGEST, PER_DIM, Config
from reproduce.config.recipes import AS_WRITTEN, RECIPES
from reproduce.data import registry
from reproduce.errors import ConfigError
from reproduce.experiments import table1
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, union_of
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table
from reproduce.suggestions import did_you_mean
from reproduce.thesis import reported as compare

INPUTS = [("vae", 8), ("vae", 20), ("tvae_affine", 8), ("dtvae_affine", 20)]


def alternatives() -> Dict[str, dict]:
    """Return {title: settings} of what `Config`'s fields name as other readings, one at a time."""
    return {
        title: settings
        for field in dataclasses.fields(Config)
        for reading in field.metadata["readings"]
        for title, settings in reading.alternatives
    }


# Combinations of them, and what the author's program is known to do.
COMBINATIONS = {
    "author": RECIPES["author"].settings,
    "author, divergence averaged": dict(RECIPES["author"].settings, kl_weight=PER_DIM),
    "author, pixels above one half": dict(RECIPES["author"].settings, binarize="threshold"),
    "author, Adam 1e-4": dict(RECIPES["author"].settings, optimizer="adam", learning_rate=1e-4),
    "author, Adam 1e-3": dict(RECIPES["author"].settings, optimizer="adam", learning_rate=1e-3),
    "author, momentum 1e-3": dict(RECIPES["author"].settings, optimizer="momentum", learning_rate=1e-3),
    "author, rate 0.1": dict(RECIPES["author"].settings, learning_rate=0.1),
    "author, epsilon 1e-8": dict(RECIPES["author"].settings, epsilon=1e-8),
    "divergence averaged, Glorot into the pose": {"kl_weight": PER_DIM, "localization_init": "glorot"},
}

# Title: (settings of Config, the codes that the SVM gets).
READINGS: Dict[str, Tuple[dict, str]] = {AS_WRITTEN: ({}, "mean"), "codes drawn, not means": ({}, "drawn")}
READINGS.update((title, (settings, "mean")) for title, settings in {**alternatives(), **COMBINATIONS}.items())
READINGS["author, codes drawn"] = (COMBINATIONS["author"], "drawn")


def inputs_of(options: Options) -> List[table1.Input]:
    """Return the inputs that each reading trains."""
    return [(model, dim) for dim in table1.DIMENSIONS for model in thesis_models()] if options.all_models else INPUTS


def by_reading(options: Options) -> Dict[str, Options]:
    """Return the options of Table 1 under each reading; `ConfigError` for the name of none in ``options.only``."""
    unknown = sorted(set(options.only or ()) - set(READINGS))
    if unknown:
        meant = did_you_mean(unknown[0], READINGS) if len(unknown) == 1 else ""
        raise ConfigError(f"unknown reading {', '.join(unknown)}; they are {', '.join(READINGS)}{meant}")
    images = registry.num_training(options.dataset) or LARGEST
    chosen = {
        name: READINGS[name]
        for name in options.only or READINGS
        if options.only or READINGS[name][0].get("train_images", 0) <= images
    }
    return {
        name: dataclasses.replace(options, settings={**options.settings, **settings}, codes=codes)
        for name, (settings, codes) in chosen.items()
    }


def plan(options: Options) -> Dict:
    """Return the trainings of all readings, and what is measured on each, as `Store.make` takes it."""
    return union_of(table1.plan(reading, inputs_of(reading)) for reading in by_reading(options).values())


def content(options: Options, store) -> Dict[str, List[dict]]:
    """Return {reading: rows as of `reproduce.experiments.table1.content`}."""
    return {name: table1.content(reading, store, inputs_of(reading)) for name, reading in by_reading(options).items()}


def within_reach(rows: List[dict]) -> Tuple[int, int]:
    """Return how many of the thesis' numbers lie within `compare.TOLERANCE` of its deviations, and of how many."""
    verdicts = [verdict["within"] for row in rows for verdict in (row["verdict"] or {}).values()]
    return sum(verdicts), len(verdicts)


def tables(made: Dict[str, List[dict]]) -> List[Table]:
    """Return the table: accuracies and dimensions in use by model, numbers within reach."""
    first = next(iter(made.values()))
    compared = first[0]["reported"] is not None
    header = ["reading"] + [table1.named(row) for row in first] + [f"within {compare.TOLERANCE} sd"]
    cells = [["thesis"] + [table1.in_short(row["reported"]) for row in first] + [""]] if compared else []
    for name, rows in made.items():
        reached, of = within_reach(rows)
        cells.append([name] + [_cell(row) for row in rows] + [f"{reached} of {of}" if compared else ""])
    seeds = len(first[0]["per_seed"])
    caption = f"Cross-validated / test accuracy in percent, mean over {seeds} seed(s), and code dimensions in use."
    return [Table(header, cells, caption)]


def _cell(row):
    return f"{table1.in_short(row['obtained'])}; {round(table1.mean_in_use(row), 1):.3g} in use"


EXPERIMENTS.add(
    Experiment(
        name="readings",
        title="Readings",
        section="V.ii.1",
        help="Table 1's models under other readings of the thesis",
        about=(
            "Some of Table 1's models under other readings of what the thesis leaves open, one at a time: which of "
            "them brings its numbers within reach? Used by docs/fidelity.md. Each model is trained under each reading."
        ),
        takes="hours",
        stem="readings",
        plan=plan,
        content=content,
        tables=tables,
        options=("only", "all_models"),
        in_all=False,
    )
)

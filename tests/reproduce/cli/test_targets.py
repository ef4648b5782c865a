"""The generated list of targets is current, and the table of commands has a line for each experiment."""

import os
import re

from reproduce.cli import targets
from reproduce.experiments.experiment import EXPERIMENTS

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


def read(name):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        return file.read()


def test_the_targets_are_those_of_the_registry():
    assert read(targets.PATH) == targets.makefile(), "run `python -m reproduce.cli.targets`"


def test_make_lists_every_experiment_once_with_its_time():
    lines = re.findall(r"^## ([a-z0-9]+) .*", read(targets.PATH), re.MULTILINE)
    assert lines == list(EXPERIMENTS)
    assert all(experiment.takes for experiment in EXPERIMENTS.values())


def test_the_table_of_commands_names_the_files():
    rows = {row[0]: row[2] for row in targets.commands().rows}
    assert len(rows) == len(EXPERIMENTS)
    assert rows["`make table1`"] == "`results/table1.{json,csv,md}`"
    assert rows["`make denoising`"] == "`results/denoising.{json,md,png,pdf,csv}`"
    assert rows["`make figure5`"] == "`results/figure5.{png,pdf,csv}`"
    assert targets.commands().markdown().count("\n") == len(EXPERIMENTS) + 1

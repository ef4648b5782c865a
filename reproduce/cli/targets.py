"""The Makefile's targets and the documentation's table of commands, both from the registry of experiments.

``python -m reproduce.cli.targets`` writes the targets again, after an experiment was added or described anew.
"""

import os

from reproduce import files
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.table import Table

PATH = os.path.join("tools", "targets.mk")  # in the repository
WIDTH = 93  # of a name and its help, before the time


def makefile() -> str:
    """Return the targets, with a line for each in the list that ``make help`` prints."""
    lines = [
        "# Written by `python -m reproduce.cli.targets`: the experiments that are declared in reproduce/experiments.",
        "EXPERIMENTS = " + " ".join(EXPERIMENTS),
        "",
    ]
    for experiment in EXPERIMENTS.values():
        lines.append(f"## {f'{experiment.name:14} {experiment.help}':{WIDTH}}{experiment.takes}".rstrip())
    return "\n".join(lines) + "\n"


def commands() -> Table:
    """Return the table of the commands that make tables and figures, for the documentation."""
    rows = [
        [f"`make {experiment.name}`", experiment.help, f"`results/{experiment.outputs}`", experiment.takes]
        for experiment in EXPERIMENTS.values()
    ]
    return Table(["command", "makes", "files", "time on 2 cores"], rows)


if __name__ == "__main__":
    files.write_text(PATH, makefile())

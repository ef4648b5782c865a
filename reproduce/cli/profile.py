"""``--profile``: where the time of a command went."""

import time
from argparse import Namespace
from typing import Dict, Optional

from reproduce import spans
from reproduce.errors import ConfigError
from reproduce.experiments.table import Table
from reproduce.runs.parallel import default_jobs
from reproduce.spans import Spent
from reproduce.stack.cores import cores


def run(arguments: Namespace) -> Optional[int]:
    """Run the command and print the table, also of one that was interrupted; returns the exit code."""
    if arguments.scheduler:
        raise ConfigError("--profile measures this machine, and --scheduler works on others: leave one out")
    start = time.monotonic()
    with spans.collected() as spent:
        try:
            return arguments.command.run(arguments)
        finally:
            print("\n" + table(spent(), time.monotonic() - start, arguments.jobs or default_jobs(cores())).text())


def table(spent: Dict[str, Spent], seconds: float, jobs: int) -> Table:
    """Return what was `spent` in the `seconds` of a command, by `jobs` processes side by side."""
    whole = jobs * seconds
    rest = max(0.0, whole - sum(each.seconds for each in spent.values()))
    rows = [[what, *_cells(each.seconds, whole), each.times] for what, each in spent.items()]
    rows.append(["starting, drawing, and processes that waited", *_cells(rest, whole), ""])
    caption = f"{seconds:.1f} s, {jobs} at a time: {whole:.1f} s together. A span within another counts once."
    return Table(["spent on", "s", "%", "times"], rows, caption, "Where the time went")


def _cells(seconds, whole):
    return [f"{seconds:.1f}", f"{100 * seconds / whole if whole else 0:.1f}"]

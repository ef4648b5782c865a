"""``reproduce runs``: what is stored, as commands; each calls the modules that do the work."""

import json
import os
from argparse import Namespace
from typing import Any

from reproduce.cli.arguments import ENGINE
from reproduce.cli.command import Command
from reproduce.experiments.table import Table


def _root(arguments):
    return os.path.join(arguments.results, "runs")


def _print(arguments: Namespace, table: Table, content: Any) -> None:
    """Print the table, or the content as JSON where that is asked for."""
    print(json.dumps(content, indent=2) if arguments.json else table.text())


def show_all(arguments: Namespace) -> None:
    """Print the stored runs."""
    from reproduce.cli import runs
    from reproduce.runs import listing

    found = listing.matching(listing.stored(_root(arguments)), arguments.runs)
    _print(arguments, runs.table(found), runs.rows(found))


def show_one(arguments: Namespace) -> None:
    """Print all that is known of one run."""
    from reproduce.cli import runs
    from reproduce.runs import listing

    run = listing.find(_root(arguments), arguments.run)
    _print(arguments, runs.described(run), runs.description(run))


def compare(arguments: Namespace) -> None:
    """Print what differs between two runs."""
    from reproduce.cli import runs
    from reproduce.runs import listing

    pair = [listing.find(_root(arguments), name) for name in (arguments.run, arguments.other)]
    _print(arguments, runs.compared(*pair), runs.difference(*pair))


def remove(arguments: Namespace) -> None:
    """Remove runs, after they were shown."""
    from reproduce.runs import listing, removal

    found = {run.folder: run for run in (listing.find(_root(arguments), name) for name in arguments.chosen)}
    _remove(arguments, [removal.Leftover(run.folder, run.state, run.size, run.folder) for run in found.values()])


def collect(arguments: Namespace) -> None:
    """Remove what is left over, after it was shown."""
    from reproduce.runs import listing, removal

    found = removal.leftovers(listing.stored(_root(arguments)))
    if arguments.compiled:
        from reproduce.stack import engine

        found += removal.compiled(engine.compiled_folder())
    _remove(arguments, found)


def _remove(arguments, found):
    from reproduce.cli import runs
    from reproduce.runs import removal

    if not found:
        print("Nothing is left over.")
        return
    print(runs.leftovers_table(found).text())
    if runs.confirmed(arguments.yes):
        removal.remove(found)
        print("Removed.")
    else:
        print("Nothing is removed.")


STORED = Command(
    "runs",
    "the stored trainings: list, show, compare, remove",
    "The trainings under results/runs. A RUN is a part of a name that no other has, or a folder.",
    examples=("runs list", "runs show tvae_affine-z8-s0", "runs gc"),
    parts=(
        Command(
            "list",
            "all of them, or those whose names have one of the parts",
            "List the stored runs: how far they are, bound, dimensions in use, size, age, engine, and the settings "
            "that differ from the default.",
            show_all,
            ("runs", "json", "results"),
            helps={"runs": "parts of names"},
            examples=("runs list", "runs list z20 --json"),
        ),
        Command(
            "show",
            "all that is known of one",
            "Show settings, versions and metrics of a run, and how to go on with it.",
            show_one,
            ("run", "json", "results"),
            examples=("runs show vae-z8-s0",),
        ),
        Command(
            "diff",
            "what differs between two",
            "Compare settings, engine, versions and results of two runs; what is the same is left out.",
            compare,
            ("run", "other", "json", "results"),
            examples=("runs diff vae-z8-s0 vae-z8-s1",),
        ),
        Command(
            "remove",
            "remove some",
            "Show the runs, ask, and remove them. Their lines of evidence stay. A run that is being trained is never "
            "removed.",
            remove,
            ("chosen", "yes", "results"),
            examples=("runs remove vae-z8-s0",),
        ),
        Command(
            "gc",
            "remove what is left over",
            "Show what no command needs any more, ask, and remove it: runs of an earlier version of the numerics, "
            "checkpoints of finished trainings, files that were set aside as damaged or never finished; with "
            "--compiled the engine's compiled code.",
            collect,
            ("yes", "compiled") + ENGINE + ("results",),
            examples=("runs gc", "runs gc --yes --compiled"),
        ),
    ),
)

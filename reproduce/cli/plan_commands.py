"""``reproduce plan``: for each command that trains, what it would still have to make."""

import dataclasses
import functools
import json
from argparse import Namespace
from typing import Dict, Iterable

from reproduce.cli import actions
from reproduce.cli.command import Command
from reproduce.cli.parser import options_from
from reproduce.experiments.experiment import union_of, union_of_plans
from reproduce.experiments.options import Options

# Of these a plan depends on nothing that only making needs.
NEEDLESS = ("pretrained", "from_evidence", "scheduler", "together", "mnist_dir", "profile")


def group(commands: Iterable[Command]) -> Command:
    """Return the command that plans those of the `commands` that train."""
    return Command(
        "plan",
        "what a command would train, and about how long it takes",
        "Say which trainings a command finds, which it would make, and about how long they take, by the speeds that "
        "were measured. Trains nothing.",
        examples=("plan table1 --seeds 3", "plan claims"),
        parts=tuple(_planning(command) for command in commands if command.plan),
    )


def _planning(command):
    return dataclasses.replace(
        command,
        about=f"What `reproduce {command.name}` would train under the same options, and about how long it takes.",
        run=functools.partial(show, command),
        examples=tuple(f"plan {line}" for line in command.examples[:1]),
        reads=tuple(name for name in command.reads if name not in NEEDLESS) + ("json",),
    )


def show(command: Command, arguments: Namespace) -> None:
    """Print what `command` would make."""
    from reproduce.cli import plan
    from reproduce.runs import parallel, schedule

    store = actions.store_of(arguments)
    speeds, measured = schedule.measured_speeds(store.root)
    found = schedule.planned(store, command.plan(options_from(arguments)), speeds)
    if arguments.json:
        print(json.dumps(plan.rows(found), indent=2))
        return
    jobs = arguments.jobs or parallel.default_jobs(sum(planned.epochs > 0 for planned in found))
    print(plan.table(found, jobs, measured).text())


def of_figures(options: Options) -> Dict:
    """Return what figures 1 to 9 are made from."""
    return union_of_plans(actions.named(actions.FIGURES), options)


def of_claims(options: Options) -> Dict:
    """Return what the claims are judged by."""
    from reproduce.claims import gathering

    return gathering.plan(options)


def of_core(options: Options) -> Dict:
    """Return what Table 1, figures 1 to 9, sample quality and the claims are made from."""
    return union_of([union_of_plans(actions.named(actions.CORE), options), of_claims(options)])


def of_all(options: Options) -> Dict:
    """Return what every table and figure and the claims are made from."""
    options = dataclasses.replace(options, ours=True)
    return union_of([union_of_plans(actions.in_all(), options), of_claims(options)])

"""The command ``reproduce``: all commands as data, and what happens when one is typed."""

import functools
import os
import sys
from typing import List, Optional, Sequence

from original.registry import Registry
from reproduce import notices
from reproduce.cli import actions, completion, ending, plan_commands
from reproduce.cli.arguments import ENGINE, GRID, GRID_SETTINGS, OWN_IMAGES
from reproduce.cli.command import PICTURES, VERDICTS, Command
from reproduce.cli.parser import parser_of
from reproduce.cli.model_commands import OF_MODELS
from reproduce.cli.other_commands import OTHERS
from reproduce.cli.run_commands import STORED
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.runs import interrupts
from reproduce.stack import device, engine

GOES_ON = "What is trained already is not trained again, and an interrupted run goes on."


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run the command line; returns the exit code."""
    return ending.exit_code_of(lambda: _run(argv))


def _run(argv):
    words = sys.argv[1:] if argv is None else argv
    parser = parser_of(commands().values(), None if completion.is_asked() else words)
    completion.answer(parser)
    arguments = parser.parse_args(words)
    if not (arguments.command and arguments.command.run):
        arguments.parser.print_help()
        return 0
    notices.choose(getattr(arguments, "quiet", False), getattr(arguments, "verbose", False))
    _choose_engine(arguments)
    with interrupts.terminated_like_interrupted():
        return _carry_out(arguments)


def _carry_out(arguments):
    if getattr(arguments, "profile", False):
        from reproduce.cli import profile

        return profile.run(arguments)
    return arguments.command.run(arguments)


def commands() -> Registry:
    """Return all commands: one for each experiment, and those beside them."""
    of_experiments = [_of_experiment(experiment) for experiment in EXPERIMENTS.values()]
    making = of_experiments + _grids()
    return Registry("command", [*making, *OTHERS, *OF_MODELS, STORED, plan_commands.group(making)])


def _of_experiment(experiment: Experiment) -> Command:
    """Return the command that makes one experiment; where nothing is trained, it has no options of trainings."""
    trains = experiment.plan is not None
    return Command(
        experiment.name,
        f"{experiment.title}: {experiment.help}" if experiment.title[-1].isdigit() else experiment.help,
        f"{experiment.title} (section {experiment.section}): {experiment.about or experiment.help + '.'} "
        f"Writes {os.path.join('results', experiment.outputs)}. Takes {experiment.takes}. {GOES_ON if trains else ''}",
        functools.partial(actions.make_experiment, experiment),
        experiment.options
        + (("pretrained",) if experiment.pretrained else ())
        + (("from_evidence",) if experiment.from_evidence else ())
        + (OWN_IMAGES if experiment.own_images else ())
        + (GRID if trains else ENGINE + ("results",)),
        GRID_SETTINGS if trains else (),
        {"pretrained": experiment.pretrained},
        PICTURES,
        _examples(experiment),
        plan=experiment.plan,
    )


def _examples(experiment):
    """Return command lines that show what an experiment's command can be asked for."""
    ways = (
        (experiment.pretrained, " --pretrained"),
        (experiment.from_evidence, " --from-evidence"),
        (experiment.plan, " --seeds 3"),
        (experiment.plan, " --dataset digits --epochs 2"),
    )
    return tuple(experiment.name + options for is_taken, options in ((True, ""), *ways) if is_taken)[:3]


def _grid(name, help, about, run, experiments, plan, implied=(), more=(), group=PICTURES, examples=()):
    options = dict.fromkeys(option for experiment in experiments for option in experiment.options)
    reads = tuple(option for option in options if option not in implied) + more + GRID
    short = f"{name} --dataset digits --epochs 2"
    examples = (name, short, *examples)
    return Command(name, help, about, run, reads, GRID_SETTINGS, group=group, examples=examples, plan=plan)


def _grids() -> List[Command]:
    """Return the commands that make several experiments, or judge them."""
    return [
        _grid(
            "figures",
            "figures 1 to 9",
            "Figures 1 to 9, their trainings side by side. Writes results/figureN.{png,pdf,csv}, of 1 to 4 .svg, too.",
            actions.make_figures,
            actions.named(actions.FIGURES),
            plan_commands.of_figures,
        ),
        _grid(
            "claims",
            "every claim of the thesis with a verdict",
            "Every number and claim beside what was obtained over all seeds, with a verdict whose criterion stands in "
            "reproduce/thesis/reported.json. Those of section VI, and of discrete codes, are judged by the tables of "
            "priors, likelihood, recovery, denoising and discrete as far as these are made. Writes "
            "results/claims.{json,csv,md}.",
            actions.judge,
            actions.named(["quality"]),
            plan_commands.of_claims,
            more=("from_evidence",),
            group=VERDICTS,
            examples=("claims --from-evidence",),
        ),
        _grid(
            "core",
            "Table 1, figures 1 to 9, sample quality, claims, report",
            "What the thesis' own claims rest on, about an hour for each seed: all trainings side by side, then Table "
            f"1, figures 1 to 9, sample quality, claims and report. {GOES_ON}",
            actions.make_core,
            actions.named(actions.CORE),
            plan_commands.of_core,
            examples=("core --seeds 3",),
        ),
        _grid(
            "all",
            "every table and figure, claims and report",
            "Everything: all trainings side by side, then every table, models of ours included, every figure, claims "
            f"and report. Takes hours for each seed. {GOES_ON}",
            actions.make_all,
            actions.in_all(),
            plan_commands.of_all,
            implied=("ours",),
        ),
    ]


def _choose_engine(arguments):
    if "engine" not in arguments.command.reads:
        return
    chosen, scheduler = getattr(arguments, "device", None), getattr(arguments, "scheduler", None)
    engine.choose(arguments.engine, arguments.backend, chosen, scheduler)
    if chosen:
        device.choose(chosen, scheduler)

"""The command ``reproduce``: all commands as data, and what happens when one is typed."""

import functools
import os
from typing import List, Optional, Sequence

from original.registry import Registry
from reproduce import notices
from reproduce.cli import actions, completion, ending, plan_commands
from reproduce.cli.arguments import ALL_SETTINGS, ENGINE, GRID, GRID_SETTINGS, TRAINS
from reproduce.cli.command import PICTURES, PROGRAM_ITSELF, RUNS, START, VERDICTS, Command
from reproduce.cli.parser import parser_of
from reproduce.cli.run_commands import STORED
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.runs import interrupts
from reproduce.stack import device, engine

GOES_ON = "What is trained already is not trained again, and an interrupted run goes on."

OTHERS = [  # the commands that make no experiment
    Command(
        "report",
        "one page of what was obtained",
        "Write report.html into the folder of the results, one page that needs no network, from the tables, "
        "figures and claims that are there; of other settings: --results results/trials.",
        actions.make_report,
        ("recipe",) + ENGINE + ("results",),
        ("dataset",),
        group=VERDICTS,
        examples=("report", "report --recipe tuned", "report --results results/trials"),
    ),
    Command(
        "recipes",
        "what each recipe makes of Table 1, figure 5, samples and claims",
        "Put Table 1, figure 5, sample quality and the claims side by side, as they were made under each recipe "
        "(--recipe). Trains nothing. Writes results/recipes.md.",
        actions.compare_recipes,
        ENGINE + ("results",),
        group=VERDICTS,
        examples=("recipes",),
    ),
    Command(
        "explore",
        "a page to play with: draw a digit, move its code and its pose",
        "Write explore.html into the folder of the results, one page whose models compute in the browser, from the "
        "pretrained weights: no data, no training, no network. With a RUN, or several, it is explore-runs.html and "
        "shows these. Takes 10 seconds.",
        actions.make_explorer,
        ("runs",) + ENGINE + ("results",),
        group=START,
        examples=("explore", "explore results/runs/my-run"),
    ),
    Command(
        "weights",
        "pretrained weights from what is trained",
        "Export the finished trainings of Table 1, figures 6 to 12 and the explorer, seed 0, in half precision, about "
        "1 MB each, and say which are missing. Trains nothing; needs MNIST, for the mean poses, the metrics in half "
        "precision and the codes of test images. Writes results/weights/*.npz and index.json, from which --pretrained "
        "draws. Takes 15 seconds for each that is not there yet.",
        actions.export_weights,
        ENGINE + ("mnist_dir", "results"),
        GRID_SETTINGS,
        group=RUNS,
        examples=("weights", "weights --results trials"),
    ),
    Command(
        "animations",
        "pictures that move, from the pretrained weights",
        "Animated PNGs from the pretrained weights, with no data: a walk through z at a fixed pose, and one template "
        "in affine and spline poses (sections II and III). Writes results/animations/{overview,walk,poses}.png and "
        "overview-still.png. Takes a minute.",
        actions.make_animations,
        ENGINE + ("results",),
        group=PICTURES,
        examples=("animations",),
    ),
    Command(
        "evidence",
        "what was trained under which settings, from committed lines",
        "List the evidence under results/evidence, one line of JSON for each training, and in the FOLDERs: "
        "settings that differ from the default, models, seeds, accuracies, dimensions in use. Lines of the same "
        "training are merged.",
        actions.show_evidence,
        ("folders", "json", "into", "results"),
        group=VERDICTS,
        examples=("evidence", "evidence --json", "evidence other/evidence --into all.jsonl"),
    ),
    Command(
        "infer",
        "which reading the thesis most probably ran, from the evidence",
        "Rank the readings of which the evidence has all models of Table 1: how probable are the thesis' numbers "
        "under the distribution of one further training? docs/fidelity.md states the model. Trains nothing. Writes "
        "results/infer.{json,md,png,pdf}. Takes 20 seconds.",
        actions.infer_reading,
        ("folders", "results"),
        group=VERDICTS,
        examples=("infer", "infer other/evidence"),
    ),
    Command(
        "train",
        "one model",
        "Train one model of figure 4 (section III, appendix A) with Adadelta, 50 epochs. Writes config.json, "
        "history.csv, weights.npz and metrics.json. Takes 2 to 4 minutes on two cores; an interrupted training "
        "goes on from its last checkpoint.",
        actions.train_one,
        ("out", "config", "checkpoint_minutes", "device") + ENGINE + ("mnist_dir", "results"),
        ALL_SETTINGS,
        group=RUNS,
        examples=(
            "train tvae_affine",
            "train vae --dim-z 20 --dataset digits --out my-run",
            "train --config my-run/config.json --seed 1 --out other-run",
        ),
    ),
    Command(
        "demo",
        "all four models, briefly, on digits that need no download",
        "Train the four models of figure 4 on scikit-learn's digits, print a table in Table 1's layout and draw "
        "samples. Its numbers are not comparable with the thesis'. Takes three minutes on two cores, most of them "
        "compiling.",
        actions.run_demo,
        ("epochs",) + TRAINS + ("results",),
        group=START,
        examples=("demo", "demo --epochs 10"),
    ),
    Command(
        "doctor",
        "what is installed, how fast it is, what is wrong",
        "Print versions, compiler, BLAS with its measured speed, device and data found, and what is wrong; exit "
        "code 1 if something is. Takes ten seconds.",
        actions.examine,
        ("json",) + ENGINE + ("mnist_dir", "results"),
        helps={"json": "print all of it as JSON"},
        group=START,
        examples=("doctor", "doctor --json", "doctor --engine pytensor --backend numba"),
    ),
    Command(
        "completion",
        "commands and options completed by the Tab key",
        "Print the script with which bash, zsh or fish completes commands, options and their values. For bash: "
        'eval "$(reproduce completion bash)" in ~/.bashrc; for zsh the same in ~/.zshrc; for fish: reproduce '
        "completion fish > ~/.config/fish/completions/reproduce.fish.",
        actions.print_completion,
        ("shell",),
        group=PROGRAM_ITSELF,
        examples=("completion bash", "completion zsh", "completion fish"),
    ),
]


def main(argv: Optional[Sequence[str]] = None) -> int:
    """Run the command line; returns the exit code."""
    return ending.exit_code_of(lambda: _run(argv))


def _run(argv):
    parser = parser_of(commands().values())
    completion.answer(parser)
    arguments = parser.parse_args(argv)
    if not (arguments.command and arguments.command.run):
        arguments.parser.print_help()
        return 0
    notices.choose(getattr(arguments, "quiet", False), getattr(arguments, "verbose", False))
    _choose_engine(arguments)
    with interrupts.terminated_like_interrupted():
        return arguments.command.run(arguments)


def commands() -> Registry:
    """Return all commands: one for each experiment, and those beside them."""
    of_experiments = [_of_experiment(experiment) for experiment in EXPERIMENTS.values()]
    making = of_experiments + _grids()
    return Registry("command", [*making, *OTHERS, STORED, plan_commands.group(making)])


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


def _grids() -> List[Command]:
    """Return the commands that make several experiments, or judge them."""

    def grid(name, help, about, run, experiments, plan, implied=(), more=(), group=PICTURES, examples=()):
        options = dict.fromkeys(option for experiment in experiments for option in experiment.options)
        reads = tuple(option for option in options if option not in implied) + more + GRID
        short = f"{name} --dataset digits --epochs 2"
        examples = (name, short, *examples)
        return Command(name, help, about, run, reads, GRID_SETTINGS, group=group, examples=examples, plan=plan)

    return [
        grid(
            "figures",
            "figures 1 to 9",
            "Figures 1 to 9, their trainings side by side. Writes results/figureN.{png,pdf,csv}, of 1 to 4 .svg, too.",
            actions.make_figures,
            actions.named(actions.FIGURES),
            plan_commands.of_figures,
        ),
        grid(
            "claims",
            "every claim of the thesis with a verdict",
            "Every number and claim beside what was obtained over all seeds, with a verdict whose criterion stands in "
            "reproduce/thesis/reported.json. Those of section VI are judged by the tables of priors, likelihood, "
            "recovery and denoising as far as these are made. Writes results/claims.{json,csv,md}.",
            actions.judge,
            actions.named(["quality"]),
            plan_commands.of_claims,
            more=("from_evidence",),
            group=VERDICTS,
            examples=("claims --from-evidence",),
        ),
        grid(
            "core",
            "Table 1, figures 1 to 9, sample quality, claims, report",
            "What the thesis' own claims rest on, about an hour for each seed: all trainings side by side, then Table "
            f"1, figures 1 to 9, sample quality, claims and report. {GOES_ON}",
            actions.make_core,
            actions.named(actions.CORE),
            plan_commands.of_core,
            examples=("core --seeds 3",),
        ),
        grid(
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

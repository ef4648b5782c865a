"""Actions of the commands: each calls the modules that do the work, which it imports only then."""

import contextlib
import dataclasses
import json
import os
import sys
from argparse import Namespace
from typing import Iterable, List

from reproduce.cli.parser import options_from, settings_from
from reproduce.config import Config
from reproduce.errors import ConfigError, DataError
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.runs import together
from reproduce.runs.store import Store

FIGURES = tuple(f"figure{number}" for number in range(1, 10))  # those whose models have no prior on the pose
CORE = ("table1", *FIGURES, "quality")


def named(names: Iterable[str]) -> List[Experiment]:
    """Return the experiments of these names."""
    return [EXPERIMENTS[name] for name in names]


def in_all() -> List[Experiment]:
    """Return the experiments that ``reproduce all`` makes."""
    return [experiment for experiment in EXPERIMENTS.values() if experiment.in_all]


def make_experiment(experiment: Experiment, arguments: Namespace) -> None:
    """Make one experiment: what is missing is trained, and its table and picture are written."""
    options, store = options_from(arguments), store_of(arguments)
    folder = _folder(arguments, options)
    with _pretrained_told(experiment, arguments):
        content = experiment.make(options, store)
    if experiment.content:
        experiment.write(content, folder)
        print(experiment.text(content) + "\n")
    if experiment.picture:
        from reproduce.report import pictures

        pictures.write(experiment, options, store, folder)
    print(f"Written to {os.path.join(folder, experiment.outputs)}")


@contextlib.contextmanager
def _pretrained_told(experiment, arguments):
    """Add to what is said about missing data that a figure needs none if it is drawn from pretrained weights."""
    try:
        yield
    except DataError as error:
        if not (experiment.picture and experiment.pretrained) or arguments.pretrained:
            raise
        remedy = "or draw it from the pretrained weights, which needs no data: --pretrained, for make PRETRAINED=1."
        raise DataError(f"{error}\n  {remedy}") from error


def make_figures(arguments: Namespace) -> None:
    """Make figures 1 to 9, their trainings side by side."""
    from reproduce.report import pictures

    options = options_from(arguments)
    paths = pictures.make(named(FIGURES), options, store_of(arguments), _folder(arguments, options))
    print(f"Written: {', '.join(paths)}, each with .pdf and .csv beside it")


def judge(arguments: Namespace) -> None:
    """Judge the claims, and print the verdicts."""
    from reproduce.claims import tables
    from reproduce.report import everything

    options = options_from(arguments)
    folder = _folder(arguments, options)
    print(tables.text(everything.judge(options, store_of(arguments), folder)))
    print(f"\nWritten to {os.path.join(folder, 'claims.{json,csv,md}')}")


def make_core(arguments: Namespace) -> None:
    """Make the experiments of `CORE`, claims and report."""
    from reproduce.experiments import table1

    options, store = options_from(arguments), store_of(arguments)
    ours = options.ours or table1.has_ours(options, store)  # rows of ours that are trained stay in the table
    _everything(arguments, dataclasses.replace(options, ours=ours), store, named(CORE))


def make_all(arguments: Namespace) -> None:
    """Make all experiments, models of ours included, claims and report."""
    options = dataclasses.replace(options_from(arguments), ours=True)
    _everything(arguments, options, store_of(arguments), in_all())


def _everything(arguments, options, store, experiments):
    from reproduce.report import everything

    folder = _folder(arguments, options)
    print(f"Written to {folder}, its report to {everything.make_all(options, store, folder, experiments)}")


def make_report(arguments: Namespace) -> None:
    """Write the report of what is there."""
    from reproduce.report import page

    print(f"Written to {page.make(_folder(arguments, options_from(arguments)))}")


def compare_recipes(arguments: Namespace) -> None:
    """Write what was made under several recipes, side by side."""
    from reproduce.report import recipes
    from reproduce.runs import results_folder

    folder = os.path.join(arguments.results, results_folder.subfolder({}))
    for table in recipes.write(folder):
        print(f"{table.title}\n\n{table.text()}\n")
    print(f"Written to {os.path.join(folder, recipes.NAME)}")


def make_explorer(arguments: Namespace) -> None:
    """Write the page to play with, of the pretrained models or of the runs that are named."""
    from reproduce.report.explore import page
    from reproduce.runs import pretrained

    if arguments.runs:
        path = page.make_of_runs(arguments.results, arguments.runs)
    else:
        path = page.make(arguments.results, pretrained.find(_weights_folder(arguments)))
    print(f"Written to {path}; open it in a browser")


def export_weights(arguments: Namespace) -> None:
    """Export pretrained weights, and print what they are and what is missing."""
    from reproduce.cli import export

    store = Store(os.path.join(arguments.results, "runs"), arguments.mnist_dir)
    folder = _weights_folder(arguments)
    print(export.text(*export.make(options_from(arguments), store, folder)))
    print(f"Written to {folder}")


def make_animations(arguments: Namespace) -> None:
    """Write the pictures that move."""
    from reproduce.report import animations
    from reproduce.runs import pretrained

    weights = pretrained.find(_weights_folder(arguments))
    folder = os.path.join(arguments.results, animations.FOLDER)
    # Missing data are told before anything is drawn.
    store = Store(os.path.join(arguments.results, "runs"), arguments.mnist_dir)
    dataset = store.dataset("mnist") if arguments.minima else None
    paths = animations.make(folder, weights)
    if dataset:
        paths.append(animations.make_minima(folder, dataset))
    print(f"Written: {', '.join(paths)}")


def show_evidence(arguments: Namespace) -> None:
    """Print the table of the evidence, and write the merged lines where they are asked for."""
    from reproduce.cli import evidence
    from reproduce.runs.evidence import FOLDER

    lines = evidence.gather(os.path.join(arguments.results, FOLDER), arguments.folders)
    rows = evidence.rows(lines)
    print(json.dumps(rows, indent=2) if arguments.json else evidence.table(rows).text())
    if arguments.into:
        evidence.write(lines, arguments.into)
        print(f"Written to {arguments.into}", file=sys.stderr)


def infer_reading(arguments: Namespace) -> None:
    """Rank the readings by the evidence, print the tables and draw the picture."""
    from reproduce.cli import evidence
    from reproduce.fidelity import content, tables
    from reproduce.report import pictures
    from reproduce.runs.evidence import FOLDER

    found = content.infer(evidence.gather(os.path.join(arguments.results, FOLDER), arguments.folders))
    tables.write(found, arguments.results)
    pictures.save_all(
        pictures.drawn("figures.inference:draw", found["thesis"], content.main_comparison(found)["readings"]),
        os.path.join(arguments.results, tables.STEM),
    )
    print(tables.text(found))
    print(f"\nWritten to {os.path.join(arguments.results, 'infer.{json,md,png,pdf}')}")


def train_one(arguments: Namespace) -> None:
    """Train one model, and print its metrics."""
    from reproduce.cli import train
    from reproduce.runs import description

    settings = settings_from(arguments)
    if arguments.config:
        settings = {**description.read_config(arguments.config).to_dict(), **settings}
    config, store = Config.from_dict(settings), store_of(arguments)
    folder = arguments.out or store.folder(config)
    print(train.make(config, folder, arguments.mnist_dir, arguments.checkpoint_minutes))
    if not arguments.out:
        store.record([config])


def run_demo(arguments: Namespace) -> None:
    """Run the demonstration, and print what came of it."""
    from reproduce.cli import demo

    print(demo.make(arguments.results, arguments.epochs, jobs=arguments.jobs, scheduler=arguments.scheduler))


def examine(arguments: Namespace) -> int:
    """Print what is installed, and return 1 if something is wrong."""
    from reproduce.cli import doctor

    return 1 if doctor.examine(arguments.results, arguments.mnist_dir, arguments.json) else 0


def print_completion(arguments: Namespace) -> None:
    """Print the script with which a shell completes what is typed."""
    from reproduce.cli import completion

    print(completion.script(arguments.shell))


def store_of(arguments: Namespace) -> Store:
    """Return the store of the runs under the results, or of the pretrained weights; some commands lack its options."""
    _check_together(arguments)
    root = os.path.join(arguments.results, "runs")
    mnist_dir, jobs, scheduler = [getattr(arguments, name, None) for name in ("mnist_dir", "jobs", "scheduler")]
    if getattr(arguments, "pretrained", False):
        from reproduce.runs import pretrained
        from reproduce.runs.pretrained_store import PretrainedStore

        return PretrainedStore(root, pretrained.find(_weights_folder(arguments)), mnist_dir, jobs)
    if getattr(arguments, "from_evidence", False):
        from reproduce.runs.evidence import FOLDER
        from reproduce.runs.evidence_store import EvidenceStore

        return EvidenceStore(root, os.path.join(arguments.results, FOLDER), mnist_dir, jobs)
    return Store(root, mnist_dir, jobs, scheduler, together.most(getattr(arguments, "together", None)))


def _check_together(arguments):
    """Raise `ConfigError` for options that mean nothing beside others that are given."""
    ways = {"pretrained": "--pretrained", "from_evidence": "--from-evidence"}
    given = [flag for name, flag in ways.items() if getattr(arguments, name, False)]
    if len(given) > 1:
        raise ConfigError(f"{' and '.join(given)} are two ways to train nothing: leave one out")
    if getattr(arguments, "together", None) and getattr(arguments, "scheduler", None):
        raise ConfigError("--together is for this machine, and --scheduler for others: leave one out")
    if given and getattr(arguments, "scheduler", None):
        raise ConfigError(f"--scheduler is of no use beside {given[0]}, which trains nothing")


def _folder(arguments, options):
    """Return where the results of `options` go; what is made from pretrained weights stays apart."""
    from reproduce.runs import results_folder

    below = results_folder.subfolder(options.settings, options.is_changed)
    return os.path.join(arguments.results, below, "pretrained" if getattr(arguments, "pretrained", False) else "")


def _weights_folder(arguments):
    from reproduce.runs import results_folder

    return os.path.join(arguments.results, results_folder.subfolder(settings_from(arguments)), "weights")

"""The runs under one folder: trained where they are missing, measured once, found again."""

import dataclasses
import os
from typing import Callable, Dict, List, Optional, Sequence, Union

import numpy as np

from original.spec import MODELS
from reproduce import files, notices
from reproduce.spans import span
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.evaluation import coded
from reproduce.runs import durations, evidence, history, together
from reproduce.runs.network import load_network
from reproduce.runs.parallel import run_all
from reproduce.runs.run_folder import RunFolder
from reproduce.runs.run import find_or_train, run_folder
from reproduce.stack import engine
from reproduce.wording import counted


@dataclasses.dataclass(frozen=True)
class Measure:
    """A measure of a finished run, taken once; picklable. Two of one name are the same.

    Attributes
    ----------
    name : str
        Of the JSON file in the run's folder.
    parts : dict of str to type
        The names that the result has, and what is under them.
    function : callable
        ``function(config, folder, dataset)`` gives a dict for JSON.
    """

    name: str
    parts: dict = dataclasses.field(compare=False)
    function: Callable = dataclasses.field(compare=False)

    @property
    def file(self) -> str:
        """Name of the file in the run's folder."""
        return self.name + ".json"


@dataclasses.dataclass(frozen=True)
class Baseline:
    """A run without a training: one thing measured on the data alone; picklable.

    Attributes
    ----------
    name : str
        Of its folder; all that the result depends on.
    config : Config
        Whose data are taken, of its settings nothing else.
    measure : Measure
    """

    name: str
    config: Config
    measure: Measure

    epochs = 0  # to train: nothing

    @property
    def dataset(self) -> str:
        """Name of the data set."""
        return self.config.dataset


Run = Union[Config, Baseline]


class Store:
    """Runs by their `Config`, and the means to make those that are missing.

    Parameters
    ----------
    root : str
        Folder of the runs; made if it is missing.
    mnist_dir : str or None
        See `reproduce.data.mnist.load`.
    jobs : int or None
    scheduler : str or None
        See `reproduce.runs.parallel.run_all`.
    together : int
        Seeds of one model that one program trains, see `reproduce.runs.together`; none with a `scheduler`.
    """

    def __init__(
        self,
        root: str,
        mnist_dir: Optional[str] = None,
        jobs: Optional[int] = None,
        scheduler: Optional[str] = None,
        together: int = 1,
    ):
        self.root = root
        self.mnist_dir = mnist_dir
        self.jobs = jobs
        self.scheduler = scheduler
        self.together = together

    def folder(self, run: Run) -> RunFolder:
        """Return where a training or a baseline has its files; only a training's depends on the engine."""
        if isinstance(run, Baseline):
            return RunFolder(os.path.join(self.root, run.name), last=run.measure.file)
        return RunFolder(run_folder(run, self.root))

    def network(self, config: Config) -> dict:
        """Return the trained network of `config`, layers by name."""
        return load_network(config, self.folder(config))

    def mean_pose(self, config: Config) -> Optional[np.ndarray]:
        """Return the mean of u over the training images, float32 of shape (dim_u,); None for a model without a pose."""
        from reproduce.evaluation.sampling import mean_pose

        if not config.dim_u:
            return None
        dataset = self._clean(config)
        return mean_pose(self.network(config), dataset.train_images, dataset.train_labels)

    def test_codes(self, config: Config, num: Optional[int] = None) -> coded.Coded:
        """Return the `reproduce.evaluation.coded.Coded` of the first `num` test images, all by default."""
        return coded.code(self.network(config), self._clean(config), num)

    def history(self, config: Config) -> List[Dict[str, float]]:
        """Return the lines of ``history.csv``."""
        return history.read(self.folder(config))

    def dataset(self, name: str, binarize: str = "none", white: int = 255) -> datasets.Dataset:
        """Return images and labels, see `reproduce.data.datasets.load`."""
        return datasets.load(name, binarize, self.mnist_dir, white=white)

    def _clean(self, config):
        return self.dataset(config.dataset, config.binarize, config.white)

    def dataset_for(self, config: Config) -> datasets.Dataset:
        """Return what the training of `config` sees, noise included."""
        return datasets.load_for(config, self.mnist_dir)

    def check(self, dataset: str) -> None:
        """Raise `UserError` now, before anything long, if the data are missing or the folder can't be made."""
        if not self.scheduler:  # whose workers have data of their own
            self.dataset(dataset)
        files.make_folder(self.root)

    def make(self, plan: Dict[Run, Sequence[Measure]], description: str = "") -> Dict[Run, dict]:
        """Train what is missing, measure it, and give the results.

        Parameters
        ----------
        plan : dict of Config or Baseline to sequence of Measure
            The runs, and what to measure on each besides a baseline's own.
        description : str
            Stands in front of the progress bar.

        Returns
        -------
        dict of Config or Baseline to dict
            For each training its metrics, and for each run what was measured, under the measure's name.
        """
        # The slowest first, so that the last run is a short one.
        missing = sorted([run for run in plan if not self.is_made(run, plan[run])], key=_cost, reverse=True)
        notices.detail(f"{counted(len(plan), 'run')} in {self.root}, {len(missing)} of them to be made")
        made = self._run_all(missing, plan, f"{description}, {counted(len(plan), 'run')}") if missing else {}
        self.record([run for run in plan if run.epochs])  # also what a command finished that was killed
        return {
            run: made[run] if run in made else make_run(run, self.folder(run), self.mnist_dir, plan[run])
            for run in plan
        }

    def _run_all(self, missing, plan, description):
        groups = together.groups(missing, 1 if self.scheduler else self.together)
        tasks = [self._task(group, plan) for group in groups]
        untrained = [run for run in missing if run.epochs and not self.has(run)]
        found = run_all(
            tasks,
            self.jobs,
            sum(config.epochs for config in untrained),
            lambda: sum(history.epochs_done(self.folder(config)) for config in untrained),
            description,
            self.scheduler,
            lambda index: self.record([run for run in groups[index] if run.epochs]),
            lambda: [sum(map(self._seconds_left, group)) for group in groups],
        )
        made = {}
        for group, results in zip(groups, found):
            made.update(zip(group, results if len(group) > 1 else [results]))
        return made

    def _task(self, group, plan):
        """Return what makes the runs of a group: a function and its arguments."""
        each = [(run, self.folder(run), self.mnist_dir, tuple(plan[run])) for run in group]
        return (make_run, each[0]) if len(group) == 1 else (make_together, (each,))

    def _seconds_left(self, run):
        if isinstance(run, Baseline):
            return durations.seconds_of_baseline(run.config)
        if self.has(run):  # asked twice a second: of a training that is done no history is read
            return durations.seconds_left(run, is_trained=True)
        return durations.seconds_left(run, history.epochs_done(self.folder(run)))

    def record(self, configs: Sequence[Config]) -> None:
        """Append what is known of finished runs to the evidence beside them, one file for each data set."""
        for dataset in {config.dataset for config in configs}:
            lines = [evidence.line_of(self.folder(config)) for config in configs if config.dataset == dataset]
            path = os.path.join(os.path.dirname(self.root), evidence.FOLDER, dataset + ".jsonl")
            evidence.append(path, filter(None, lines))

    def known(self, config: Config, name: str) -> List[dict]:
        """Return what the evidence beside the runs has under the name of a measure, see `evidence.measured`."""
        folder = os.path.join(os.path.dirname(self.root), evidence.FOLDER)
        return evidence.measured(evidence.read_folder(folder), config, *engine.current(), name)

    def has(self, config: Config) -> bool:
        """Return whether the training of `config` is finished."""
        return self.folder(config).is_done()

    def is_made(self, run: Run, measures: Sequence[Measure]) -> bool:
        """Return whether a run is finished and all `measures` were taken of it."""
        folder = self.folder(run)
        of_training = () if isinstance(run, Baseline) else measures
        return folder.is_done() and all(os.path.isfile(os.path.join(folder, measure.file)) for measure in of_training)


def _cost(run):
    """Return how long a run takes beside others: baselines longest, since those of raw pixels do."""
    return MODELS[run.model].cost if run.epochs else float("inf")


def plan_of(runs: Sequence[Run], *measures: Measure) -> Dict[Run, Sequence[Measure]]:
    """Return the plan that `Store.make` takes, to make `runs` and measure the same on each."""
    return dict.fromkeys(runs, measures)


def make_run(run: Run, folder: str, mnist_dir: Optional[str], measures: Sequence[Measure] = ()) -> dict:
    """Task: return the metrics of a run, trained if need be, and under their names what `measures` give."""
    if isinstance(run, Baseline):
        config, result, measures = run.config, {}, (run.measure,)
    else:
        config, result = run, find_or_train(run, folder, mnist_dir)
    return dict(result, **{measure.name: _measured(measure, config, folder, mnist_dir) for measure in measures})


def make_together(each: Sequence[tuple]) -> List[dict]:
    """Task: return what `make_run` does of each, given its arguments, of trainings that differ by the seed alone."""
    configs, folders, (mnist_dir, *_), _ = zip(*each)
    together.find_or_train(configs, folders, mnist_dir)
    return [make_run(*arguments) for arguments in each]


def _measured(measure, config, folder, mnist_dir):
    """Return what `measure` gives of a run, measured now if it is not there yet."""

    def compute():
        return measure.function(config, folder, datasets.load_for(config, mnist_dir))

    return measured_once(measure.name, measure.parts, folder, compute)


def measured_once(name: str, parts: dict, folder: str, compute: Callable) -> dict:
    """Return ``<name>.json`` in `folder`; if it is not there yet, or damaged, what `compute()` gives now."""
    path = os.path.join(folder, name + ".json")
    if os.path.isfile(path):
        try:
            content = files.read_json(path)
            return {part: kind(content[part]) for part, kind in parts.items()}
        except files.UNUSABLE as error:
            files.set_aside(path, error)
    notices.detail(f"{folder}: measuring {name}")
    with span(f"measuring {name}"):
        result = compute()
    files.write_json(path, result)
    return result

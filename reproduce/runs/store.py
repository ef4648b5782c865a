"""The runs under one folder: trained where they are missing, measured once, found again."""

import dataclasses
import os

from original.spec import MODELS
from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.evaluation import coded
from reproduce.runs import evidence, run as runs
from reproduce.runs.parallel import RunFolder, run_all


@dataclasses.dataclass(frozen=True)
class Measure:
    """What is measured on a finished run, once; picklable. Two of one name are the same.

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
    function: object = dataclasses.field(compare=False)


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

    epochs, model = 0, ""  # to train: nothing

    def key(self):
        return self.name

    @property
    def dataset(self):
        return self.config.dataset


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
    """

    def __init__(self, root, mnist_dir=None, jobs=None, scheduler=None):
        self.root = root
        self.mnist_dir = mnist_dir
        self.jobs = jobs
        self.scheduler = scheduler
        self._datasets = {}

    def folder(self, run):
        """Where a training or a baseline has its files; only a training's depends on the engine."""
        return RunFolder(
            os.path.join(self.root, run.key()) if isinstance(run, Baseline) else runs.run_folder(run, self.root)
        )

    def network(self, config):
        """The trained network of `config`, layers by name."""
        return runs.load_network(config, self.folder(config))

    def mean_pose(self, config):
        """The mean of u over the training images, float32 of shape (dim_u,); None for a model without a pose."""
        from reproduce.evaluation.sampling import mean_pose

        if not config.dim_u:
            return None
        return mean_pose(self.network(config), self._images(config).train_images)

    def test_codes(self, config, num=None):
        """The `reproduce.evaluation.coded.Coded` of the first `num` test images, all by default."""
        return coded.code(self.network(config), self._images(config), num)

    def history(self, config):
        """The lines of ``history.csv``, a list of dict of str to float."""
        lines = files.read_csv(os.path.join(self.folder(config), "history.csv"))
        return [{name: float(value or "nan") for name, value in line.items()} for line in lines]

    def dataset(self, name, binarize="none", white=255):
        """Images and labels, see `reproduce.data.datasets.load`; read once."""
        key = name, binarize, white
        if key not in self._datasets:
            self._datasets[key] = datasets.load(name, binarize, self.mnist_dir, white=white)
        return self._datasets[key]

    def _images(self, config):
        return self.dataset(config.dataset, config.binarize, config.white)

    def dataset_for(self, config):
        """What the training of `config` sees, noise included."""
        return datasets.load_for(config, self.mnist_dir)

    def check(self, dataset):
        """Raise `UserError` now, before anything long, if the data are missing or the folder can't be made."""
        if not self.scheduler:  # whose workers have data of their own
            datasets.load(dataset, mnist_dir=self.mnist_dir)
        files.make_folder(self.root)

    def make(self, plan, description=""):
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
        # Baselines first, since raw pixels take longest; then from the slowest model to the fastest, so that the last
        # run is a short one.
        missing = sorted([run for run in plan if not self._is_made(run, plan[run])], key=_cost, reverse=True)
        tasks = [(make_run, (run, self.folder(run), self.mnist_dir, tuple(plan[run]))) for run in missing]
        untrained = [run for run in missing if run.epochs and not self.has(run)]
        try:
            results = (
                run_all(
                    tasks,
                    self.jobs,
                    sum(config.epochs for config in untrained),
                    lambda: sum(runs.epochs_done(self.folder(config)) for config in untrained),
                    f"{description}, {len(plan)} runs",
                    self.scheduler,
                )
                if tasks
                else []
            )
        finally:  # what is finished by then counts, after an interruption, too
            self.record([run for run in missing if run.epochs])
        made = dict(zip(missing, results))
        return {
            run: made[run] if run in made else make_run(run, self.folder(run), self.mnist_dir, plan[run])
            for run in plan
        }

    def record(self, configs):
        """Append what is known of finished runs to the evidence beside them, one file for each data set."""
        for dataset in {config.dataset for config in configs}:
            lines = [evidence.line_of(self.folder(config)) for config in configs if config.dataset == dataset]
            path = os.path.join(os.path.dirname(self.root), evidence.FOLDER, dataset + ".jsonl")
            evidence.append(path, filter(None, lines))

    def has(self, config):
        """Whether the training of `config` is finished."""
        return runs.is_finished(self.folder(config))

    def _is_made(self, run, measures):
        folder = self.folder(run)
        trained, measures = (True, [run.measure]) if isinstance(run, Baseline) else (self.has(run), measures)
        return trained and all(os.path.isfile(_path(folder, measure.name)) for measure in measures)


def _cost(run):
    """How long a run takes beside others; baselines longest, since those of raw pixels do."""
    return MODELS[run.model].cost if run.epochs else float("inf")


def plan_of(runs, *measures):
    """The plan that `Store.make` takes, to make `runs` and measure the same on each."""
    return dict.fromkeys(runs, measures)


def make_run(run, folder, mnist_dir, measures=()):
    """Task: the metrics of a run, trained if need be, and under their names what `measures` give."""
    if isinstance(run, Baseline):
        config, result, measures = run.config, {}, (run.measure,)
    else:
        config, result = run, dict(runs.find_or_train(run, folder, mnist_dir))
    for measure in measures:
        result[measure.name] = measured_once(
            measure.name,
            measure.parts,
            folder,
            lambda: measure.function(config, folder, datasets.load_for(config, mnist_dir)),
        )
    return result


def measured_once(name, parts, folder, measure):
    """``<name>.json`` in `folder`; if it is not there yet, or damaged, what `measure()` gives now."""
    path = _path(folder, name)
    if os.path.isfile(path):
        try:
            content = files.read_json(path)
            return {part: kind(content[part]) for part, kind in parts.items()}
        except files.UNUSABLE as error:
            files.set_aside(path, error)
    result = measure()
    files.write_json(path, result)
    return result


def _path(folder, name):
    return os.path.join(folder, name + ".json")

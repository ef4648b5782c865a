"""The runs under one folder: trained where they are missing, measured once, found again."""

import os
from collections import namedtuple

from reproduce import coded, data, evidence_log, files, runs
from reproduce.config import MODELS
from reproduce.schedule import RunFolder, run_all

Measure = namedtuple("Measure", "name parts function")
Measure.__doc__ = """What is measured on a finished run, once; picklable.

name : str, of the JSON file in the run's folder
parts : dict of str to type, the names that the result has, and what is under them
function : callable, ``function(config, folder, dataset)`` gives a dict for JSON
"""


class Store:
    """Runs by their `Config`, and the means to make those that are missing.

    Parameters
    ----------
    root : str
        Folder of the runs; made if it is missing.
    mnist_dir : str or None
        See `reproduce.mnist.load`.
    jobs : int or None
    scheduler : str or None
        See `reproduce.schedule.run_all`.
    """

    def __init__(self, root, mnist_dir=None, jobs=None, scheduler=None):
        self.root = root
        self.mnist_dir = mnist_dir
        self.jobs = jobs
        self.scheduler = scheduler
        self._datasets = {}

    def folder(self, config):
        return RunFolder(runs.run_folder(config, self.root))

    def network(self, config):
        """The trained network of `config`, layers by name."""
        return runs.load_network(config, self.folder(config))

    def mean_pose(self, config):
        """The mean of u over the training images, float32 of shape (dim_u,); None for a model without a pose."""
        from reproduce.sampling import mean_pose

        if not config.dim_u:
            return None
        return mean_pose(self.network(config), self._images(config).train_images)

    def test_codes(self, config, num=None):
        """The `reproduce.coded.Coded` of the first `num` test images, all by default."""
        return coded.code(self.network(config), self._images(config), num)

    def history(self, config):
        """The lines of ``history.csv``, a list of dict of str to float."""
        lines = files.read_csv(os.path.join(self.folder(config), "history.csv"))
        return [{name: float(value or "nan") for name, value in line.items()} for line in lines]

    def dataset(self, name, binarize="none", white=255):
        """Images and labels, see `reproduce.data.load`; read once."""
        key = name, binarize, white
        if key not in self._datasets:
            self._datasets[key] = data.load(name, binarize, self.mnist_dir, white=white)
        return self._datasets[key]

    def _images(self, config):
        return self.dataset(config.dataset, config.binarize, config.white)

    def dataset_for(self, config):
        """What the training of `config` sees, noise included."""
        return data.load_for(config, self.mnist_dir)

    def check(self, dataset):
        """Raise `UserError` now, before anything long, if the data are missing or the folder can't be made."""
        if not self.scheduler:  # whose workers have data of their own
            data.load(dataset, mnist_dir=self.mnist_dir)
        files.make_folder(self.root)

    def make(self, configs, measures=(), others=(), description=""):
        """Train what is missing, measure it, and give the results.

        Parameters
        ----------
        configs : list of Config
            Those that stand there twice are trained once.
        measures : sequence of Measure
            What to measure on each run.
        others : sequence of (callable, args)
            Tasks to do beside the trainings, see `reproduce.schedule.run_all`.
        description : str
            Stands in front of the progress bar.

        Returns
        -------
        (dict of Config to dict, list)
            For each run its metrics, and with them what was measured, under its name; the results of `others`.
        """
        configs = list(dict.fromkeys(configs))
        # From the slowest to the fastest, so that the last one to run is short.
        missing = sorted([config for config in configs if not self._is_made(config, measures)],
                         key=lambda config: MODELS.index(config.model), reverse=True)
        tasks = list(others) + [(make_run, (config, self.folder(config), self.mnist_dir, measures))
                                for config in missing]
        untrained = [config for config in missing if not self.has(config)]
        try:
            results = run_all(tasks, self.jobs, sum(config.epochs for config in untrained),
                              lambda: sum(runs.epochs_done(self.folder(config)) for config in untrained),
                              "{}, {} trainings".format(description, len(configs)), self.scheduler) if tasks else []
        finally:  # what is finished by then counts, after an interruption, too
            self.record(missing)
        made = dict(zip(missing, results[len(others):]))
        for config in configs:
            if config not in made:
                made[config] = make_run(config, self.folder(config), self.mnist_dir, measures)
        return made, results[:len(others)]

    def record(self, configs):
        """Append what is known of finished runs to the evidence beside them, one file for each data set."""
        for dataset in {config.dataset for config in configs}:
            lines = [evidence_log.line_of(self.folder(config)) for config in configs if config.dataset == dataset]
            path = os.path.join(os.path.dirname(self.root), evidence_log.FOLDER, dataset + ".jsonl")
            evidence_log.append(path, filter(None, lines))

    def has(self, config):
        """Whether the training of `config` is finished."""
        return runs.is_finished(self.folder(config))

    def _is_made(self, config, measures):
        folder = self.folder(config)
        return self.has(config) and all(os.path.isfile(_path(folder, measure.name)) for measure in measures)


def make_run(config, folder, mnist_dir, measures=()):
    """Task: the metrics of the run of `config`, trained if need be, and under their names what `measures` give."""
    result = dict(runs.find_or_train(config, folder, mnist_dir))
    for measure in measures:
        result[measure.name] = measured_once(measure.name, measure.parts, folder, lambda: measure.function(
            config, folder, data.load_for(config, mnist_dir)))
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

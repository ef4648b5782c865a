"""Runs: one training in one folder, made once, found again afterwards, continued if it was interrupted.

==================  =====================================================================================
``config.json``     all settings, the engine, versions and device of what ran them, and how to run it again
``history.csv``     a line for each epoch: terms of the bound while training and on the test set, nats per image
``weights.npz``     the trained parameters by name
``metrics.json``    test and training terms of the bound, code dimensions in use, the seed that was trained from,
                    signs of a bad local minimum, and the trainings that ended in one before; written last
``checkpoint.npz``  while the run is unfinished, see `reproduce.runs.checkpoints`
==================  =====================================================================================
"""

import functools
import os
from typing import Optional, Sequence

from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.runs import checkpoints, lock
from reproduce.runs.description import check_same_config
from reproduce.stack import engine

METRICS = ("test", "train", "dimensions_in_use", "seconds", "seed", "signs", "restarts")
LATER = ("best",)  # which runs made before lack
RESTART_STRIDE = 1000  # from one seed to the next, so that the seeds 0, 1, ... of a table stay apart


def run_folder(config: Config, root: str) -> str:
    """Return where the run of `config` by this process's engine lives under the folder `root`."""
    return os.path.join(root, "-".join(filter(None, (config.key(), engine.tag()))))


def is_finished(folder: str) -> bool:
    """Return whether the training in `folder` is finished; its files may be damaged."""
    return os.path.isfile(os.path.join(folder, "metrics.json"))


def find_or_train(config: Config, folder: str, mnist_dir: Optional[str] = None, **watching) -> dict:
    """Return the metrics of the run in `folder`, trained now if it is not there yet; further arguments as `train`.

    Of several processes that ask for the same run one trains it, and the others wait for it.
    """
    check_same_config(config, folder)
    return lock.made_once(
        folder,
        functools.partial(finished, folder),
        lambda: train(config, folder, datasets.load_for(config, mnist_dir), **watching),
    )


def train(config: Config, folder: str, dataset: datasets.Dataset, **watching) -> dict:
    """Train the model of `config` on `dataset`, or go on where an interrupted training of it stopped.

    Parameters
    ----------
    config : Config
    folder : str
        Receives the files listed above.
    dataset : reproduce.data.datasets.Dataset
    **watching
        See `reproduce.runs.training.Watch`.

    Returns
    -------
    dict
        The metrics, as written to ``metrics.json``.

    Raises
    ------
    StoreError
        If the folder can't be written.
    StackError
        If the engine can't compile.
    TrainingError
        If the loss is not finite; the last checkpoint stays.
    KeyboardInterrupt
        After Ctrl-C, with a checkpoint of the last minibatch.
    """
    from reproduce.runs.training import RecordedTraining, Watch  # starts the engine

    files.remove_unfinished(folder)
    path = os.path.join(folder, "restarts.json")
    restarts = _read_restarts(path)
    while True:
        seed = config.seed + RESTART_STRIDE * len(restarts)
        metrics = RecordedTraining(config, folder, dataset, seed, Watch(**watching)).run()
        metrics["restarts"] = restarts
        if not metrics["signs"] or len(restarts) >= config.restarts:
            break
        restarts.append({"seed": seed, "signs": metrics["signs"], "test_elbo": metrics["test"]["elbo"]})
        checkpoints.remove(folder)  # first: without them the training that failed is merely made again
        files.write_json(path, restarts)
    conclude(folder, metrics)
    if restarts:
        os.remove(path)
    return metrics


def conclude(folder: str, metrics: dict) -> None:
    """Write the metrics of a training, which finishes its run."""
    files.write_json(os.path.join(folder, "metrics.json"), metrics)
    checkpoints.remove(folder)


def _read_restarts(path):
    """Return the trainings that ended badly, from ``restarts.json``, which is there while the run is unfinished."""
    if not os.path.exists(path):
        return []
    try:
        return [{part: line[part] for part in ("seed", "signs", "test_elbo")} for line in files.read_json(path)]
    except files.UNUSABLE as error:
        files.set_aside(path, error)
        return []


def finished(folder: str, parts: Sequence[str] = METRICS, set_aside: bool = False) -> Optional[dict]:
    """Return the `parts` of the metrics of the run in `folder`; None if it is not finished, or a file is damaged.

    `set_aside`: rename a damaged file, and say so.
    """
    path = os.path.join(folder, "metrics.json")
    try:
        content = files.read_json(path)
        metrics = {part: content[part] for part in (*parts, *LATER) if part in parts or part in content}
        path = os.path.join(folder, "weights.npz")
        files.read_npz(path)
    except files.UNUSABLE as error:
        if set_aside and os.path.exists(path):
            files.set_aside(path, error)
        return None
    return metrics

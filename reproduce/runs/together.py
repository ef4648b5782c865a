"""Seeds of one model trained side by side, as one program: JAX runs the minibatches of all of them at once.

A GPU, which one such model leaves idle for the most part, is to train more of them in hardly more time; nobody could
measure that yet. Two CPU cores gain little: four seeds took 0.97 (VAE) and 0.90 (TPS-TVAE) of their time one by one.
"""

import contextlib
import dataclasses
import time
from typing import Dict, List, Optional, Sequence

from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.errors import ConfigError, TrainingError
from reproduce.runs import interrupts, lock
from reproduce.runs.description import check_same_config
from reproduce.runs.parallel import SEEDS_ON_GPU
from reproduce.runs.run import conclude, finished
from reproduce.spans import span
from reproduce.stack import device, engine


def most(asked: Optional[int] = None) -> int:
    """Return how many seeds one program takes: as many as asked for, or `SEEDS_ON_GPU` on a GPU, and 1 elsewhere.

    Raises
    ------
    ConfigError
        If more than one is asked for, and the engine can't.
    """
    can = engine.current().backend == "jax"
    if asked and asked > 1 and not can:
        raise ConfigError(
            f"--together {asked} needs PyTensor through JAX: add --engine pytensor --backend jax, or leave it out"
        )
    return asked or (SEEDS_ON_GPU if can and device.current() == "cuda" else 1)


def groups(runs: Sequence, size: int) -> List[List]:
    """Return the runs in groups of at most `size` that can be trained together, in the order of their first ones.

    Those differ by the seed alone. What may be trained again from other seeds stays alone, and so do baselines.
    """
    found: List[List] = []
    open_groups: Dict[Config, List] = {}
    for run in runs:
        if not isinstance(run, Config) or run.restarts or size == 1:
            found.append([run])
            continue
        of_any_seed = dataclasses.replace(run, seed=0)
        group = open_groups.get(of_any_seed)
        if group is None or len(group) == size:
            group = open_groups[of_any_seed] = []
            found.append(group)
        group.append(run)
    return found


def find_or_train(configs: Sequence[Config], folders: Sequence[str], mnist_dir: Optional[str] = None) -> None:
    """Train those of the runs that are not there yet; the data and the settings are the same but for the seed."""
    with contextlib.ExitStack() as owned:
        missing = {}
        for folder, config in sorted(zip(folders, configs)):  # in one order: two processes wait for each other in none
            check_same_config(config, folder)
            if finished(folder) is None:
                owned.enter_context(lock.owning(folder))
                if finished(folder, set_aside=True) is None:
                    missing[config] = folder
                else:
                    lock.clear(folder)
        if missing:
            train(missing, datasets.load_for(next(iter(missing)), mnist_dir))
            for folder in missing.values():
                lock.clear(folder)


def train(folders: Dict[Config, str], dataset: datasets.Dataset) -> None:
    """Train each `Config` in its folder, or go on where that was interrupted; errors as of `reproduce.runs.run.train`.

    The epochs of one number are run together. A training that is behind the others catches up first.
    """
    from reproduce.runs.training import RecordedTraining, Watch  # starts the engine

    trainings = []
    for config, folder in folders.items():
        files.remove_unfinished(folder)
        trainings.append(RecordedTraining(config, folder, dataset, config.seed, Watch()))
        trainings[-1].prepare()
    while any(training.next_epoch for training in trainings):
        epoch = min(training.next_epoch for training in trainings if training.next_epoch)
        _run_epoch([training for training in trainings if training.next_epoch == epoch], epoch)
    for training in trainings:
        conclude(training.folder, dict(training.finish(), restarts=[]))


def _run_epoch(trainings, epoch):
    from original.training import Diverged, run_epochs_side_by_side

    whole = [training for training in trainings if not training.trainer.is_within(epoch)]
    alone = [training for training in trainings if training not in whole]
    if len(whole) == 1:
        alone, whole = alone + whole, []
    for training in alone:
        training.record_epoch(epoch)
    if not whole:
        return
    with interrupts.deferred() as stop_if_asked:
        start = time.monotonic()
        try:
            with span("epochs"):
                found = run_epochs_side_by_side([training.trainer for training in whole], epoch)
        except Diverged as error:
            raise TrainingError(f"{error}; the last good checkpoints stay") from error
        seconds = (time.monotonic() - start) / len(whole)
        for training, terms in zip(whole, found):
            training.record(epoch, terms, seconds)
        stop_if_asked()
    for training in whole:
        training.start_clock()

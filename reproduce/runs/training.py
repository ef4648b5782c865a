"""A training, one job per method: in memory as `Training`, with checkpoints and a history as `RecordedTraining`."""

import dataclasses
import functools
import os
import time
from typing import Callable, Dict, Optional

import numpy as np

from original import training
from original.objective import Terms
from reproduce import files, notices
from reproduce.config import Config
from reproduce.data.datasets import Dataset
from reproduce.errors import TrainingError
from reproduce.evaluation import local_minima
from reproduce.evaluation.evaluator import Evaluator
from reproduce.runs import checkpoints, history, interrupts
from reproduce.runs.description import describe
from reproduce.runs.network import build, compiling
from reproduce.spans import span
from reproduce.stack import device_check, engine

# Of a `Config`, and under the same names of a `Trainer`.
SETTINGS = ("batch_size", "learning_rate", "num_samples", "loss", "epsilon", "kl_weights", "optimizer", "annealing")


@dataclasses.dataclass(frozen=True)
class Watch:
    """The messages of a recorded training while it is under way.

    Attributes
    ----------
    checkpoint_minutes : float or None
        Minutes from one checkpoint to the next within an epoch; there is one at each epoch's end in any case.
    on_compile : callable or None
        Called without arguments before the engine compiles, which takes seconds to a minute.
    on_batch : callable or None
        Called as ``on_batch(epoch, share, elbo)`` after each minibatch, with the share of the epoch that is done
        and its mean ELBO so far, in nats per image.
    on_epoch : callable or None
        Called with the epoch's line of the history, a dict.
    """

    checkpoint_minutes: Optional[float] = None
    on_compile: Optional[Callable] = None
    on_batch: Optional[Callable] = None
    on_epoch: Optional[Callable] = None


class Training:
    """A training of the model of `config`: `build`, then `compile`, then `run_epoch` for each epoch.

    Parameters
    ----------
    config : Config
    images : ndarray of shape (N, 1, H, W), float32 in [0, 1]
    seed : int or None
        Determines weights, order of the images and noise; None: that of `config`.
    labels : ndarray of int, shape (N,), or None
        Classes of the images, for a model that sees them.
    **options
        As of `reproduce.runs.network.build`.

    Attributes
    ----------
    net : dict of str to Layer
        From `build` on.
    trainer : original.training.Trainer
        From `compile` on.
    """

    remedy = "a smaller learning_rate may help"  # what a message says if the loss is not finite

    def __init__(
        self,
        config: Config,
        images: np.ndarray,
        seed: Optional[int] = None,
        labels: Optional[np.ndarray] = None,
        **options,
    ):
        self.config = config
        self.images = images
        self.labels = labels
        self.seed = config.seed if seed is None else seed
        self.options = options

    def build(self) -> None:
        """Build the network with the initial weights of the seed."""
        training.seed_weights(self.seed)
        self.net = build(self.config, **self.options)

    def compile(self) -> None:
        """Compile the steps; StackError if the engine can't."""
        settings = {name: getattr(self.config, name) for name in SETTINGS}
        with compiling():
            self.trainer = training.Trainer(self.net, self.images, seed=self.seed, labels=self.labels, **settings)

    def run_epoch(self, epoch: int, after_batch: Optional[Callable] = None) -> Terms:
        """Run an epoch as `original.training.Trainer.run_epoch` does; TrainingError if the loss is not finite."""
        try:
            return self.trainer.run_epoch(epoch, after_batch)
        except training.Diverged as error:
            raise TrainingError(f"{error}; {self.remedy}") from error

    def weights(self) -> Dict[str, np.ndarray]:
        """Return the parameters by name."""
        return {param.name: param.get_value() for param in self.trainer.params}


class RecordedTraining(Training):
    """A `Training` in the folder of a run: goes on where it was interrupted, and measures each epoch on test images.

    Parameters
    ----------
    config : Config
    folder : str
    dataset : Dataset
    seed : int
    watch : Watch
    """

    def __init__(self, config: Config, folder: str, dataset: Dataset, seed: int, watch: Watch):
        trained = slice(config.train_images or None)
        super().__init__(config, dataset.train_images[trained], seed, dataset.train_labels[trained])
        self.folder = folder
        self.tests = dataset.test_images, dataset.test_labels
        self.watch = watch
        self.key = f"{config.key()} from seed {seed}"
        self.remedy = f"the last good checkpoint stays in {folder}"

    def run(self) -> dict:
        """Train to the end, from the last checkpoint if there is one; return the metrics."""
        self.prepare()
        while self.next_epoch:
            self.record_epoch(self.next_epoch)
        return self.finish()

    @property
    def next_epoch(self) -> int:
        """The first epoch that is not done, counted from 1; 0 if all are."""
        return 0 if len(self.lines) >= self.config.epochs else len(self.lines) + 1

    def prepare(self) -> None:
        """Build, compile, and take up the last checkpoint if there is one."""
        if self.watch.on_compile:
            self.watch.on_compile()
        notices.detail(
            f"{self.folder}: {len(self.images)} training and {len(self.tests[0])} test images of {self.config.dataset}"
        )
        notices.detail(f"{self.folder}: compiling {self.config.model}, seed {self.seed}")
        start = time.monotonic()
        with span("building and compiling"):
            self.build()
            self.compile()
        self.resume()
        notices.detail(
            f"{self.folder}: compiled in {time.monotonic() - start:.0f} s; {len(self.lines)} of "
            f"{self.config.epochs} epochs are done"
        )

    def build(self) -> None:
        """Build the network, and write ``config.json`` if it can be built."""
        super().build()
        files.write_json(os.path.join(self.folder, "config.json"), describe(self.config))

    def compile(self) -> None:
        """Compile training and evaluation now, where Ctrl-C still stops at once."""
        with compiling():
            engine.assert_comparable()
            device_check.assert_sound()
            super().compile()
            self.evaluator = Evaluator(self.net, self.config.seed)
            self.evaluator.terms(*(array[:1] for array in self.tests))

    def resume(self) -> None:
        """Take up the newest sound checkpoint, if there is one, and write its history."""
        record = checkpoints.resume(self.folder, self.key, self._take_up) or {"history": [], "seconds": 0.0}
        self.lines = record["history"]  # one for each epoch that is done
        self.clock = _Clock(record["seconds"], self.watch.checkpoint_minutes)
        history.write(self.folder, self.lines)

    def _take_up(self, state, record):
        if not isinstance(record, dict) or set(record) != {"history", "seconds"}:
            raise ValueError("it does not record a training")
        self.trainer.set_state(state)

    def record_epoch(self, epoch: int) -> None:
        """Run an epoch, or the rest of it; write its line of the history and a checkpoint."""
        with interrupts.deferred() as stop_if_asked:
            try:
                with span("epochs"):
                    terms = self.run_epoch(epoch, functools.partial(self._after_batch, epoch, stop_if_asked))
            except interrupts.Stopped:
                self.save(self.clock.seconds())
                raise
            self.record(epoch, terms, self.clock.seconds())
            stop_if_asked()
        self.start_clock()

    def record(self, epoch: int, terms: Terms, seconds: float) -> None:
        """Measure the test images, and write the line of an epoch that took `seconds`, and a checkpoint."""
        with span("test images after each epoch"):
            of_tests = self.evaluator.terms(*self.tests)
        self.lines.append(history.line_of(epoch, seconds, terms, of_tests))
        with span("history and checkpoints"):
            history.write(self.folder, self.lines)
            self.save(0.0)
        notices.detail(f"{self.folder}: {history.in_words(self.lines[-1])}")
        if self.watch.on_epoch:
            self.watch.on_epoch(self.lines[-1])

    def start_clock(self) -> None:
        """Start the time of the next epoch."""
        self.clock = _Clock(0.0, self.watch.checkpoint_minutes)

    def _after_batch(self, epoch, stop_if_asked, done, means):
        if self.watch.on_batch:
            self.watch.on_batch(epoch, done / self.trainer.num_images, means.elbo)
        if self.clock.is_due():
            self.save(self.clock.seconds())
        stop_if_asked()

    def save(self, seconds: float) -> None:
        """Write a checkpoint, with the `seconds` that the epoch under way has taken."""
        record = {"history": self.lines, "seconds": seconds}
        checkpoints.write(self.folder, self.key, self.trainer.get_state(), record)

    def finish(self) -> dict:
        """Write the trained weights, and return the metrics."""
        with span("all images at the end"):
            of_training = self.evaluator.terms(self.images, self.labels)
            metrics: dict = {"test": self.evaluator.terms(*self.tests), "train": of_training}
        metrics["dimensions_in_use"] = local_minima.dimensions_in_use(metrics["test"]["kl_z_per_dim"])
        metrics["best"] = history.best(self.lines)
        metrics["seconds"] = round(sum(float(line["seconds"]) for line in self.lines), 1)
        metrics.update(seed=self.seed, signs=local_minima.signs(metrics, self.config))
        files.write_npz(os.path.join(self.folder, "weights.npz"), self.weights())
        return metrics


class _Clock:
    """Seconds of an epoch, those before an interruption counted in, and when the next checkpoint is due."""

    def __init__(self, seconds, checkpoint_minutes):
        self._start = time.monotonic() - seconds
        self._interval = checkpoint_minutes and 60 * checkpoint_minutes
        self._last = time.monotonic()

    def seconds(self):
        return time.monotonic() - self._start

    def is_due(self):
        if not self._interval or time.monotonic() - self._last < self._interval:
            return False
        self._last = time.monotonic()
        return True

"""One training by hand, with a bar that shows its bound."""

import contextlib
import dataclasses
from typing import Optional

from reproduce import files, notices
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.progress import TimeLeft
from reproduce.runs import description, durations, history, run
from reproduce.runs.progress_bar import FollowedBar
from reproduce.stack import engine


def make(
    config: Config, folder: str, mnist_dir: Optional[str] = None, checkpoint_minutes: Optional[float] = None
) -> str:
    """Train `config` into `folder`, unless it was trained there already, and return what to print of its metrics."""
    description.check_same_config(config, folder)
    description.check_no_other_files(folder)
    was_finished = run.is_finished(folder)
    if was_finished:
        if not notices.are_quiet():
            print(f"already trained: {folder}")
    else:
        datasets.load_for(config, mnist_dir)  # before a folder and a bar: is it there?
        files.make_folder(folder)
    with _bar(config, folder, was_finished) as watch:
        metrics = run.find_or_train(
            config,
            folder,
            mnist_dir,
            on_batch=watch.on_batch,
            checkpoint_minutes=checkpoint_minutes,
            on_compile=watch.on_compile,
        )
    return _in_words(metrics, config, folder)


@dataclasses.dataclass
class _Watch:
    """Progress of a training, as it tells itself."""

    epochs: float
    phase: str = "reading the data"

    def on_compile(self):
        self.phase = f"compiling with {engine.ENGINES[engine.current().engine].title}"

    def on_batch(self, epoch, share, elbo):
        self.epochs, self.phase = epoch - 1 + share, f"ELBO {elbo:.2f}"


@contextlib.contextmanager
def _bar(config, folder, was_finished):
    """Show how far a training is; give the `_Watch` that it has to tell."""
    watch = _Watch(config.epochs if was_finished else history.epochs_done(folder))
    time_left = TimeLeft(lambda: durations.seconds_left(config, watch.epochs), durations.START)
    with FollowedBar(config.epochs, lambda: watch.epochs, config.model, "epoch", lambda done: watch.phase, time_left):
        yield watch


def _in_words(metrics, config, folder):
    test = metrics["test"]
    lines = [
        f"test ELBO {test['elbo']:.2f}, reconstruction {test['reconstruction']:.2f}, KL of z {test['kl_z']:.2f} nats "
        "per image",
        f"{metrics['dimensions_in_use']} of {config.dim_z} code dimensions in use; in {folder}",
    ]
    for line in metrics["restarts"]:
        lines.append(f"trained again after seed {line['seed']}: {', '.join(line['signs'])}")
    if metrics["signs"]:
        signs = ", ".join(metrics["signs"])
        lines.append(f"signs of a bad local minimum: {signs} (--restarts N trains again from other seeds)")
    return "\n".join(lines)

"""One training by hand, with a bar that shows its bound."""

import sys
from typing import Optional

from reproduce import files, progress
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.runs import description, run
from reproduce.stack import engine


def make(
    config: Config, folder: str, mnist_dir: Optional[str] = None, checkpoint_minutes: Optional[float] = None
) -> str:
    """Train `config` into `folder`, unless it was trained there already, and return what to print of its metrics."""
    description.check_same_config(config, folder)
    description.check_no_other_files(folder)
    was_finished = run.is_finished(folder)
    if was_finished:
        print(f"already trained: {folder}")
    else:
        datasets.load(config.dataset, mnist_dir=mnist_dir)  # before a folder and a bar: is it there?
        files.make_folder(folder)
    with progress.bar(
        total=config.epochs,
        unit="epoch",
        desc=config.model,
        disable=was_finished,
        bar_format="{l_bar}{bar}| {n:.2f}/{total} epochs [{elapsed}, {remaining} left{postfix}]",
    ) as bar:

        def on_batch(epoch, share, elbo):
            bar.set_postfix(elbo=f"{elbo:.2f}", refresh=False)
            bar.update(epoch - 1 + share - bar.n)

        metrics = run.find_or_train(
            config,
            folder,
            mnist_dir,
            on_batch=on_batch,
            checkpoint_minutes=checkpoint_minutes,
            on_compile=lambda: bar.write(
                f"compiling {config.model} with {engine.ENGINES[engine.current().engine].title}", file=sys.stderr
            ),
        )
    return _in_words(metrics, config, folder)


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

"""Do all contenders compute the same thing? The same weights, images and noise have to give the same losses."""

import os

import numpy as np

from benchmarks import contenders
from benchmarks.contenders import ENTRIES, OURS, PEERS

# At rate 1, which is what is timed, the DTVAE's third loss moves by half if its weights move by two units of their last
# place: a step of training amplifies rounding. At this rate it moves by 6e-6.
LEARNING_RATE = 0.1
# Relative, on the loss of each of the first training steps. The first two see the loss, the gradients and the step,
# the third the optimiser's memory: with its means of squared gradients or steps set to zero it is off by 2e-3 or more.
TOLERANCES = (1e-5, 1e-4, 5e-4)


class Differs(RuntimeError):
    """A contender's loss is not ours: its seconds would mean nothing."""


def check(model, names, settings, images, threads, folder):
    """Compare every variant of every peer in `names` with ours, over a few training steps on one minibatch.

    Returns
    -------
    list of float
        For each step the largest relative difference.
    """
    record, settings = os.path.join(folder, model + ".npz"), dict(settings, learning_rate=LEARNING_RATE)
    worker = contenders.start(OURS, threads, folder, "check")
    try:
        worker.hello()
        worker.ask("record", settings=settings, images=images, num_images=settings["batch_size"], record=record)
    finally:
        worker.stop()

    wanted = np.load(record)["losses"]
    largest = np.zeros(len(wanted))
    for name in [name for name in names if name in PEERS]:
        worker = contenders.start(name, threads, folder, "check")
        try:
            worker.hello()
            losses = worker.ask("replay", settings=settings, record=record)["losses"]
        finally:
            worker.stop()
        for variant, found in losses.items():
            differences = np.abs(np.array(found) / wanted - 1)
            largest = np.maximum(largest, differences)
            print(f"  {ENTRIES[name].title:18} {variant:16} differs by {in_words(differences)}", flush=True)
            if not np.all(differences <= TOLERANCES):
                raise Differs(
                    f"{ENTRIES[name].title} ({variant}) gives other losses for {model} than ours: {found} instead of "
                    f"{wanted.tolist()}"
                )
    return largest.tolist()


def in_words(differences):
    """Text such as ``1e-07, 2e-07 and 1e-05 in steps 1 to 3``."""
    numbers = [f"{difference:.0e}" for difference in differences]
    return "{} and {} in steps 1 to {}".format(", ".join(numbers[:-1]), numbers[-1], len(numbers))

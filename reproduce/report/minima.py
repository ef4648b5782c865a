"""Figure 12's two minima while they are trained: templates of a few test images, from the first minibatch on."""

import math
from typing import List

import numpy as np

from figures.grids import tiled
from original.models import Layers
from reproduce.config import Config
from reproduce.data.datasets import Dataset
from reproduce.evaluation.forward import Forward
from reproduce.evaluation.sampling import decode
from reproduce.experiments.figure12 import DIM_Z, MODEL
from reproduce.progress import Progress
from reproduce.runs.training import Training

FRAMES, LAST = 44, 10  # templates at so many moments, and how often the last ones are shown again
ACROSS = 3  # test images along a side of a tile
# Title, note, and settings. Both are trainings of figure 12: this seed is the first whose minimum is poor.
TRAINED = (
    ("A good minimum", "the pose starts at the identity", Config(MODEL, dim_z=DIM_Z, seed=0)),
    (
        "A poor minimum",
        "it starts with Glorot's weights",
        Config(MODEL, dim_z=DIM_Z, seed=1, localization_init="glorot"),
    ),
)


def tiles(dataset: Dataset) -> List[dict]:
    """Train both models, and return a tile of each, see `figures.animation.draw`."""
    return [dict(film(config, dataset), title=title, note=note) for title, note, config in TRAINED]


def moments(minibatches: int) -> List[int]:
    """Return the minibatches after which templates are shown: many at the start, where most moves."""
    return sorted({int(round(moment)) for moment in np.geomspace(1, minibatches, FRAMES)})


def film(config: Config, dataset: Dataset) -> dict:
    """Train a model, and return ``images``, ``words`` and ``outlines`` of a tile, see `figures.animation.draw`.

    An image has the templates of the first test images; the words are the epoch and its training error so far.
    """
    training = Training(config, dataset.train_images)
    training.build()
    training.compile()
    in_epoch = math.ceil(len(dataset.train_images) / config.batch_size)
    total = config.epochs * in_epoch
    waiting, shown, words = moments(total), [], []
    templates = _templates(training.net, dataset.test_images[: ACROSS**2])
    with Progress(total, f"{config.model} from {config.localization_init}", "step") as bar:
        bar.show(0, "compiling")
        for epoch in range(1, config.epochs + 1):

            def after_batch(images_done, terms, epoch=epoch):
                done = (epoch - 1) * in_epoch + math.ceil(images_done / config.batch_size)
                while waiting and waiting[0] <= done:
                    del waiting[0]
                    shown.append(templates())
                    words.append(f"epoch {done / in_epoch:.2f}, error {-terms.log_px_given_zu:.0f} nats")
                bar.show(done)

            training.run_epoch(epoch, after_batch)
    images, words = [*shown, *shown[-1:] * LAST], [*words, *words[-1:] * LAST]
    return {"images": np.stack(images), "words": words, "outlines": None}


def _templates(net: Layers, images: np.ndarray):
    """Return a function that gives the templates of images by the weights that `net` has then, in one picture."""
    forward = Forward(net)

    def drawn():
        (codes,) = forward(["l_z"], l_in=images)
        return tiled(decode(forward, codes, pose="identity"), ACROSS)

    return drawn

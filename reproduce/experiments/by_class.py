"""Samples class by class: a column of a panel for each class, a row for each draw of z."""

from typing import List

import numpy as np

from original.labels import one_hot
from original.spec import MODELS
from reproduce.config import Config
from reproduce.evaluation.sampling import decode, draw_codes
from reproduce.experiments.samples import numbers, place
from reproduce.runs.store import Store

CLASSES = 10  # of digits; columns of a panel
DRAWS = 5  # of z; the same in each column


def panel(config: Config, store: Store, title: str, line: str = "", draws: int = 0) -> dict:
    """Return the samples of a training: class k in column k, at the mean pose of the training images.

    Parameters
    ----------
    config : Config
        Of a model with one discrete code of `CLASSES`, or conditional on so many; made already.
    store : Store
    title, line : str
        Stand above the panel.
    draws : int
        Seed of z.

    Returns
    -------
    dict
        ``model``, ``title``, ``line``, ``run``, ``codes`` (N, dim_z), and ``images`` (N, H, W), N of all classes.
    """
    z = np.repeat(draw_codes(DRAWS, config.dim_z, draws), CLASSES, axis=0)
    classes = np.tile(np.arange(CLASSES), DRAWS)
    codes = np.hstack([z, one_hot(classes, CLASSES)]) if config.discrete else z
    pose = np.tile(store.mean_pose(config), (len(z), 1)) if config.dim_u else "identity"
    images = decode(store.network(config), codes, pose, labels=classes if config.conditional else None)
    about = {"model": config.model, "title": title, "line": line, "run": config.key()}
    return {**about, "codes": z, "images": images}


def rows(panels: List[dict]) -> List[dict]:
    """Return a row for each sample: where it stands, its z, and its ink (mean of the pixels)."""
    return [
        {
            "model": shown["model"],
            "run": shown["run"],
            **place(number, image, CLASSES),
            "class": number % CLASSES,
            "z": numbers(code),
        }
        for shown in panels
        for number, (code, image) in enumerate(zip(shown["codes"], shown["images"]))
    ]


def title(config: Config) -> str:
    """Return a model with its code: ``Affine-TVAE (8 + 10 classes)``."""
    model = MODELS[config.model].title
    if config.conditional:
        return f"{model} ({config.dim_z}), given the class"
    if not config.discrete:
        return f"{model} ({config.dim_z})"
    free = "" if config.discrete_weight else ", divergence of c free"
    return f"{model} ({config.dim_z} + {config.discrete} classes){free}"

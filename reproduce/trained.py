"""A trained model by what is typed, and images for it that are prepared as those of its training."""

import dataclasses
import os
from typing import Any, Dict, Optional

import numpy as np

from original.spec import MODELS
from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets, registry
from reproduce.data.own import applied, source
from reproduce.data.own.applied import Applied
from reproduce.data.own.preparation import Preparation
from reproduce.errors import ConfigError, DataError, StoreError
from reproduce.model import Model, load
from reproduce.runs import listing
from reproduce.runs.run import is_finished


@dataclasses.dataclass(frozen=True)
class Trained:
    """A model with what is known of its training.

    Attributes
    ----------
    model : Model
    config : Config
    name : str
        Of the run's folder, or of the pretrained weights.
    images : dict or None
        How a user's own images were prepared that trained it, see `reproduce.data.own.preparation.Preparation`; None
        for other data, and where it is not known.
    """

    model: Model
    config: Config
    name: str
    images: Optional[Dict[str, Any]]


def find(run: str, root: str, **settings) -> Trained:
    """Return a trained model.

    Parameters
    ----------
    run : str
        The folder of a finished run, the name of a pretrained model, or a part of the name of one run under `root`.
    root : str
        Folder of the runs.
    settings
        Of the pretrained model, as `reproduce.model.load` takes them; of a run they have to be its own.

    Raises
    ------
    ConfigError, StoreError
        If there is none, or several fit.
    """
    if run in MODELS and not os.path.isdir(run):
        model = load(run, **settings)
        return Trained(model, model.config, model.config.key(), None)
    folder = run if os.path.isdir(run) else listing.find(root, run).folder
    if not is_finished(folder):
        raise StoreError(f"{folder} holds no finished run")
    model = load(folder=folder, **settings)
    return Trained(model, model.config, os.path.basename(os.path.abspath(folder)), _images(model.config, folder))


def _images(config, folder):
    """Return how the own images of a run were prepared: from the run itself, or what is kept of the images."""
    name = registry.upright(config.dataset)
    if not registry.is_own(name):
        return None
    try:
        described = files.read_json(os.path.join(folder, "config.json")).get("images")
        return described if isinstance(described, dict) else source.about(name)
    except (DataError, OSError, ValueError):
        return None


def preparation(trained: Trained, given: Dict[str, Any]) -> Preparation:
    """Return how images for a trained model are to be read: as those that trained it.

    Parameters
    ----------
    trained : Trained
    given : dict
        ``size``, ``invert``, ``grey``, ``label_level`` as they are typed; at their default where they are not.

    Raises
    ------
    ConfigError
        If these contradict the model, or how its images were prepared.
    """
    model, known = trained.model, trained.images or {}
    size, grey = tuple(model.image_shape), model.channels == 1
    if given["size"] and tuple(given["size"]) != size:
        raise ConfigError(
            f"--size {' '.join(map(str, given['size']))}: {trained.name} takes {size[0]} x {size[1]} pixels"
        )
    if given["grey"] and not grey:
        raise ConfigError(f"--grey: {trained.name} takes {model.channels} channels, its images have colours")
    if given["invert"] and known.get("invert") is False:
        raise ConfigError(f"--invert: the images that trained {trained.name} were not inverted")
    level = given["label_level"] or known.get("label_level", 1)
    # Of another data set than a user's own nobody said that its pictures would be grey.
    takes_grey = grey and (given["grey"] or known.get("grey", not known))
    return Preparation(size, bool(given["invert"] or known.get("invert")), takes_grey, label_level=level)


def images(trained: Trained, path: str, given: Dict[str, Any], first: Optional[int] = None) -> Applied:
    """Return the images at `path` for a trained model, see `preparation` and `reproduce.data.own.applied.read`."""
    return applied.read(path, preparation(trained, given), trained.model.channels, first)


def as_input(trained: Trained, found: np.ndarray) -> np.ndarray:
    """Return bytes of shape (N, C, H, W) as the model's input, float32, see `reproduce.data.datasets.as_seen`."""
    return datasets.as_seen(found, trained.config)


def classes_of(trained: Trained, found: Applied) -> Optional[np.ndarray]:
    """Return the classes of images, numbers as in training, for a model that sees them; None for others.

    DataError if the images have no classes, or one that the training did not have.
    """
    if not trained.config.conditional:
        return None
    if found.labels is None:
        raise DataError(
            f"{trained.name} sees the class of an image, and these have none: folders give classes, or an array labels"
        )
    name = registry.upright(trained.config.dataset)
    names = source.label_names(name) if registry.is_own(name) else tuple(map(str, range(trained.config.conditional)))
    numbers = {label: number for number, label in enumerate(names)}
    unknown = sorted(set(found.labels).difference(names))
    if unknown:
        raise DataError(f"{trained.name} was trained on the classes {', '.join(names)}, and images have {unknown[0]!r}")
    return np.array([numbers[label] for label in found.labels])

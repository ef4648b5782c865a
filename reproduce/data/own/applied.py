"""Images for a trained model: read as those that trained it, with a name for each."""

import dataclasses
from typing import List, Optional

import numpy as np

from reproduce.data.own import preparation
from reproduce.data.own.preparation import Preparation
from reproduce.data.own.raw import Raw
from reproduce.errors import DataError


@dataclasses.dataclass(frozen=True)
class Applied:
    """Images with their names.

    Attributes
    ----------
    images : ndarray of shape (N, C, H, W), uint8
    names : list of str
        The path of a picture below its folder or in its zip; of an array's image its number, ``00001`` for the first.
    labels : list of str, or None
        One for each image; None where there are no classes.
    """

    images: np.ndarray
    names: List[str]
    labels: Optional[List[str]] = None


def read(path: str, given: Preparation, channels: int, first: Optional[int] = None) -> Applied:
    """Return the images at `path`, prepared as `given` says; one is enough, and a part for tests comes last.

    Parameters
    ----------
    path : str
        As of `reproduce.data.own.preparation.prepare`, or a single picture.
    given : Preparation
    channels : int
        That the images have to have; grey ones fill three.
    first : int or None
        Take so many and leave the others out.

    Raises
    ------
    DataError
        As `reproduce.data.own.preparation.prepare`, and for images of another number of channels.
    """
    raw = preparation.read(path, given, least=1)
    parts = [raw.images] if raw.test_images is None else [raw.images, raw.test_images]
    images = np.concatenate([_with_channels(path, part, channels)[:first] for part in parts])[:first]
    names = raw.names or [f"{number:05}" for number in range(1, len(images) + 1)]
    labels = _labels(raw)
    return Applied(preparation.stored(images, given), names[: len(images)], labels and labels[: len(images)])


def _labels(raw: Raw) -> Optional[List[str]]:
    if raw.test_images is None or raw.labels is None or raw.test_labels is None:
        return None if raw.test_images is not None else raw.labels
    return raw.labels + raw.test_labels


def _with_channels(path, images, channels):
    there = images.shape[3]
    if there == channels:
        return images
    if there == 1 and channels == 3:
        return np.repeat(images, 3, axis=3)
    remedy = ": --grey leaves the colours out" if channels == 1 and there in (3, 4) else ""
    raise DataError(f"{path} has images of {there} channels, the model takes {channels}{remedy}")

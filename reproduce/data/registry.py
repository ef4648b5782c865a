"""The data sets that there are: a new one is an entry here, and has a rotated variant at once. Reads no data."""

import dataclasses
import hashlib
import importlib
import os
from typing import Optional, Tuple

from original.registry import Registry
from original.spec import IMAGE_SHAPE
from reproduce.data import checksums, sizes
from reproduce.data.own.names import digest_of, is_own, shape_of

ROTATED = "rot-"  # in front of a data set's name


@dataclasses.dataclass(frozen=True)
class DataSource:
    """A data set by name, and where its images come from.

    Attributes
    ----------
    name : str
    help : str
        For the command line.
    fingerprint : str
        Part of the name of every run on these data. It has to change when the images or labels do.
    load : str
        Function as ``module:name``, imported when it is called: ``load(folder, white)`` gives training images,
        training labels, test images, test labels. Images are float32 in [0, 1] of shape (N, 1, 28, 28), labels int64
        of shape (N,). `folder` (str or None) is where the user says that files are; `white` (int) is the byte that
        becomes 1.
    num_training : int or None
        Training images; None where that is known only once they are read.
    paths : str
        Function as ``module:name``: ``paths(folder)`` gives the paths of the files that `load` reads. Empty: none.
    """

    name: str
    help: str
    fingerprint: str
    load: str
    paths: str = ""
    num_training: Optional[int] = None

    def arrays(self, folder: Optional[str], white: int) -> tuple:
        """Return what `load` gives."""
        return _function(self.load)(folder, white)

    def state(self, folder: Optional[str]) -> tuple:
        """Return path, size in bytes and time of change of each file that `load` reads, as a tuple of tuples."""
        return tuple(map(_stamp, _function(self.paths)(folder))) if self.paths else ()


def _function(path):
    module, name = path.split(":")
    return getattr(importlib.import_module(module), name)


def _stamp(path):
    try:
        found = os.stat(path)
    except OSError:
        return path, None, None
    return path, found.st_size, found.st_mtime_ns


DATASETS = Registry(
    "data set",
    [
        DataSource(
            "mnist",
            "MNIST (section IV)",
            hashlib.sha256("".join(checksums.MNIST.values()).encode()).hexdigest(),
            "reproduce.data.mnist:arrays",
            "reproduce.data.mnist:paths",
            sizes.MNIST,
        ),
        # Its fingerprint counts up when the preparation changes.
        DataSource(
            "digits",
            "scikit-learn's, for a machine with no network",
            "1",
            "reproduce.data.digits:arrays",
            num_training=sizes.DIGITS,
        ),
    ],
)


@dataclasses.dataclass(frozen=True)
class OwnImages(DataSource):
    """A data set of a user's images, see `reproduce.data.own`; its name has its checksum and the images' shape."""

    @classmethod
    def of(cls, name: str) -> "OwnImages":
        """Return the data set of this name."""
        return cls(name, "your own images", digest_of(name), "reproduce.data.own.source:arrays")

    def arrays(self, folder: Optional[str], white: int) -> tuple:
        """Return what was prepared; `folder` is that of MNIST, and changes nothing."""
        return _function(self.load)(self.name, white)

    def state(self, folder: Optional[str]) -> tuple:
        """Return path, size and time of change of the file of what was prepared."""
        return (_stamp(_function("reproduce.data.own.preparation:path_of")(self.name)),)


def source(name: str) -> DataSource:
    """Return the data set `name`, upright or rotated; KeyError if there is none."""
    return OwnImages.of(upright(name)) if is_own(upright(name)) else DATASETS[upright(name)]


def image_shape(name: str) -> Tuple[int, int, int]:
    """Return the shape of a data set's images, (C, H, W)."""
    return shape_of(upright(name)) if is_own(upright(name)) else (1, *IMAGE_SHAPE)


def is_known(name: str) -> bool:
    """Return whether there is a data set of this name."""
    return name in names() or is_own(upright(name))


def names() -> tuple:
    """Return the names of all data sets but users' own: as they are, then rotated."""
    return tuple(DATASETS) + tuple(ROTATED + name for name in DATASETS)


def upright(name: str) -> str:
    """Return the name of the data set without what says that it is rotated."""
    return name[len(ROTATED) :] if name.startswith(ROTATED) else name


def fingerprint(name: str) -> str:
    """Return what is part of the name of every run on the data set `name`; KeyError if there is none."""
    return source(name).fingerprint + ("-rotated-1" if name.startswith(ROTATED) else "")


def num_training(name: str) -> Optional[int]:
    """Return how many training images the data set `name` has; None where that is known only once they are read."""
    number = source(name).num_training
    return min(number, sizes.ROTATED) if number and name.startswith(ROTATED) else number

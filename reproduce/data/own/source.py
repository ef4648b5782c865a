"""A user's prepared images as the arrays of a data set."""

import json
from typing import Any, Dict, Tuple

import numpy as np

from reproduce import files
from reproduce.data.own import names, preparation
from reproduce.data.own.raw import check_memory
from reproduce.errors import DataError

AGAIN = "delete it, and name the images again with --images PATH"


def arrays(name: str, white: int) -> Tuple[np.ndarray, ...]:
    """Return the arrays of the data set `name`, as a `reproduce.data.registry.DataSource` has them.

    DataError if it was not prepared on this machine, or its file was altered, or does not fit the memory.
    """
    content = load(name)
    for part in ("train", "test"):
        images = content[f"{part}_images"]
        check_memory(len(images), images.shape[2:], images.shape[1])

    def grey_levels(name):
        return np.divide(content.pop(name), np.float32(white), dtype="float32")  # the bytes go before the next come

    return grey_levels("train_images"), content["train_labels"], grey_levels("test_images"), content["test_labels"]


def load(name: str) -> Dict[str, np.ndarray]:
    """Return what was prepared, see `reproduce.data.own.preparation.prepared`, verified by its checksum."""
    path = preparation.path_of(name)
    try:
        content = files.read_npz(path)
        sound = preparation.digest(content) == names.digest_of(name)
    except FileNotFoundError as error:
        raise DataError(_missing(name)) from error
    except (KeyError, files.Damaged) as error:
        raise DataError(f"{path} is damaged ({error}); {AGAIN}") from error
    if not sound:
        raise DataError(f"{path} was altered; {AGAIN}")
    return content


def about(name: str) -> Dict[str, Any]:
    """Return where the images of a data set came from and how they were prepared, by name."""
    return json.loads(str(_part(name, "about")))


def label_names(name: str) -> Tuple[str, ...]:
    """Return the classes of a data set, in the order of their numbers."""
    return tuple(_part(name, "label_names").tolist())


def _part(name, part):
    """Return one array of what was prepared, without the images and their checksum."""
    path = preparation.path_of(name)
    try:
        return preparation.part(path, part)
    except FileNotFoundError as error:
        raise DataError(_missing(name)) from error
    except files.UNUSABLE as error:
        raise DataError(f"{path} is damaged ({error}); {AGAIN}") from error


def _missing(name):
    return f"the images {name} are not prepared on this machine: name them again, --images PATH with the same options"

"""The options of a user's own images, which prepare them and name the data set."""

import argparse
import functools
import os
from typing import Dict, List, Optional, Tuple

from reproduce.cli.arguments import ARGUMENTS, OWN_IMAGES
from reproduce.errors import ConfigError, DataError

IDX = "idx"  # --dataset idx: the folder of IDX files that --mnist-dir names, in place of --images
IDX_HELP = f"; {IDX!r}, IDX files that are not MNIST's in the folder of --mnist-dir: Fashion-MNIST, KMNIST, EMNIST"


def settings_from(arguments: argparse.Namespace) -> Dict[str, str]:
    """Return the setting ``dataset`` of the images that are named; nothing if none are.

    Raises
    ------
    ConfigError
        If an option of own images is given without them, another data set beside them, or a size of one side; if
        ``--dataset idx`` comes without a folder.
    DataError
        If the images can't be taken.
    """
    given = {name: getattr(arguments, name) for name in OWN_IMAGES}
    changed = [ARGUMENTS[name].flag for name, value in given.items() if value != ARGUMENTS[name].default]
    path, size = given.pop("images"), given.pop("size")
    if path is None and arguments.settings.get("dataset") == IDX:
        return {"dataset": _prepared(_idx_folder(arguments), size_of(size), **given)}
    if path is None:
        if changed:
            raise ConfigError(f"{changed[0]} is an option of your own images: name them with --images")
        return {}
    if "dataset" in arguments.settings:
        raise ConfigError(f"--images {path} and --dataset {arguments.settings['dataset']}: take one of them")
    return {"dataset": _prepared(path, size_of(size), **given)}


def _idx_folder(arguments):
    folder = getattr(arguments, "mnist_dir", None) or os.environ.get("MNIST_DIR")
    if not folder:
        raise ConfigError(f"--dataset {IDX}: name the folder of the files with --mnist-dir")
    from reproduce.data.own import arrays

    folder = os.path.expanduser(folder)
    if not arrays.is_idx_folder(folder):
        raise DataError(
            f"{folder} has no IDX files; their names end like MNIST's: train-images-idx3-ubyte, with .gz or not"
        )
    return folder


def size_of(typed: Optional[List[int]]) -> Optional[Tuple[int, int]]:
    """Return rows and columns as they are typed behind --size; ConfigError unless they are two numbers."""
    if typed is None:
        return None
    if len(typed) != 2:
        raise ConfigError(f"--size takes rows and columns, got {len(typed)} numbers")
    return typed[0], typed[1]


@functools.lru_cache(maxsize=1)
def _prepared(path, size, tests, **options):
    from reproduce.data.own import preparation

    if tests and options["test_share"] != ARGUMENTS["test_share"].default:
        raise ConfigError(f"--tests {tests} and --test-share {options['test_share']}: take one of them")
    typed = {name: value for name, value in options.items() if value is not None}
    return preparation.prepare(path, preparation.Preparation(size, **typed), tests)

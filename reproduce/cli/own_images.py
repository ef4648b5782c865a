"""The options of a user's own images, which prepare them and name the data set."""

import argparse
import functools
from typing import Dict, List, Optional, Tuple

from reproduce.cli.arguments import ARGUMENTS, OWN_IMAGES
from reproduce.errors import ConfigError


def settings_from(arguments: argparse.Namespace) -> Dict[str, str]:
    """Return the setting ``dataset`` of the images that are named; nothing if none are.

    Raises
    ------
    ConfigError
        If an option of own images is given without them, another data set beside them, or a size of one side.
    DataError
        If the images can't be taken.
    """
    given = {name: getattr(arguments, name) for name in OWN_IMAGES}
    changed = [ARGUMENTS[name].flag for name, value in given.items() if value != ARGUMENTS[name].default]
    path, size = given.pop("images"), given.pop("size")
    if path is None:
        if changed:
            raise ConfigError(f"{changed[0]} is an option of your own images: name them with --images")
        return {}
    if "dataset" in arguments.settings:
        raise ConfigError(f"--images {path} and --dataset {arguments.settings['dataset']}: take one of them")
    return {"dataset": _prepared(path, size_of(size), **given)}


def size_of(typed: Optional[List[int]]) -> Optional[Tuple[int, int]]:
    """Return rows and columns as they are typed behind --size; ConfigError unless they are two numbers."""
    if typed is None:
        return None
    if len(typed) != 2:
        raise ConfigError(f"--size takes rows and columns, got {len(typed)} numbers")
    return typed[0], typed[1]


@functools.lru_cache(maxsize=1)
def _prepared(path, size, **options):
    from reproduce.data.own import preparation

    return preparation.prepare(path, preparation.Preparation(size, **options))

"""The names of a user's data sets: ``images-28x28-<checksum>``, with the number of channels if there are several."""

import re
from typing import Sequence, Tuple

_NAME = re.compile(r"^images-(?P<rows>\d+)x(?P<columns>\d+)(x(?P<channels>\d+))?-(?P<digest>[0-9a-f]{12})$")


def name_of(shape: Sequence[int], digest: str) -> str:
    """Return the name of images of `shape`, (C, H, W), with a checksum of 12 hexadecimal digits."""
    channels, rows, columns = shape
    return f"images-{rows}x{columns}{f'x{channels}' if channels > 1 else ''}-{digest}"


def is_own(name: str) -> bool:
    """Return whether a data set of this name is a user's."""
    return bool(_NAME.match(name))


def shape_of(name: str) -> Tuple[int, int, int]:
    """Return the shape of its images, (C, H, W)."""
    parts = _NAME.match(name)
    assert parts, name
    return int(parts["channels"] or 1), int(parts["rows"]), int(parts["columns"])


def digest_of(name: str) -> str:
    """Return the checksum of its images and labels."""
    return name.rpartition("-")[2]

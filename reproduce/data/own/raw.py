"""Images as they were read, and the limits that all readers keep."""

import dataclasses
import os
from typing import List, Optional, Tuple

import numpy as np

from reproduce.errors import DataError

SIDES = 4, 128  # pixels, the least and the most
CHANNELS = 4  # at most
LEAST_IMAGES = 2
# Where Linux tells a container's limit of memory, in bytes.
LIMITS = "/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"


@dataclasses.dataclass(frozen=True)
class Raw:
    """Images and labels as they were read.

    Attributes
    ----------
    images : ndarray of shape (N, H, W, C), uint8
    labels : list of str, or None
        One for each image; None where there are no classes.
    test_images, test_labels
        The same of a part for tests, where the source has one.
    names : list of str, or None
        Paths of the pictures below the folder or in the zip; None for arrays.
    """

    images: np.ndarray
    labels: Optional[List[str]] = None
    test_images: Optional[np.ndarray] = None
    test_labels: Optional[List[str]] = None
    names: Optional[List[str]] = None


def needing(least: int) -> str:
    """Return words for a message about too few images: how many a training needs; none where one image is enough."""
    return f", a training needs {least} at least" if least > 1 else ""


def check_memory(count: int, size: Tuple[int, int], channels: int) -> None:
    """Raise `DataError` if so many images, as the float32 numbers that train, take more than half of the memory."""
    needed, memory = 4 * count * channels * size[0] * size[1], _memory()
    if needed > memory / 2:
        raise DataError(
            f"{count} images of {size[0]} x {size[1]} x {channels} take {needed / 1e9:.1f} GB as the numbers that "
            f"train, and this machine has {memory / 1e9:.1f} GB; --size makes them smaller"
        )


def check_bytes(number: int, what: str) -> None:
    """Raise `DataError` if arrays of so many bytes, a float32 number of each, take more than half of the memory."""
    memory = _memory()
    if 4 * number > memory / 2:
        raise DataError(
            f"{what} has {number / 1e9:.1f} GB, which take {4 * number / 1e9:.1f} GB as the numbers that train, and "
            f"this machine has {memory / 1e9:.1f} GB; a part of the images, or smaller ones, would do"
        )


def _memory():
    """Return the bytes that this process may have: the machine's, or what a container is limited to."""
    limits = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for path in LIMITS:
        try:
            with open(path, encoding="ascii") as file:
                limits.append(int(file.read()))
        except (OSError, ValueError):  # not there, or "max"
            continue
    return min(limits)


def check_size(size: Tuple[int, int], what: str) -> None:
    """Raise `DataError` if images of `size`, rows and columns, are too small or too large."""
    least, most = SIDES
    if not all(least <= side <= most for side in size):
        raise DataError(
            f"{what}: {size[0]} x {size[1]} pixels; sides have {least} to {most} pixels. --size H W resamples them"
        )

"""Sizes of images, checked: ValueError for what is none. Starts no engine."""

import math
from numbers import Integral, Real
from typing import Any, Optional, Sequence, Tuple

SMALLEST_PHOTOGRAPH = 8  # pixels on a side; fewer features in three equal parts are taken for a row of numbers


def is_whole(value: Any) -> bool:
    """Return whether `value` is a whole number, NumPy's included; a boolean is none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def image_size(shape: Any) -> Tuple[int, int]:
    """Return the rows and columns of images as a pair of int."""
    is_pair = isinstance(shape, (tuple, list)) and len(shape) == 2
    if not is_pair or not all(is_whole(size) and size > 0 for size in shape):
        raise ValueError(f"image_shape must be rows and columns, two whole numbers above 0, got {shape!r}")
    return int(shape[0]), int(shape[1])


def channel_count(channels: Any) -> int:
    """Return the number of channels of images as int."""
    if not is_whole(channels) or channels < 1:
        raise ValueError(f"channels must be a whole number above 0, got {channels!r}")
    return int(channels)


def shape_of_rows(given: Any, channels: int, features: int) -> Tuple[int, int]:
    """Return (rows, columns) of images that come as rows of so many `features`.

    Parameters
    ----------
    given : (int, int) or None
        What they must be; None: as many rows as columns if that is possible, or else one row.
    channels : int
    features : int

    Raises
    ------
    ValueError
        If these don't go together, or if nothing is given and the row looks like a square image in three colours.
    """
    if features % channels:
        raise ValueError(f"{channels} channels do not go with {features} features")
    pixels = features // channels
    if given is None:
        if channels == 1:
            _refuse_colours(features)
        side = math.isqrt(pixels)
        return (side, side) if side**2 == pixels else (1, pixels)
    rows, columns = image_size(given)
    if rows * columns != pixels:
        of_channels = f" of {channels} channels" if channels > 1 else ""
        raise ValueError(f"image_shape {(rows, columns)} does not go with {features} features{of_channels}")
    return rows, columns


def _refuse_colours(features):
    """Raise ValueError for so many features as square colour images have."""
    side = math.isqrt(features // 3)
    if side >= SMALLEST_PHOTOGRAPH and 3 * side**2 == features:
        raise ValueError(
            f"{features} features are as many as colour images of {side} x {side} pixels have: say channels=3, average "
            "the channels, or name the image_shape"
        )


def downsampled(size: Sequence[Optional[int]], factors: Sequence[Any]) -> Tuple[Optional[int], ...]:
    """Return rows and columns after a downsampling by `factors`; None where `size` has None."""
    if not all(isinstance(factor, Real) and 0 < factor < math.inf for factor in factors):
        raise ValueError(f"downsample_factor must be a number above 0, or two, got {tuple(factors)}")
    result = tuple(None if known is None else int(known // factor) for known, factor in zip(size, factors))
    if 0 in result:
        raise ValueError(f"downsample_factor {tuple(factors)} leaves nothing of images of {tuple(size)} pixels")
    return result

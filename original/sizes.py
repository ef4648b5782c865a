"""Sizes of images, checked: ValueError for what is none. Starts no engine."""

import math
from numbers import Integral, Real
from typing import Any, Optional, Sequence, Tuple


def is_whole(value: Any) -> bool:
    """Return whether `value` is a whole number, NumPy's included; a boolean is none."""
    return isinstance(value, Integral) and not isinstance(value, bool)


def image_size(shape: Any) -> Tuple[int, int]:
    """Return the rows and columns of images as a pair of int."""
    is_pair = isinstance(shape, (tuple, list)) and len(shape) == 2
    if not is_pair or not all(is_whole(size) and size > 0 for size in shape):
        raise ValueError(f"image_shape must be rows and columns, two whole numbers above 0, got {shape!r}")
    return int(shape[0]), int(shape[1])


def downsampled(size: Sequence[Optional[int]], factors: Sequence[Any]) -> Tuple[Optional[int], ...]:
    """Return rows and columns after a downsampling by `factors`; None where `size` has None."""
    if not all(isinstance(factor, Real) and 0 < factor < math.inf for factor in factors):
        raise ValueError(f"downsample_factor must be a number above 0, or two, got {tuple(factors)}")
    result = tuple(None if known is None else int(known // factor) for known, factor in zip(size, factors))
    if 0 in result:
        raise ValueError(f"downsample_factor {tuple(factors)} leaves nothing of images of {tuple(size)} pixels")
    return result

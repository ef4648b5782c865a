"""Images as the networks take them: grey levels in [0, 1]. Starts no engine."""

from typing import Tuple

import numpy as np

ROUNDING = 1e-6  # how far beyond [0, 1] a grey level may lie by rounding


def grey_levels(images: np.ndarray, dtype: str = "float32") -> np.ndarray:
    """Return images as numbers of `dtype` in [0, 1]; what rounding took beyond is clipped, all else is a ValueError."""
    images = np.asarray(images)
    if images.dtype.kind not in "fiub":
        raise ValueError(f"images must be numbers, got an array of type {images.dtype}")
    if not images.size:
        raise ValueError(f"there must be at least one image, got shape {images.shape}")
    low, high = float(images.min()), float(images.max())
    if not (low >= -ROUNDING and high <= 1 + ROUNDING):  # this way round NaN is refused, too
        advice = "; divide by 255" if 2 <= high <= 255 and low >= 0 else ""
        raise ValueError(f"grey levels must lie in [0, 1], got {low!r} to {high!r}{advice}")
    images = np.ascontiguousarray(images, dtype=dtype)
    return images if 0 <= low and high <= 1 else np.clip(images, 0, 1)


def as_images(x: np.ndarray, shape: Tuple[int, int], channels: int = 1) -> np.ndarray:
    """Convert images of any of the forms of `reproduce.model.Model` to float32 of shape (N, C, H, W).

    Where channels stand, last or first, follows from the shape; if both fit, as in 3 x 3 pixels of 3 channels, they
    are last. ValueError, with the shape or the value that is wrong, for other arrays.
    """
    height, width = shape
    x = np.asarray(x)
    forms = [(height, width, channels), (height * width * channels,), (channels, height, width)]
    if channels == 1:
        forms[0] = (height, width)
    if not len(x.shape) > 1 or x.shape[1:] not in forms:
        listed = [f"({', '.join(['N', *map(str, form)])})" for form in forms]
        raise ValueError(
            f"images must have shape {', '.join(listed[:-1])} or {listed[-1]}, got {x.shape}; a single one is x[None]"
        )
    images = grey_levels(x)
    if channels > 1 and x.shape[1:] == forms[0]:
        return np.ascontiguousarray(images.transpose(0, 3, 1, 2))
    return images.reshape(len(x), channels, height, width)


def like_images(images: np.ndarray, shape: Tuple[int, ...]) -> np.ndarray:
    """Return images (N, C, H, W) in the form that the array of `shape` had from which `as_images` made them."""
    channels, height, width = images.shape[1:]
    if channels > 1 and shape[1:] == (height, width, channels):
        return shown(images)
    return images.reshape(shape)


def rows_of(images: np.ndarray, channels: int) -> np.ndarray:
    """Return images as rows, (N, C * H * W), one channel after the other.

    Parameters
    ----------
    images : ndarray of shape (N, H, W), or (N, H, W, C) with C = `channels`
    channels : int

    Raises
    ------
    ValueError
        For another shape.
    """
    of_one, of_each = images.ndim == 3 and channels == 1, images.ndim == 4 and images.shape[-1] == channels
    if not of_one and not of_each:
        form = "(N, H, W)" if channels == 1 else f"(N, H, W, {channels})"
        raise ValueError(f"images of channels={channels} must have shape {form}, got {images.shape}")
    images = images.transpose(0, 3, 1, 2) if of_each else images
    return images.reshape(len(images), -1)


def shown(images: np.ndarray) -> np.ndarray:
    """Return images of the networks, (N, C, H, W), as they are shown: (N, H, W), or in colour (N, H, W, C)."""
    return images[:, 0] if images.shape[1] == 1 else np.ascontiguousarray(images.transpose(0, 2, 3, 1))

"""Images as the networks take them: grey levels in [0, 1]. Starts no engine."""

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

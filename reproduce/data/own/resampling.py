"""Pictures brought to one size and to one number of channels, by Pillow."""

from typing import Optional, Tuple

import numpy as np
from PIL import Image, ImageOps

PAPER = (255, 255, 255, 255)  # what shines through a transparent pixel


def pixels(picture: Image.Image, size: Optional[Tuple[int, int]], grey: bool) -> np.ndarray:
    """Return a picture as bytes of shape (H, W, 1 or 3), upright, transparent parts white.

    Parameters
    ----------
    picture : PIL.Image.Image
    size : (int, int) or None
        Rows and columns to resample it to, antialiased; None leaves it.
    grey : bool
        One channel, its luminance; a picture whose channels are equal has one anyway.
    """
    picture = _eight_bits(ImageOps.exif_transpose(picture) or picture)
    if picture.mode != "L":
        whole = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", whole.size, PAPER), whole).convert("RGB")
        if grey or _is_grey(np.asarray(picture)):
            picture = picture.convert("L")
    return _resampled(picture, size)


def resized(image: np.ndarray, size: Optional[Tuple[int, int]], grey: bool) -> np.ndarray:
    """Return an image of bytes, (H, W, C), resampled to `size` and, with `grey`, as its luminance."""
    if grey and image.shape[2] >= 3:
        image = np.asarray(Image.fromarray(np.ascontiguousarray(image[..., :3])).convert("L"))[..., None]
    elif grey:
        image = image[..., :1]
    if size is None or image.shape[:2] == tuple(size):
        return image
    channels = [
        _resampled(Image.fromarray(np.ascontiguousarray(channel)), size) for channel in np.moveaxis(image, 2, 0)
    ]
    return np.concatenate(channels, axis=2)


def _eight_bits(picture):
    """Return a picture of one byte for each channel: of black and white, 16 bits and floats, too."""
    if picture.mode == "1":
        return picture.convert("L")
    if picture.mode.startswith("I;16") or picture.mode == "I":
        return Image.fromarray((np.asarray(picture).astype("float64").clip(0, 65535) / 257).round().astype("uint8"))
    if picture.mode == "F":
        return Image.fromarray((np.asarray(picture).clip(0, 1) * 255).round().astype("uint8"))
    return picture


def _is_grey(colours):
    return np.array_equal(colours[..., 0], colours[..., 1]) and np.array_equal(colours[..., 0], colours[..., 2])


def _resampled(picture, size):
    if size is not None:
        # Antialiased: a filter as wide as the pixels that it makes.
        picture = picture.resize((size[1], size[0]), Image.Resampling.LANCZOS)
    array = np.asarray(picture)
    return array[..., None] if array.ndim == 2 else array

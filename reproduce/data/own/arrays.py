"""Files of arrays: ``.npy``, ``.npz``, and the four IDX files of MNIST's relatives."""

import gzip
import os
import re
import zipfile
import zlib
from typing import Dict, List, Optional, Tuple

import numpy as np

from original.images import grey_levels
from reproduce.data import idx
from reproduce.data.own.raw import CHANNELS, LEAST_IMAGES, Raw, check_bytes, check_memory, check_size, needing
from reproduce.data.own.resampling import resized
from reproduce.errors import DataError

NAMES = "images", "labels", "test_images", "test_labels"  # in a .npz
IDX = re.compile(r"^(?P<before>.*?)(?P<part>train|t10k|test)-(?P<what>images|labels)[-.]idx[13]-ubyte(\.gz)?$")


def read(path: str, size: Optional[Tuple[int, int]], grey: bool, least: int = LEAST_IMAGES) -> Raw:
    """Return the images of a ``.npy`` or ``.npz``, or of a folder with four IDX files.

    Images are of shape (N, H, W), (N, H, W, C) or (N, C, H, W): bytes, or numbers in [0, 1]. `size` and `grey`: see
    `reproduce.data.own.resampling.resized`. `least`: images that there have to be. Nothing is unpickled.

    Raises
    ------
    DataError
        If a file is damaged, an array is missing, or images or labels are not of such a form.
    """
    found = _idx_files(path) if os.path.isdir(path) else _numpy_file(path)
    unknown = sorted(set(found) - set(NAMES))
    if unknown or "images" not in found:
        raise DataError(
            f"{path} has the arrays {', '.join(found) or 'none'}; known are {', '.join(NAMES)}, the first needed"
        )
    parts = {name: _images(f"{path}, {name}", found[name], size, grey, least) for name in NAMES[::2] if name in found}
    for of_images, of_labels in zip(NAMES[::2], NAMES[1::2]):
        if of_labels in found and len(found[of_labels]) != len(parts.get(of_images, ())):
            raise DataError(
                f"{path}: {of_labels} has {len(found[of_labels])} entries, {of_images} {len(parts.get(of_images, ()))}"
            )
    if "test_images" in parts and parts["test_images"].shape[1:] != parts["images"].shape[1:]:
        raise DataError(f"{path}: test_images are of another size than images; --size H W brings all to one")
    if "test_images" in parts and ("labels" in found) != ("test_labels" in found):
        raise DataError(f"{path}: only one of labels and test_labels is there")
    return Raw(
        parts["images"], _labels(found.get("labels")), parts.get("test_images"), _labels(found.get("test_labels"))
    )


def is_idx_folder(path: str) -> bool:
    """Return whether a folder holds IDX files under names like MNIST's."""
    return os.path.isdir(path) and any(map(IDX.match, os.listdir(path)))


def _numpy_file(path) -> Dict[str, np.ndarray]:
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                for member in archive.infolist():
                    check_bytes(member.file_size, f"{path}, {member.filename}")
        else:
            check_bytes(os.path.getsize(path), path)
        content = np.load(path, allow_pickle=False)
        return (
            {"images": content} if isinstance(content, np.ndarray) else {name: content[name] for name in content.files}
        )
    except DataError:
        raise
    except Exception as error:  # NumPy and zipfile raise a dozen kinds over a damaged file
        raise DataError(f"{path} can't be read as arrays ({' '.join(str(error).split())[:100]})") from error


def _idx_files(path) -> Dict[str, np.ndarray]:
    found: Dict[str, str] = {}
    for name in sorted(os.listdir(path)):
        parts = IDX.match(name)
        if parts:
            known = parts["what"] if parts["part"] == "train" else f"test_{parts['what']}"
            if known in found and not name.startswith(os.path.basename(found[known])):  # the same, packed
                raise DataError(
                    f"{path} has several sets, {os.path.basename(found[known])} and {name}: keep one of them"
                )
            found.setdefault(known, os.path.join(path, name))
    return {known: _idx_file(whole) for known, whole in found.items()}


def _idx_file(path):
    try:
        with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
            return idx.parse(file.read())
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise DataError(f"{path} can't be read as IDX ({error})") from error


def _images(what, array, size, grey, least) -> np.ndarray:
    if array.ndim == 3:
        array = array[..., None]
    elif array.ndim != 4:
        raise DataError(f"{what}: images are of shape (N, H, W), (N, H, W, C) or (N, C, H, W), got {array.shape}")
    elif array.shape[3] > CHANNELS:
        array = np.moveaxis(array, 1, 3)
    if not 1 <= array.shape[3] <= CHANNELS:
        raise DataError(f"{what}: images have 1 to {CHANNELS} channels, first or last, got {array.shape}")
    if len(array) < least:
        raise DataError(f"{what}: {len(array)} images{needing(least)}")
    if size is None:
        check_size(array.shape[1:3], what)
    check_memory(len(array), size or array.shape[1:3], array.shape[3])
    array = _bytes(what, array)
    if size is None and not grey:
        return array
    return np.stack([resized(image, size, grey) for image in array])


def _bytes(what, array):
    """Return grey levels as bytes: as they are, or numbers in [0, 1] times 255."""
    if array.dtype == np.uint8:
        return array
    if array.dtype.kind in "iu" and 0 <= array.min() and 1 < array.max() <= 255:
        return array.astype("uint8")
    try:
        return np.rint(255 * grey_levels(array)).astype("uint8")
    except ValueError as error:
        raise DataError(f"{what}: {error}") from error


def _labels(array) -> Optional[List[str]]:
    if array is None:
        return None
    if array.ndim != 1 or array.dtype.kind not in "iuUSb":
        raise DataError(
            f"labels are whole numbers or words, one for each image, got {array.dtype} of shape {array.shape}"
        )
    return [label.decode("utf-8", "replace") if isinstance(label, bytes) else str(label) for label in array.tolist()]

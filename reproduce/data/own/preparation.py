"""The preparation of a user's images: read once, kept as bytes under a name made of their content."""

import dataclasses
import hashlib
import json
import os
import zipfile
from typing import Dict, List, Optional, Tuple

import numpy as np
from sklearn.model_selection import train_test_split

from reproduce import files
from reproduce.data.own import arrays, pictures
from reproduce.data.own.names import name_of
from reproduce.data.own.raw import CHANNELS, LEAST_IMAGES, Raw, check_size
from reproduce.errors import ConfigError, DataError

SPLIT_SEED = 2017  # of the images that are set apart for tests


@dataclasses.dataclass(frozen=True)
class Preparation:
    """Options of how images are read.

    Attributes
    ----------
    size : (int, int) or None
        Rows and columns to resample them to.
    invert : bool
        White becomes black: for dark ink on light paper.
    grey : bool
        One channel, the luminance.
    test_share : float
        Share of the images that are set apart for tests, class by class, where the source has no such part.
    label_level : int
        Which folder is the label, see `reproduce.data.own.pictures.read`.
    """

    size: Optional[Tuple[int, int]] = None
    invert: bool = False
    grey: bool = False
    test_share: float = 0.2
    label_level: int = 1

    def __post_init__(self):
        if self.size is not None:
            check_size(self.size, "--size")
        if not 0 < self.test_share < 1:
            raise ConfigError(f"test_share must lie between 0 and 1, got {self.test_share}")


def folder() -> str:
    """Return where prepared images are kept: ``IMAGES_CACHE``, or else the user's cache folder."""
    return files.kept_in("IMAGES_CACHE", "images")


def prepare(path: str, preparation: Preparation, tests: Optional[str] = None) -> str:
    """Read the images at `path`, keep them prepared in `folder`, and return the name of the data set.

    Parameters
    ----------
    path : str
        A ``.npy`` or ``.npz``, a folder or a zip of pictures, or a folder of IDX files.
    preparation : Preparation
    tests : str or None
        The same of images for tests; None: a part of those at `path`.

    Raises
    ------
    DataError
        If there is nothing at `path`, it is none of these, or an image can't be taken.
    """
    content = prepared(path, preparation, tests)
    name = name_of(content["train_images"].shape[1:], digest(content))
    about = {"source": _name(path), **({"tests": _name(tests)} if tests else {}), **dataclasses.asdict(preparation)}
    kept = path_of(name)
    if not (os.path.exists(kept) and _about(kept) == json.loads(json.dumps(about))):
        files.write_npz(kept, dict(content, about=np.array(json.dumps(about))))
    return name


def _name(path):
    return os.path.basename(os.path.abspath(path))


def _about(kept):
    """Return what a file of prepared images tells about its source; None if it can't be read."""
    try:
        return json.loads(str(part(kept, "about")))
    except files.UNUSABLE:
        return None


def part(kept: str, name: str) -> np.ndarray:
    """Return one array of a file of prepared images, unverified; one of `files.UNUSABLE` if it can't be read."""
    with np.load(kept, allow_pickle=False) as content:
        return content[name]


def prepared(path: str, preparation: Preparation, tests: Optional[str] = None) -> Dict[str, np.ndarray]:
    """Return the images at `path`, and for tests those at `tests`, by name.

    ``train_images`` and ``test_images`` are uint8 of shape (N, C, H, W).
    ``train_labels`` and ``test_labels`` are int64 of shape (N,), indices into ``label_names``; all 0 without labels.
    """
    raw = read(path, preparation)
    if tests:
        raw = _with_tests(raw, path, read(tests, preparation, least=1), tests)
    names = sorted(set(raw.labels or [""]) | set(raw.test_labels or []), key=_natural)
    numbers = {name: number for number, name in enumerate(names)}

    def labels(known: Optional[List[str]], count: int) -> np.ndarray:
        return np.array([numbers[name] for name in known] if known else [0] * count, dtype="int64")

    images, of_images = stored(raw.images, preparation), labels(raw.labels, len(raw.images))
    if raw.test_images is not None:
        tests, of_tests = stored(raw.test_images, preparation), labels(raw.test_labels, len(raw.test_images))
    else:
        images, tests, of_images, of_tests = _split(images, of_images, preparation.test_share)
    return {
        "train_images": images,
        "train_labels": of_images,
        "test_images": tests,
        "test_labels": of_tests,
        "label_names": np.array(names),
    }


def _with_tests(raw, path, of_tests, tests):
    """Return images with others for tests; DataError if these are of another shape, or one of both has no classes."""
    if raw.test_images is not None:
        raise DataError(f"{path} has images for tests already, take away {tests}")
    shapes = [images.shape[1:] for images in (raw.images, of_tests.images)]
    if shapes[0] != shapes[1]:
        first, second = [f"{height} x {width} x {channels}" for height, width, channels in shapes]
        raise DataError(f"{path} has images of {first} and {tests} of {second}; --size and --grey make them alike")
    if (raw.labels is None) != (of_tests.labels is None):
        raise DataError(
            f"{path if raw.labels is None else tests} has no classes, the other has; --label-level may help"
        )
    return dataclasses.replace(raw, test_images=of_tests.images, test_labels=of_tests.labels)


def read(path: str, preparation: Preparation, least: int = LEAST_IMAGES) -> Raw:
    """Return the images at `path`, `least` of them, as they were read: of one size, not split, not inverted."""
    if not os.path.exists(path):
        raise DataError(f"there are no images at {path}")
    if arrays.is_idx_folder(path) or path.lower().endswith((".npy", ".npz")):
        return arrays.read(path, preparation.size, preparation.grey, least)
    if os.path.isdir(path) or pictures.is_picture(path) or zipfile.is_zipfile(path):
        return pictures.read(path, preparation.size, preparation.grey, preparation.label_level, least)
    raise DataError(f"{path} is no .npy or .npz, no zip and no folder of pictures or IDX files")


def path_of(name: str) -> str:
    """Return the file that keeps the data set `name`."""
    return os.path.join(folder(), name + ".npz")


def digest(content: Dict[str, np.ndarray]) -> str:
    """Return a checksum of images and labels, 12 hexadecimal digits."""
    found = hashlib.sha256()
    for name in ("train_images", "train_labels", "test_images", "test_labels"):
        found.update(str(content[name].shape).encode())
        found.update(np.ascontiguousarray(content[name]).data)
    return found.hexdigest()[:12]


def stored(images: np.ndarray, preparation: Preparation) -> np.ndarray:
    """Return images of shape (N, H, W, C) as (N, C, H, W), inverted if that is asked for."""
    if not 1 <= images.shape[3] <= CHANNELS:
        raise DataError(f"images have 1 to {CHANNELS} channels, got {images.shape[3]}")
    images = np.ascontiguousarray(np.moveaxis(images, 3, 1))
    return 255 - images if preparation.invert else images


def _split(images, labels, share):
    """Set apart a share of the images, class by class where each class has enough."""
    count = len(images)
    of_tests = min(max(1, round(share * count)), count - 1)
    classes, sizes = np.unique(labels, return_counts=True)
    fits = len(classes) > 1 and sizes.min() >= LEAST_IMAGES and min(of_tests, count - of_tests) >= len(classes)
    indices = train_test_split(
        np.arange(count), test_size=of_tests, random_state=SPLIT_SEED, stratify=labels if fits else None
    )
    train, test = map(np.sort, indices)
    return images[train], images[test], labels[train], labels[test]


def _natural(name):
    """Sort numbers by value, words by letters."""
    return (0, int(name), "") if name.isdecimal() else (1, 0, name)

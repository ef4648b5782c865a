"""Folders and zips of pictures: the folders that they are in are their labels."""

import io
import os
import urllib.parse
import warnings
import zipfile
from typing import Callable, Iterator, Optional, Tuple

import numpy as np
from PIL import Image

from reproduce.data.own.raw import LEAST_IMAGES, Raw, check_memory, check_size, needing
from reproduce.data.own.resampling import pixels
from reproduce.errors import DataError
from reproduce.progress import Progress

# Formats that are read; others, and files without an ending, are passed over.
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".pgm", ".ppm", ".pbm", ".pnm")
LARGEST = 1 << 26  # pixels of a picture, and bytes of its file: what is larger is no picture to train on

Opened = Tuple[str, Callable[[], bytes]]  # the path below the folder or in the zip, and what reads the file


def read(path: str, size: Optional[Tuple[int, int]], grey: bool, label_level: int, least: int = LEAST_IMAGES) -> Raw:
    """Return the pictures in a folder or a zip, in the order of their names, or the one at `path`.

    Parameters
    ----------
    path : str
    size : (int, int) or None
        See `reproduce.data.own.resampling.pixels`, as of `grey`.
    grey : bool
    label_level : int
        Which folder is the label: 1, the one that holds the picture, with those above it; 2, the one above that.
    least : int
        Pictures that there have to be.

    Raises
    ------
    DataError
        If there are less than `least` pictures, one can't be read, is too large or has another size than the first, or
        a name in the zip leads out of it.
    """
    options = size, grey, label_level, least
    if os.path.isdir(path):
        return _gathered(path, list(_in_folder(path)), *options)
    if is_picture(path):
        return _gathered(path, [(os.path.basename(path), lambda: _content(path))], *options)
    with _archive(path) as archive:
        return _gathered(path, list(_in_zip(path, archive)), *options)


def is_picture(path: str) -> bool:
    """Return whether a file has the name of a picture."""
    return path.lower().endswith(ENDINGS)


def _archive(path):
    try:
        return zipfile.ZipFile(path)
    except OSError as error:
        raise DataError(f"can't read {path}: {error.strerror}") from error
    except Exception as error:  # zipfile raises a dozen kinds over a damaged directory
        raise DataError(f"{path} is no sound zip: {_in_a_line(error)}") from error


def _in_folder(path) -> Iterator[Opened]:
    for folder, below, names in os.walk(path, onerror=_refuse):
        below[:] = sorted(name for name in below if not name.startswith("."))
        for name in sorted(names):
            whole = os.path.join(folder, name)
            if os.path.isfile(whole) or not os.path.exists(whole):  # a broken link is told, a pipe passed over
                yield _readable(os.path.relpath(whole, path)), lambda whole=whole: _content(whole)


def _refuse(error):
    raise DataError(f"can't read {error.filename}: {error.strerror}") from error


def _readable(name):
    """Return a name as text of one line: bytes that are no UTF-8, and what can't be printed, as %FF."""
    return "".join(c if c.isprintable() else urllib.parse.quote(c, "", errors="surrogateescape") for c in name)


def _in_a_line(error):
    return " ".join(str(error).split())[:100]


def _content(path):
    try:
        with open(path, "rb") as file:
            return file.read(LARGEST + 1)
    except OSError as error:
        raise DataError(f"can't read {path}: {error.strerror}") from error


def _in_zip(path, archive) -> Iterator[Opened]:
    for member in sorted(archive.infolist(), key=lambda member: member.filename):
        name = member.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            raise DataError(f"{path}: {name!r} leads out of the zip; it is not read")
        if not member.is_dir():
            yield _readable(name), lambda member=member: _unzipped(path, archive, member)


def _unzipped(path, archive, member):
    try:
        with archive.open(member) as file:
            return file.read(LARGEST + 1)  # a few bytes can unpack to more than the memory holds
    except Exception as error:  # zipfile and its decompressors raise a dozen kinds
        raise DataError(f"{path}: {_readable(member.filename)} can't be unpacked ({_in_a_line(error)})") from error


def _gathered(path, found, size, grey, label_level, least) -> Raw:
    chosen = [(name, opened) for name, opened in found if is_picture(name) and not _is_hidden(name)]
    if len(chosen) < least:
        raise DataError(f"{path} has {len(chosen)} pictures{needing(least)}; pictures end in {', '.join(ENDINGS)}")
    if size is not None:
        check_memory(len(chosen), size, 1)
    images: Optional[np.ndarray] = None
    with Progress(len(chosen), os.path.basename(path), "picture") as bar:
        for number, (name, opened) in enumerate(chosen):
            image = _decoded(os.path.join(path, name), opened(), size, grey)
            if images is None:
                check_size(image.shape[:2], os.path.join(path, name))
                images = _space(len(chosen), image)
            elif image.shape[:2] != images.shape[1:3]:
                raise DataError(
                    f"{path}: {chosen[0][0]} has {_shown(images[0])} pixels, {name} {_shown(image)}; --size H W brings "
                    "all to one size"
                )
            elif image.shape[2] > images.shape[3]:  # the first colours among grey ones, which fill all channels then
                grey_ones, images = images, _space(len(chosen), image)
                images[:number] = grey_ones[:number]
            images[number] = image
            bar.add()
    labels = _short([_label(name, label_level) for name, _ in chosen])
    names = ["/".join(_parts(name)) for name, _ in chosen]
    assert images is not None  # there is one at least
    return Raw(images, labels if len(set(labels)) > 1 else None, names=names)


def _parts(name):
    return [part for part in name.replace("\\", "/").split("/") if part not in ("", ".")]


def _is_hidden(name):
    return any(part.startswith(".") or part == "__MACOSX" for part in _parts(name))


def _label(name, level):
    folders = _parts(name)[:-1]
    return "/".join(folders[: max(0, len(folders) - level + 1)])


def _short(labels):
    """Return labels without the folders that all have in common."""
    common = os.path.commonpath(labels) if all(labels) else ""
    return [label[len(common) :].lstrip("/") for label in labels]


def _space(count, image):
    """Return an array for so many images like this one; `DataError` if they don't fit the memory."""
    check_memory(count, image.shape[:2], image.shape[2])
    return np.empty((count, *image.shape), dtype="uint8")


def _shown(image):
    return f"{image.shape[0]} x {image.shape[1]}"


def _decoded(path, content, size, grey):
    if len(content) > LARGEST:
        raise DataError(f"{path} has more than {LARGEST} bytes: no picture to train on")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content)) as picture:
                rows, columns = picture.height, picture.width
                if rows * columns > LARGEST:
                    raise DataError(f"{path} has {rows} x {columns} pixels: no picture to train on")
                return pixels(picture, size, grey)
    except DataError:
        raise
    except Exception as error:  # Pillow's readers raise a dozen kinds over a damaged file
        raise DataError(f"{path} can't be read as a picture ({_in_a_line(error)})") from error

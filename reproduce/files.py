"""Writing files so that a reader, or a run that starts after a crash, never sees half of one."""

import contextlib
import csv
import io
import json
import os
import sys
import tempfile
import zipfile
from typing import Any, BinaryIO, Dict, Iterator, List, Optional, Sequence

import numpy as np

from reproduce.errors import StoreError

_UNFINISHED = ".", ".part"  # how the names of files begin and end that are being written


class Damaged(StoreError, ValueError):
    """A file holds something else than its reader reads: it was cut off, altered, or never was such a file."""


# What reading a file and taking its content apart can raise.
UNUSABLE = OSError, EOFError, KeyError, RuntimeError, TypeError, ValueError, zipfile.BadZipFile


@contextlib.contextmanager
def atomic(path: str) -> Iterator[BinaryIO]:
    """Give a binary file that appears under `path` as a whole when the block ends, or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    make_folder(folder)
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=_UNFINISHED[0], suffix=_UNFINISHED[1])
    except OSError as error:
        raise StoreError(f"can't write to {folder}: {error.strerror}") from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        raise StoreError(f"can't write {path}: {error.strerror or error}") from error
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def remove_unfinished(folder: str) -> None:
    """Remove from `folder` what a process that was killed was writing. Only for who owns the folder."""
    for name in os.listdir(folder) if os.path.isdir(folder) else ():
        if is_unfinished(name):
            os.remove(os.path.join(folder, name))


def is_unfinished(name: str) -> bool:
    """Return whether a file of this name is being written, or was when its process ended."""
    return name.startswith(_UNFINISHED[0]) and name.endswith(_UNFINISHED[1])


def set_aside(path: str, error: Exception) -> None:
    """Rename a file that can't be used to ``*.damaged``, and say so and why."""
    print(
        f"{path} can't be used ({type(error).__name__}: {error}); it is set aside as {os.path.basename(path)}.damaged",
        file=sys.stderr,
    )
    os.replace(path, path + ".damaged")


def kept_in(variable: str, name: str) -> str:
    """Return the path that an environment variable names, or else `name` in the user's cache folder."""
    import platformdirs  # here, since `reproduce --help` keeps nothing

    own = os.path.join(platformdirs.user_cache_dir("dtvae-reproduce", appauthor=False), name)
    return os.path.expanduser(os.environ.get(variable) or own)


def make_folder(folder: str) -> None:
    """Make `folder` and its parents where they are missing; StoreError if that can't be done."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise StoreError(f"can't make the folder {folder}: {error.strerror}") from error


def write_text(path: str, text: str) -> None:
    """Write a text file as UTF-8; StoreError if that can't be done, as of all that write."""
    with atomic(path) as file:
        file.write(text.encode("utf-8"))


def write_json(path: str, value: Any) -> None:
    """Write a value as JSON."""
    write_text(path, json.dumps(value, indent=2) + "\n")


def read_json(path: str) -> Any:
    """Return the value in a JSON file; OSError if the file can't be read, Damaged if it is not JSON."""
    content = _content(path)
    with _damage_told(path, "JSON file"):
        return json.loads(content.decode("utf-8"))


def write_csv(path: str, rows: List[dict], fields: Optional[Sequence[str]] = None) -> None:
    """Write rows under the header `fields`; None takes those of the first row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if fields is None else fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())


def read_csv(path: str) -> List[Dict[str, str]]:
    """Return the rows by field; OSError if the file can't be read, Damaged if its lines don't fit its header."""
    content = _content(path)
    with _damage_told(path, "CSV file"):
        if not content.endswith(b"\n"):
            raise ValueError("its last line is cut off")
        header, *rows = csv.reader(io.StringIO(content.decode("utf-8"), newline=""), strict=True)
        if not header or len(set(header)) < len(header):
            raise ValueError("its header is empty, or names a field twice")
        for number, row in enumerate(rows, start=1):
            if len(row) != len(header):
                raise ValueError(f"row {number} has {len(row)} fields, the header {len(header)}")
        return [dict(zip(header, row)) for row in rows]


def write_npz(path: str, arrays: Dict[str, np.ndarray]) -> None:
    """Write arrays by name, uncompressed."""
    with atomic(path) as file:
        np.savez(file, **arrays)


def read_npz(path: str, like: Optional[Dict[str, np.ndarray]] = None) -> Dict[str, np.ndarray]:
    """Return arrays by name, as `write_npz` wrote it; nothing is unpickled.

    Parameters
    ----------
    path : str
    like : dict of str to ndarray or None
        Arrays whose names, shapes and types those of the file must have.

    Raises
    ------
    OSError
        If the file can't be read.
    Damaged
        If it is not what `write_npz` writes, a checksum is wrong, or its arrays are not like those of `like`.
    """
    content = _content(path)
    with _damage_told(path, "npz file"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            # A damaged length makes zipfile pass over members; how many there are stands in the last 22 bytes.
            number = int.from_bytes(content[-12:-10], "little")
            if content[-22:-18] != b"PK\x05\x06" or number != len(archive.infolist()):
                raise ValueError(f"its directory is not of {number} members, or not at the end")
            arrays = {}
            for member in archive.infolist():
                name, ending = member.filename[: -len(".npy")], member.filename[-len(".npy") :]
                if ending != ".npy" or name in arrays:
                    raise ValueError(f"its member {member.filename!r} is no array, or is there twice")
                arrays[name] = _array(archive, member)
        if not arrays:
            raise ValueError("it holds no array")
        if like is not None:
            check_like(arrays, like)
        return arrays


def _array(archive, member):
    """Return the array in a member of an npz file."""
    if member.compress_type != zipfile.ZIP_STORED:  # what a few bytes unpack to can fill the memory
        raise ValueError(f"its member {member.filename!r} is compressed")
    # NumPy, left to read from the archive, stops where the array ends. The checksum is compared where the member ends,
    # which is elsewhere if the damage is in the array's shape.
    file = io.BytesIO(archive.read(member))
    array = np.lib.format.read_array(file, allow_pickle=False)
    if file.read(1):
        raise ValueError(f"its member {member.filename!r} is longer than the array in it")
    return array


def check_like(arrays: Dict[str, np.ndarray], like: Dict[str, np.ndarray]) -> None:
    """Raise ValueError if the names, shapes and types of two dicts of arrays differ."""
    missing, unknown = sorted(set(like) - set(arrays)), sorted(set(arrays) - set(like))
    if missing or unknown:
        raise ValueError(f"arrays that are missing: {missing}, that don't belong there: {unknown}")
    for name, array in like.items():
        found = arrays[name]
        if (found.shape, found.dtype) != (array.shape, array.dtype):
            raise ValueError(
                f"{name} has shape {found.shape} and type {found.dtype}, expected {array.shape} and {array.dtype}"
            )


def _content(path):
    with open(path, "rb") as file:
        return file.read()


@contextlib.contextmanager
def _damage_told(path, kind):
    """Turn whatever is raised over the content of a file into a Damaged, in one line with its path."""
    try:
        yield
    except Exception as error:  # zipfile and NumPy alone raise a dozen kinds, TokenError and MemoryError among them
        reason = " ".join(str(error).split())[:200] or type(error).__name__
        raise Damaged(f"{path} is no sound {kind}: {reason}") from error


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask

"""MNIST (thesis, section IV): found in a folder, in the cache, or downloaded; always verified.

The four files are verified by the SHA-256 of their uncompressed bytes, whatever compressed them, and so are arrays that
come in another form (`reproduce.data.mnist_layouts`): as the bytes that their file would have.
"""

import gzip
import hashlib
import http.client
import io
import os
import urllib.request
import zlib
from typing import Dict, Optional

import numpy as np

from reproduce import files
from reproduce.progress import Progress
from reproduce.data import checksums, idx, mnist_layouts
from reproduce.errors import DataError

FILES = checksums.MNIST
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
LARGEST = 1 << 26  # bytes; unpacked, the largest of the files has 47,040,016
TIMEOUT = 20  # seconds without a byte before the next mirror is tried

# Three lines behind the one that says what is wrong.
REMEDIES = (
    "\n  name a folder that has MNIST, as its four files or as others pack them, in MNIST_DIR or --mnist-dir;"
    "\n  or connect this machine to the network and run again: it is downloaded (11 MB);"
    "\n  or take the digits that need no download: --dataset digits."
)


def arrays(folder: Optional[str], white: int) -> tuple:
    """Return images and labels as a `reproduce.data.registry.DataSource` has them; arguments as of `load` there."""
    content = load(folder)

    def images(name):
        return content[name][:, None].astype("float32") / np.float32(white)

    return (
        images("train-images-idx3-ubyte"),
        content["train-labels-idx1-ubyte"].astype("int64"),
        images("t10k-images-idx3-ubyte"),
        content["t10k-labels-idx1-ubyte"].astype("int64"),
    )


def paths(folder: Optional[str] = None) -> list:
    """Return the files that hold MNIST or may do so, and where the four files would be; arguments as of `load`."""
    folder = _named(folder) or cache_folder()
    found = [path for name in FILES for path in mnist_layouts.paths_of(folder, name) or [os.path.join(folder, name)]]
    return found + [path for _, paths in mnist_layouts.tables(folder) for path in paths]


def load(folder: Optional[str] = None) -> Dict[str, np.ndarray]:
    """Return the four arrays by file name, uint8: images (60000 and 10000, 28, 28), labels (60000 and 10000,).

    Parameters
    ----------
    folder : str or None
        Where the files are, in any form of `reproduce.data.mnist_layouts`; one that is sound is enough. None takes the
        environment variable ``MNIST_DIR``, or else the user's cache folder, into which missing files are downloaded.

    Raises
    ------
    DataError
        If a file is missing from the folder named, altered, or can't be downloaded.
    """
    folder = _named(folder)
    if folder and not os.path.isdir(folder):
        raise DataError(f"MNIST: {folder} is not a folder.{REMEDIES}")
    place = folder or cache_folder()
    arrays, problems = _files(place)
    if len(arrays) < len(FILES):
        for table, paths in mnist_layouts.tables(place):
            arrays = {**_of_table(table, paths, problems), **arrays}
    for name, sha256 in FILES.items():
        if name in arrays:
            continue
        if name in problems:
            raise DataError(f"MNIST: {problems[name]}.{REMEDIES}")
        if folder:
            others = "".join(f"; {stranger}" for stranger in mnist_layouts.strangers(folder))
            raise DataError(f"MNIST: there is no {name} or {name}.gz in {folder}{others}.{REMEDIES}")
        arrays[name] = _download(name, sha256)
    return {name: arrays[name] for name in FILES}


def _files(folder):
    """Return the arrays of the files that are sound, and what is wrong with the others, both by name."""
    arrays, problems = {}, {}
    for name, sha256 in FILES.items():
        for path in mnist_layouts.paths_of(folder, name):
            try:
                arrays[name] = _read(path, sha256)
                break
            except ValueError as error:
                problems.setdefault(name, str(error))
    return arrays, problems


def _of_table(table, paths, problems):
    """Return the arrays of a table that are MNIST's, by name; add to `problems` what is wrong with the others."""
    arrays = {}
    try:
        for name, array in table.read(paths).items():
            arrays[name] = idx.parse(verified(idx.written(array), FILES[name]))
    except Exception as error:  # a damaged file makes zipfile, gzip and NumPy raise a dozen kinds
        problem = f"{' and '.join(paths)}, read as {table.title}: {' '.join(str(error).split())[:200]}"
        problems.update((name, problem) for name in FILES if name not in problems)
    return arrays


def cache_folder() -> str:
    """Return where downloads are kept: ``MNIST_CACHE``, or else the user's cache folder."""
    return files.kept_in("MNIST_CACHE", "mnist")


def available(folder: Optional[str] = None) -> tuple:
    """Return (folder, names of the files that are missing there); says nothing about their content."""
    folder = _named(folder) or cache_folder()
    whole = any(mnist_layouts.tables(folder))
    return folder, [name for name in FILES if not whole and not mnist_layouts.paths_of(folder, name)]


def _named(folder):
    """Return the folder that the caller or the environment names, or None."""
    folder = folder or os.environ.get("MNIST_DIR")
    return os.path.expanduser(folder) if folder else None


def _read(path, sha256):
    """Return the array of a file; ValueError with its path and what is wrong with it."""
    try:
        with open(path, "rb") as file:
            return idx.parse(verified(file.read(LARGEST + 1), sha256))
    except OSError as error:
        raise ValueError(f"can't read {path}: {error.strerror}") from error
    except ValueError as error:
        raise ValueError(f"{path}: {error}. Delete or replace the file") from error


def verified(data: bytes, sha256: str) -> bytes:
    """Return `data`, unpacked if it is gzip; ValueError if it is not the file with that SHA-256."""
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                data = file.read(LARGEST + 1)  # a few bytes can unpack to more than the memory holds
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"the file is cut off or damaged ({error})") from error
    if len(data) > LARGEST:
        raise ValueError(f"the file is not MNIST's: it has more than {LARGEST} bytes")
    if hashlib.sha256(data).hexdigest() != sha256:
        told = mnist_layouts.impostor(data)
        raise ValueError(f"the file is not MNIST's: {told or f'its {len(data)} bytes have another checksum'}")
    return data


def _download(name, sha256):
    """Fetch a file from the first mirror that has it right, keep it in the cache, and return its array."""
    problems = []
    for mirror in MIRRORS:
        try:
            data = verified(_fetch(mirror + name + ".gz"), sha256)
            array = idx.parse(data)
        except (OSError, ValueError, http.client.HTTPException) as error:  # URLError and timeouts are OSErrors
            problems.append(f"{mirror}: {getattr(error, 'reason', None) or error}")
            continue
        with files.atomic(os.path.join(cache_folder(), name)) as file:
            file.write(data)
        return array
    raise DataError(f"MNIST: {name} could not be downloaded ({'; '.join(problems)}).{REMEDIES}")


def _fetch(url):
    with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
        total = int(response.headers.get("Content-Length", 0)) or None
        chunks = []
        with Progress(total, os.path.basename(url), "B") as bar:
            for chunk in iter(lambda: response.read(1 << 16), b""):
                chunks.append(chunk)
                bar.add(len(chunk))
    return b"".join(chunks)

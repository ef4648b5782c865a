"""MNIST (thesis, section IV): found in a folder, in the cache, or downloaded; always verified.

The four files are verified by the SHA-256 of their uncompressed bytes, whatever compressed them.
"""

import gzip
import hashlib
import http.client
import io
import os
import urllib.request
import zlib

import platformdirs

from reproduce import progress
from reproduce.data import idx
from reproduce.errors import DataError
from reproduce.files import atomic

FILES = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}
MIRRORS = ("https://ossci-datasets.s3.amazonaws.com/mnist/", "https://storage.googleapis.com/cvdf-datasets/mnist/")
LARGEST = 1 << 26  # bytes; unpacked, the largest of the files has 47,040,016
TIMEOUT = 20  # seconds without a byte before the next mirror is tried

REMEDIES = (
    "Either put the four files ({}, with or without .gz) into a folder and name it in MNIST_DIR or "
    "--mnist-dir; or connect this machine to the network and run again, to download them (11 MB); or use "
    "the digits that need no download: --dataset digits.".format(", ".join(FILES))
)


def load(folder=None):
    """The four arrays by file name, uint8: images (60000 and 10000, 28, 28), labels (60000 and 10000,).

    Parameters
    ----------
    folder : str or None
        Where the files are. None takes the environment variable ``MNIST_DIR``, or else the user's cache folder,
        into which missing files are downloaded.

    Raises
    ------
    DataError
        If a file is missing from the folder named, altered, or can't be downloaded.
    """
    folder = _named(folder)
    if folder and not os.path.isdir(folder):
        raise DataError(f"MNIST: {folder} is not a folder. {REMEDIES}")
    arrays = {}
    for name, sha256 in FILES.items():
        path = _find(folder or cache_folder(), name)
        if path is None and folder:
            raise DataError(f"MNIST: there is no {name} or {name}.gz in {folder}. {REMEDIES}")
        arrays[name] = _read(path, sha256) if path else _download(name, sha256)
    return arrays


def cache_folder():
    """Where downloads are kept: ``MNIST_CACHE``, or else the user's cache folder."""
    own = os.path.join(platformdirs.user_cache_dir("dtvae-reproduce", appauthor=False), "mnist")
    return os.path.expanduser(os.environ.get("MNIST_CACHE") or own)


def available(folder=None):
    """(folder, names of the files that are missing there); says nothing about their content."""
    folder = _named(folder) or cache_folder()
    return folder, [name for name in FILES if _find(folder, name) is None]


def _named(folder):
    """The folder that the caller or the environment names, or None."""
    folder = folder or os.environ.get("MNIST_DIR")
    return os.path.expanduser(folder) if folder else None


def _find(folder, name):
    for path in (os.path.join(folder, name), os.path.join(folder, name + ".gz")):
        if os.path.isfile(path):
            return path
    return None


def _read(path, sha256):
    try:
        with open(path, "rb") as file:
            return idx.parse(verified(file.read(LARGEST + 1), sha256))
    except OSError as error:
        raise DataError(f"MNIST: can't read {path}: {error.strerror}. {REMEDIES}") from error
    except ValueError as error:
        raise DataError(f"MNIST: {path}: {error}. Delete or replace the file. {REMEDIES}") from error


def verified(data, sha256):
    """`data`, unpacked if it is gzip; ValueError if it is not the file with that SHA-256."""
    if data[:2] == b"\x1f\x8b":
        try:
            with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
                data = file.read(LARGEST + 1)  # a few bytes can unpack to more than the memory holds
        except (OSError, EOFError, zlib.error) as error:
            raise ValueError(f"the file is cut off or damaged ({error})") from error
    if len(data) > LARGEST:
        raise ValueError(f"the file is not MNIST's: it has more than {LARGEST} bytes")
    if hashlib.sha256(data).hexdigest() != sha256:
        raise ValueError(f"the file is not MNIST's: its {len(data)} bytes have another checksum")
    return data


def _download(name, sha256):
    """Fetch a file from the first mirror that has it right, keep it in the cache, and return its array."""
    problems = []
    for mirror in MIRRORS:
        try:
            data = verified(_fetch(mirror + name + ".gz"), sha256)
            array = idx.parse(data)
        except (OSError, ValueError, http.client.HTTPException) as error:  # URLError and timeouts are OSErrors
            problems.append("{}: {}".format(mirror, getattr(error, "reason", None) or error))
            continue
        with atomic(os.path.join(cache_folder(), name)) as file:
            file.write(data)
        return array
    raise DataError("MNIST: {} could not be downloaded ({}). {}".format(name, "; ".join(problems), REMEDIES))


def _fetch(url):
    with urllib.request.urlopen(url, timeout=TIMEOUT) as response:
        total = int(response.headers.get("Content-Length", 0)) or None
        chunks = []
        with progress.bar(total=total, unit="B", unit_scale=True, desc=os.path.basename(url), leave=False) as bar:
            for chunk in iter(lambda: response.read(1 << 16), b""):
                chunks.append(chunk)
                bar.update(len(chunk))
    return b"".join(chunks)

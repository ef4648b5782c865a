"""The forms in which people have MNIST: where its files may be in a folder, and what else may hold its arrays.

Nothing here trusts a file: what is read is compared with MNIST's checksums by `reproduce.data.mnist`.
"""

import gzip
import io
import os
import zipfile
from dataclasses import dataclass
from typing import Callable, Dict, Iterator, List, Optional, Tuple

import numpy as np

from reproduce.data import checksums, sizes

NAMES = tuple(checksums.MNIST)
PIXELS = 784
FILES_LOOKED_AT = 1000  # for a message
LARGEST = 1 << 28  # bytes of an unpacked table; as text MNIST has half of that
FOLDERS = ("", os.path.join("MNIST", "raw"), "raw", "mnist")  # torchvision's root, and folders in it


def paths_of(folder: str, name: str) -> List[str]:
    """Return the paths at which one of MNIST's files is in `folder`: its own name or Kaggle's, packed or not."""
    found = []
    for below in FOLDERS:
        for spelled in (name, name.replace("-idx", ".idx")):
            path = os.path.join(folder, below, spelled)
            inside = os.path.join(path, spelled)  # Kaggle's archive has each file in a folder of its name
            found += [path + end for path in (path, inside) for end in ("", ".gz") if os.path.isfile(path + end)]
    return found


@dataclass(frozen=True)
class Table:
    """Files that hold MNIST's arrays in another form than its own.

    Attributes
    ----------
    title : str
        For messages.
    files : tuple of str
        Paths in a folder; all have to be there.
    read : callable
        ``read(paths)`` gives the four arrays by name, uint8. It may raise whatever a damaged file makes it raise.
    """

    title: str
    files: Tuple[str, ...]
    read: Callable[[List[str]], Dict[str, np.ndarray]]

    def paths(self, folder: str) -> Optional[List[str]]:
        """Return the paths of its files in `folder`, packed or not; None unless all are there."""
        found = [_first(os.path.join(folder, name)) for name in self.files]
        return found if all(found) else None


def _first(path):
    return next((path + end for end in ("", ".gz") if os.path.isfile(path + end)), None)


def tables(folder: str) -> Iterator[Tuple[Table, List[str]]]:
    """Return the tables that are in `folder`, each with its paths."""
    for table in TABLES:
        paths = table.paths(folder)
        if paths:
            yield table, paths


def strangers(folder: str) -> List[str]:
    """Return what is in `folder` that may hold MNIST but is not read, each with the reason."""
    names = [name for _, _, names in os.walk(folder) for name in sorted(names)][:FILES_LOOKED_AT]
    return [f"{name} {why}" for name in names for end, why in STRANGERS.items() if name.endswith(end)][:2]


def impostor(data: bytes) -> str:
    """Return what a file of other bytes than MNIST's is, as far as it can be told; empty if it can't."""
    if data[:1] == b"<" or data[:15].lower().startswith((b"\n<", b"\r\n<", b"\xef\xbb\xbf<")):
        return "it is a web page: the download failed"
    if data.startswith(b"version https://git-lfs"):
        return "it is a pointer of Git LFS: `git lfs pull` gets the file"
    if not data:
        return "it is empty"
    if data[:4] == b"\x00\x00\x08\x03" and len(data) % PIXELS == 16 < len(data):
        level = float(np.frombuffer(data, np.uint8, offset=16).mean()) / 255
        return next((_named_alike(name) for name, of in LEVELS if abs(of - level) < 0.01), "")
    if data[:4] == b"\x00\x00\x08\x01":
        first = tuple(data[8:18])
        return next((_named_alike(name) for name, of in LABELS if of == first), "")
    return ""


def _named_alike(name):
    return f"it is {name}'s, which has MNIST's file names: --dataset idx --mnist-dir DIR takes it"


def _keras(paths):
    arrays = {}
    with zipfile.ZipFile(paths[0]) as archive:
        for key, name in zip(("x_train", "y_train", "x_test", "y_test"), NAMES):
            member = archive.getinfo(key + ".npy")
            if member.file_size > LARGEST:
                raise ValueError(f"{key} has {member.file_size} bytes")
            content = io.BytesIO(archive.read(member))
            arrays[name] = np.lib.format.read_array(content, allow_pickle=False).astype("uint8")
    return arrays


def _openml(paths):
    numbers = _numbers(paths[0])
    parts = numbers[: sizes.MNIST], numbers[sizes.MNIST :]
    return _named(*(part for rows in parts for part in (rows[:, :-1], rows[:, -1])))


def _csv(paths):
    return _named(*(part for rows in map(_numbers, paths) for part in (rows[:, 1:], rows[:, 0])))


def _named(train_images, train_labels, test_images, test_labels):
    arrays = train_images.reshape(-1, 28, 28), train_labels, test_images.reshape(-1, 28, 28), test_labels
    return dict(zip(NAMES, map(np.ascontiguousarray, arrays)))


def _numbers(path):
    """Return the numbers of a text table, uint8 of shape (rows, 785); header and quotation marks are left out."""
    with gzip.open(path) if path.endswith(".gz") else open(path, "rb") as file:
        text = file.read(LARGEST + 1)
    if len(text) > LARGEST:
        raise ValueError(f"it has more than {LARGEST} bytes")
    lines = text.translate(None, b"'\"\r").split(b"\n")
    rows = [line for line in lines if line[:1].isdigit()]
    return np.fromstring(b",".join(rows), dtype="uint8", sep=",").reshape(len(rows), PIXELS + 1)


_OPENML = os.path.join("openml", "openml.org", "data", "v1", "download")
TABLES = (
    Table("Keras' mnist.npz", ("mnist.npz",), _keras),
    *(
        Table("OpenML's mnist_784", (path,), _openml)
        for path in (
            "mnist_784.arff",
            os.path.join(_OPENML, "52667", "mnist_784.arff"),
            os.path.join(_OPENML, "52667.arff"),
            os.path.join(_OPENML, "52667"),
        )
    ),
    Table("CSV of labels and pixels", ("mnist_train.csv", "mnist_test.csv"), _csv),
)
STRANGERS = {  # by how their names end
    ".pkl.gz": "is a pickle, which could run any program when it is read",
    ".pkl": "is a pickle, which could run any program when it is read",
    ".pt": "is a pickle of PyTorch, which could run any program when it is read",
    ".parquet": "is parquet, which no package here reads",
    "train.csv": "is 42,000 of MNIST's images in another order, from a competition",
}
# Data sets with MNIST's file names: the mean grey level of their training and test images, and their first labels.
LEVELS = (("Fashion-MNIST", 0.286), ("Fashion-MNIST", 0.2868), ("KMNIST", 0.1918))
LABELS = (("Fashion-MNIST", (9, 0, 0, 3, 0, 2, 7, 2, 5, 5)), ("Fashion-MNIST", (9, 2, 1, 1, 6, 1, 4, 6, 5, 7)))

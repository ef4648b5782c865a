"""Writing files so that a reader, or a run that starts after a crash, never sees half of one."""

import contextlib
import csv
import io
import json
import os
import tempfile

import numpy as np

from reproduce.errors import StoreError


@contextlib.contextmanager
def atomic(path):
    """Binary file that appears under `path` as a whole when the block ends, or not at all."""
    folder = os.path.dirname(os.path.abspath(path))
    make_folder(folder)
    try:
        handle, temporary = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    except OSError as error:
        raise StoreError("can't write to {}: {}".format(folder, error.strerror)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o666 & ~_umask())
        os.replace(temporary, path)
    except OSError as error:
        raise StoreError("can't write {}: {}".format(path, error.strerror or error)) from error
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def make_folder(folder):
    """Make `folder` and its parents where they are missing; StoreError if that can't be done."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        raise StoreError("can't make the folder {}: {}".format(folder, error.strerror)) from error


def write_text(path, text):
    with atomic(path) as file:
        file.write(text.encode("utf-8"))


def write_json(path, value):
    write_text(path, json.dumps(value, indent=2) + "\n")


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def write_csv(path, rows, fields):
    """Rows are dicts; `fields` is the header."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fields, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    write_text(path, text.getvalue())


def read_csv(path):
    """List of dicts of str."""
    with open(path, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_npz(path, arrays):
    with atomic(path) as file:
        np.savez(file, **arrays)


def read_npz(path):
    with np.load(path, allow_pickle=False) as arrays:
        return {name: arrays[name] for name in arrays.files}


def _umask():
    mask = os.umask(0)
    os.umask(mask)
    return mask

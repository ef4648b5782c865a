"""Removal of whole runs, and of what is left over beside them."""

import contextlib
import dataclasses
import os
import shutil
from typing import Iterable, List, Sequence

from reproduce import files
from reproduce.errors import StoreError
from reproduce.runs import checkpoints, lock
from reproduce.runs.listing import BASELINE, FINISHED, SUPERSEDED, StoredRun


@dataclasses.dataclass(frozen=True)
class Leftover:
    """A file or a folder that nothing needs any more.

    Attributes
    ----------
    path : str
    why : str
    size : int
        Bytes.
    run : str
        Folder of the run that it belongs to; empty for none.
    """

    path: str
    why: str
    size: int
    run: str = ""


def leftovers(runs: Iterable[StoredRun]) -> List[Leftover]:
    """Return what is left over of the runs: superseded ones, checkpoints of finished ones, damaged files."""
    found = []
    for run in runs:
        if run.state == SUPERSEDED:
            found.append(Leftover(run.folder, "another version of the numerics or of the data", run.size, run.folder))
        elif run.state in (FINISHED, BASELINE):
            found += _in_finished(run)
    return found


def compiled(folder: str) -> List[Leftover]:
    """Return the engine's compiled code in `folder`, which it compiles again when it needs it."""
    if not os.path.isdir(folder):
        return []
    return [
        Leftover(entry.path, "compiled code", _size(entry.path))
        for entry in os.scandir(folder)
        if not entry.is_symlink()
    ]


def remove(found: Sequence[Leftover]) -> None:
    """Remove files and folders; nothing at all if a process trains in one of the runs (`StoreError`)."""
    with contextlib.ExitStack() as held:
        for folder in dict.fromkeys(leftover.run for leftover in found if leftover.run):
            held.enter_context(_unused(folder))
        for leftover in found:
            try:
                _delete(leftover.path)
            except OSError as error:
                raise StoreError(f"can't remove {leftover.path}: {error.strerror or error}") from error


@contextlib.contextmanager
def _unused(folder):
    """Own the folder of a run inside this context; `StoreError` if a process trains in it."""
    user = lock.owner(folder)
    if user:
        raise StoreError(f"{folder} is being trained by {user}; nothing is removed")
    with lock.owning(folder):
        yield
        lock.clear(folder)


def _in_finished(run):
    for name in sorted(os.listdir(run.folder)):
        path = os.path.join(run.folder, name)
        if name in (checkpoints.NEWEST, checkpoints.PREVIOUS):
            yield Leftover(path, "checkpoint of a finished training", _size(path), run.folder)
        elif name.endswith(".damaged"):
            yield Leftover(path, "damaged file that was set aside", _size(path), run.folder)
        elif files.is_unfinished(name):
            yield Leftover(path, "file that was never finished", _size(path), run.folder)


def _size(path):
    if not os.path.isdir(path):
        return os.path.getsize(path)
    return sum(os.path.getsize(os.path.join(folder, name)) for folder, _, names in os.walk(path) for name in names)


def _delete(path):
    if os.path.isdir(path):
        shutil.rmtree(path)
    elif os.path.exists(path):
        os.remove(path)

"""One owner per run: the lock that a process holds on a folder while it trains in it."""

import contextlib
import os
import socket
from typing import Callable, Iterator, Optional

from reproduce import files, notices
from reproduce.errors import StoreError

LOCK, OWNER = ".lock", ".owner"


@contextlib.contextmanager
def owning(folder: str) -> Iterator[None]:
    """Own `folder` inside this context; if another process owns it, say which and wait.

    The operating system lets go of the lock when its holder dies, however it does, so there is no stale one.
    """
    from filelock import FileLock, Timeout

    files.make_folder(folder)
    lock, owner = FileLock(os.path.join(folder, LOCK)), os.path.join(folder, OWNER)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        notices.tell(f"{folder} is being trained by {_read(owner)}; waiting for it")
        lock.acquire()
    except OSError as error:
        raise StoreError(f"can't write to {folder}: {error.strerror or error}") from error
    try:
        files.write_text(owner, f"process {os.getpid()} on {socket.gethostname()}")
        yield
    finally:
        with contextlib.suppress(OSError):
            os.remove(owner)
        if os.path.isdir(folder) and os.listdir(folder) == [LOCK]:  # nothing came of it: the folder is as it was
            clear(folder)
        lock.release()


def made_once(folder: str, finished: Callable, make: Callable) -> dict:
    """Return what is in `folder`, made now if it is not there yet.

    Of several processes that ask for it one makes it, and the others wait.

    Parameters
    ----------
    folder : str
    finished : callable
        ``finished(set_aside=bool)`` gives what is there, or None; with `set_aside` it renames damaged files.
    make : callable
        ``make()`` makes it and gives the same.
    """
    found = finished(set_aside=False)
    if found is None:
        with owning(folder):
            found = finished(set_aside=True)  # made meanwhile, perhaps
            if found is None:
                found = make()
            clear(folder)
    return found


def owner(folder: str) -> Optional[str]:
    """Return which process trains in `folder` now, in words; None if no process does."""
    from filelock import FileLock, Timeout

    path = os.path.join(folder, LOCK)
    if not os.path.exists(path):
        return None
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        return _read(os.path.join(folder, OWNER))
    except OSError:  # a folder that can't be written: nobody trains in it
        return None
    lock.release()
    return None


def clear(folder: str) -> None:
    """Remove the lock's file from a folder in which nothing is left to do, while owning it."""
    with contextlib.suppress(OSError):
        os.remove(os.path.join(folder, LOCK))


def _read(path):
    try:
        with open(path, encoding="utf-8") as file:
            return file.read() or "another process"
    except OSError:
        return "another process"

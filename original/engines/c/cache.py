"""Files compiled once for all modules. They stay in Theano's cache, in folders named after what they were made from."""

import contextlib
import glob
import hashlib
import os
import shutil
import subprocess
import tempfile
import time

UNUSED_DAYS = 24  # after which a folder is removed; Theano does the same with its modules


def cached(theano, name, files, identity, make):
    """Return the folder ``<name>-<hash of identity>`` in Theano's cache that holds `files`; None if it can't be made.

    If one of the files is missing, ``make(scratch)`` writes them all into the folder `scratch`. They move from there in
    the order of `files`, so that whoever sees the last one sees all. Folders ``<name>-...`` that nobody has used for
    `UNUSED_DAYS` are removed then.
    """
    digest = hashlib.sha256(repr(identity).encode()).hexdigest()[:12]
    folder = os.path.join(theano.config.base_compiledir, f"{name}-{digest}")
    paths = [os.path.join(folder, file) for file in files]
    if not all(map(os.path.exists, paths)):
        try:
            os.makedirs(folder, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder) as scratch:
                make(scratch)
                for file, path in zip(files, paths):
                    os.replace(os.path.join(scratch, file), path)
        except (OSError, subprocess.SubprocessError):
            # No room, no right to write, no such compiler; or another process has just made the same.
            return folder if all(map(os.path.exists, paths)) else None
        _remove_unused(os.path.dirname(folder), name)
    else:
        _note_use(folder)
    return folder


def _note_use(folder):
    with contextlib.suppress(OSError):  # somebody else's folder
        os.utime(folder)


def _remove_unused(cache, name):
    for folder in glob.glob(os.path.join(glob.escape(cache), name + "-*")):
        with contextlib.suppress(FileNotFoundError):  # another process removed it first
            if time.time() - os.path.getmtime(folder) > UNUSED_DAYS * 24 * 3600:
                shutil.rmtree(folder, ignore_errors=True)


def run(*commands):
    """Run compilers side by side without output; raise CalledProcessError if one fails."""
    processes = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands
    ]
    for code, command in [(process.wait(), process.args) for process in processes]:
        if code:
            raise subprocess.CalledProcessError(code, command)

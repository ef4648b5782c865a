"""Files compiled once for all modules. They stay in Theano's cache, in folders named after what they were made from."""

import hashlib
import os
import subprocess
import tempfile


def cached(theano, name, files, identity, make):
    """Return the folder ``<name>-<hash of identity>`` in Theano's cache that holds `files`; None if it can't be made.

    If one of the files is missing, ``make(scratch)`` writes them all into the folder `scratch`. They move from there in
    the order of `files`, so that whoever sees the last one sees all.
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
    return folder


def run(*commands):
    """Run compilers side by side without output; raise CalledProcessError if one fails."""
    processes = [
        subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) for command in commands
    ]
    for code, command in [(process.wait(), process.args) for process in processes]:
        if code:
            raise subprocess.CalledProcessError(code, command)

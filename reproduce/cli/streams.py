"""Standard output and error, made fit to write to: a closed one is replaced, and no character is too much."""

import os
import sys


def prepare() -> None:
    """Open what is closed onto nothing, and have characters replaced that the encoding lacks."""
    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:
            # The lowest number that is free is the closed stream's own: no other file may take it.
            setattr(sys, name, open(os.devnull, "r" if name == "stdin" else "w"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")


def flush() -> None:
    """Write out what is left; OSError if that can't be done."""
    sys.stdout.flush()
    sys.stderr.flush()


def let_go() -> None:
    """Send what is left of the output nowhere, so that Python does not complain about it when it ends."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

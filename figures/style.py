"""Matplotlib's own style, whatever the user has set: in a matplotlibrc, the environment or this process."""

import contextlib
import logging
import os
import sys
from typing import Iterator


@contextlib.contextmanager
def ours() -> Iterator[None]:
    """Have Matplotlib work with its defaults inside this context."""
    matplotlib = _imported()
    with matplotlib.style.context("default"):
        yield


def _imported():
    """Return Matplotlib, imported without the user's settings if it is not yet: a wrong one can end the import."""
    if "matplotlib" in sys.modules:
        import matplotlib.style

        return matplotlib
    ours = {"MATPLOTLIBRC": os.devnull, "MPLBACKEND": "agg"}
    theirs = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it warns of a home that can't be written
    try:
        import matplotlib.style
    finally:
        for name, value in theirs.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return matplotlib

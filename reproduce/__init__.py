"""Experiments on top of `original`: data, runs, evaluation, tables, and the command line.

Nothing here imports Theano until a model is built, so that help and error messages come at once.
``from reproduce import load`` gives trained models, see `reproduce.model.load`.
"""

import importlib.util
import os
import sys
from importlib.machinery import PathFinder

__version__ = "0.1.0"

_PACKAGES = "original", "figures"  # ours, of names so common that a user's own modules may have them


def _take_our_packages():
    """Import our packages from beside this one, whatever folder stands first on the path."""
    beside = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    for name in _PACKAGES:
        place = os.path.join(beside, name)
        there = sys.modules.get(name)
        if there is not None:
            origin = getattr(there, "__file__", None) or "a folder without __init__.py"
            if os.path.dirname(os.path.abspath(origin)) != place:
                raise ImportError(f"{origin} is imported as {name!r} and hides the package in {place}: rename it")
            continue
        spec = PathFinder.find_spec(name, [beside])
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)


_take_our_packages()


def __getattr__(name):
    # Late, since what a model needs takes longer to import than a message takes to print.
    if name == "load":
        from reproduce.model import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""Experiments on top of `original`: data, runs, evaluation, tables, and the command line.

Nothing here imports Theano until a model is built, so that help and error messages come at once.
``from reproduce import load`` gives trained models, see `reproduce.model.load`.
"""

__version__ = "0.1.0"


def __getattr__(name):
    # Late, since what a model needs takes longer to import than a message takes to print.
    if name == "load":
        from reproduce.model import load

        return load
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

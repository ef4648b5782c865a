"""Experiments on top of `original`: data, runs, evaluation, tables, and the command line.

Nothing here imports Theano until a model is built, so that help and error messages come at once.
"""

__version__ = "0.1.0"

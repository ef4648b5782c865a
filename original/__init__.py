"""The thesis' models and how they are trained, in Lasagne on Theano-PyMC, or on PyTensor.

Importing any module of this package first prepares the stack (see `original.compat`), so that
``import theano`` and ``import lasagne`` work in every module below and in the code that uses it.
"""

from original import compat  # noqa: F401  prepares the engine and Lasagne; has to come first

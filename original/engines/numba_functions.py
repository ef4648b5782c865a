"""Functions for Numba in the place of PyTensor's own: matrix products, and ops of ours.

PyTensor writes a product around BLAS that takes operands of any strides, and Numba compiles all of it again for each
combination of memory layouts: half a minute each, most of the time that a model takes to compile.
"""

import numpy as np
from pytensor.link.numba.dispatch import elemwise
from pytensor.link.numba.dispatch.basic import numba_njit, register_funcify_default_op_cache_key
from pytensor.tensor.math import Dot

# Numba's files on disk are named by the op and this number; PyTensor counts its own from 1.
_VERSION = 1000


def take(ops):
    """Have Numba run ops of the class `ops` by the functions that their method ``numba_function()`` returns."""

    @register_funcify_default_op_cache_key(ops)
    def lowered(op, **kwargs):
        return op.numba_function()


def start():
    """Have Numba multiply matrices of floats by NumPy's product, whatever their memory layouts."""
    theirs = elemwise.numba_funcify_Dot

    @register_funcify_default_op_cache_key(Dot)
    def product(op, node, **kwargs):
        if len({variable.dtype for variable in node.inputs + node.outputs}) > 1 or "float" not in node.inputs[0].dtype:
            return theirs(op, node, **kwargs)

        @numba_njit
        def dot(x, y):
            return np.dot(x, y)

        return dot, _VERSION

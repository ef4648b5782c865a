"""The names that `original.engines.compat` hands on, from where Theano-PyMC keeps them."""

# ruff: noqa: F401

from theano.compile import optdb
from theano.compile.mode import get_default_mode as default_mode
from theano.gradient import grad_not_implemented
from theano.graph.basic import Apply
from theano.graph.op import OpenMPOp
from theano.graph.opt import in2out
from theano.graph.opt import local_optimizer as node_rewriter
from theano.scalar import upcast, upgrade_to_float
from theano.tensor.elemwise import Elemwise, Sum
from theano.tensor.nnet.sigm import ScalarSigmoid as Sigmoid
from theano.tensor.type import TensorType

from original.engines import computed_once
from original.engines.steps import OneByOne as Steps


def sizes_of(variable):
    """Return the sizes of a tensor, None where one is not known; this engine knows those that are 1."""
    return tuple(1 if is_one else None for is_one in variable.broadcastable)


def tensor_type(dtype, sizes):
    """Return the type of tensors of these sizes, None where one is not known."""
    return TensorType(dtype, [size == 1 for size in sizes])

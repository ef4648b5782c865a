"""The names that `original.engines.compat` hands on, from where PyTensor keeps them."""

# ruff: noqa: F401

import pytensor
from pytensor.compile import optdb
from pytensor.compile.mode import get_mode
from pytensor.gradient import grad_not_implemented
from pytensor.graph.basic import Apply
from pytensor.graph.rewriting.basic import in2out, node_rewriter
from pytensor.link.c.op import OpenMPOp
from pytensor.scalar.basic import upcast, upgrade_to_float
from pytensor.scalar.math import Sigmoid
from pytensor.tensor.elemwise import Elemwise
from pytensor.tensor.math import Sum
from pytensor.tensor.type import TensorType

if pytensor.config.mode.upper() == "JAX":
    from original.engines.jax_barrier import computed_once
    from original.engines.jax_steps import Scan as Steps
else:
    from original.engines import computed_once
    from original.engines.steps import OneByOne as Steps


def sizes_of(variable):
    """Return the sizes of a tensor, None where one is not known."""
    return variable.type.shape


def tensor_type(dtype, sizes):
    """Return the type of tensors of these sizes, None where one is not known."""
    return TensorType(dtype, shape=sizes)


def default_mode():
    """Return the mode of the back end."""
    return get_mode(pytensor.config.mode)

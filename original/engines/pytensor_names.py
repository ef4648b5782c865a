"""The names that `original.engines.compat` hands on, from where PyTensor keeps them."""

# ruff: noqa: F401

import pytensor
from pytensor.compile import optdb
from pytensor.compile.mode import get_mode
from pytensor.gradient import grad_not_implemented
from pytensor.graph.basic import Apply
from pytensor.graph.rewriting.basic import in2out, node_rewriter
from pytensor.link.c.op import OpenMPOp
from pytensor.scalar.basic import upgrade_to_float
from pytensor.scalar.math import Sigmoid
from pytensor.tensor.elemwise import Elemwise
from pytensor.tensor.math import Sum

if pytensor.config.mode.upper() == "JAX":
    from original.engines.jax_barrier import computed_once
    from original.engines.jax_steps import Scan as Steps
else:
    from original.engines import computed_once
    from original.engines.steps import OneByOne as Steps


def default_mode():
    """Return the mode of the back end."""
    return get_mode(pytensor.config.mode)

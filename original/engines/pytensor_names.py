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

from original.engines import BEFORE_FUSION

if pytensor.config.mode.upper() == "JAX":
    from original.engines.jax_barrier import computed_once
    from original.engines.jax_steps import Scan as Steps
else:
    from original.engines import computed_once
    from original.engines.steps import OneByOne as Steps


def register_before_fusion(rewriter, tag):
    """Have modes that include `tag` apply `rewriter` to the simplified graph, before elementwise operations join."""
    optdb.register(rewriter.__name__, in2out(rewriter), tag, position=BEFORE_FUSION)


def default_mode():
    """Return the mode of the back end."""
    return get_mode(pytensor.config.mode)


class COp(OpenMPOp):
    """Base of ops in C, with methods ``gradient(inputs, cotangents)`` and ``output_shapes(input shapes)``."""

    def pullback(self, inputs, outputs, cotangents):
        return self.gradient(inputs, cotangents)

    def infer_shape(self, node, shapes):
        return self.output_shapes(shapes)


if pytensor.config.mode.upper() == "NUMBA":
    from original.engines import numba_functions

    numba_functions.take(COp)

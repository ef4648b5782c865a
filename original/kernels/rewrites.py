"""Kernels in the place of the engine's own operations, put there while a function is compiled.

The networks and the objective stay as they are written. `mode` lets kernels take the place of operations.
"""

from original.engines.compat import Elemwise, Sigmoid, Sum, default_mode, in2out, node_rewriter, optdb, upgrade_to_float
from original.kernels import fused
from original.kernels.adadelta import AdadeltaStep
from original.kernels.bilinear import BilinearSampleGradient
from original.kernels.op import KernelOp, source
from original.kernels.signature import Signature

# Places among the rewrites of a graph: both engines join elementwise operations at 49, and let operations work in place
# from 50 on, elementwise ones at 75.
BEFORE_FUSION, IN_PLACE = 48.9, 70.0


def mode():
    """Return the engine's mode for `theano.function`, with kernels in place of its operations if they are chosen."""
    return default_mode().including("kernels") if fused() else default_mode()


class Logistic(Sigmoid):
    """The engine's sigmoid of one number for float32, as a loop that vectorises."""

    def c_support_code(self, **kwargs):
        return source("sigmoid.h")

    def c_code(self, node, name, inputs, outputs, sub):
        return f"{outputs[0]} = logistic({inputs[0]});"

    def c_code_cache_version(self):
        return (1, source("sigmoid.h"))


logistic = Logistic(upgrade_to_float, name="logistic")


class ColumnSums(KernelOp):
    """The sums over the rows of a matrix (B, N): (N,)."""

    header = "sums.h"
    signature = Signature("RC->C")
    call = "column_sums<T>(x0, z0, in0[0], in0[1]);"


@node_rewriter([Elemwise])
def sigmoid_to_logistic(fgraph, node):
    """Replace a sigmoid of float32 by `logistic`."""
    if isinstance(node.op, Elemwise) and type(node.op.scalar_op) is Sigmoid:
        if node.inputs[0].dtype == "float32":
            return [Elemwise(logistic)(node.inputs[0])]


@node_rewriter([Sum])
def sum_to_kernel(fgraph, node):
    """Replace the sums over the rows of a matrix by `ColumnSums`."""
    if isinstance(node.op, Sum) and node.op.axis == (0,):
        (x,) = node.inputs
        if x.type.broadcastable == (False, False) and x.dtype in ("float32", "float64"):
            return [ColumnSums()(x)]


@node_rewriter([BilinearSampleGradient])
def drop_unused_image_gradient(fgraph, node):
    """Leave out the gradient in an image that nobody asks for."""
    if isinstance(node.op, BilinearSampleGradient) and node.op.image and not fgraph.clients[node.outputs[0]]:
        return {node.outputs[1]: BilinearSampleGradient(node.op.border_mode, image=False)(*node.inputs)}


@node_rewriter([AdadeltaStep])
def adadelta_in_place(fgraph, node):
    """Have Adadelta change its variables in their place."""
    if isinstance(node.op, AdadeltaStep) and not node.op.in_place:
        return node.op.working_in_place()(*node.inputs, return_list=True)


def _register(rewriter, tag, position=BEFORE_FUSION):
    """Have modes that include `tag` apply `rewriter` to the graph, simplified before elementwise operations join."""
    optdb.register(rewriter.__name__, in2out(rewriter), position=position)
    optdb.add_tags(rewriter.__name__, tag)


_register(sigmoid_to_logistic, "kernels")
_register(sum_to_kernel, "kernels")
_register(adadelta_in_place, "fast_run", IN_PLACE)
_register(drop_unused_image_gradient, "fast_run")  # Numba has a kernel of the sampler, too

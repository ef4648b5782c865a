"""What `original.engines.compat` hands on, where Theano-PyMC keeps it."""

from theano.compile import optdb
from theano.compile.mode import get_default_mode as default_mode
from theano.gradient import grad_not_implemented
from theano.graph.basic import Apply
from theano.graph.op import OpenMPOp
from theano.graph.opt import in2out
from theano.graph.opt import local_optimizer as node_rewriter
from theano.scalar import upgrade_to_float
from theano.tensor.elemwise import Elemwise, Sum
from theano.tensor.nnet.sigm import ScalarSigmoid as Sigmoid

from original.engines import BEFORE_FUSION, computed_once
from original.engines.steps import OneByOne as Steps

__all__ = [
    "Apply",
    "COp",
    "Elemwise",
    "Sigmoid",
    "Steps",
    "Sum",
    "computed_once",
    "default_mode",
    "grad_not_implemented",
    "node_rewriter",
    "register_before_fusion",
    "upgrade_to_float",
]


def register_before_fusion(rewriter, tag):
    """Have modes that include `tag` apply `rewriter` to a simplified graph, before elementwise operations are joined."""
    optdb.register(rewriter.__name__, in2out(rewriter), BEFORE_FUSION, tag)


class COp(OpenMPOp):
    """Base of ops in C, with methods ``gradient(inputs, cotangents)`` and ``output_shapes(input shapes)``."""

    def grad(self, inputs, cotangents):
        return self.gradient(inputs, cotangents)

    def infer_shape(self, fgraph, node, shapes):
        return self.output_shapes(shapes)

"""The names that `original.engines.compat` hands on, from where Theano-PyMC keeps them."""

# ruff: noqa: F401

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

from original.engines import computed_once
from original.engines.steps import OneByOne as Steps

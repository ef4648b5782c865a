"""The engine, started: Theano-PyMC, the reference, or PyTensor, as `original.engines.choice` decides.

Importing this module prepares the stack: ``import theano`` and ``import lasagne`` then give the engine, under the names
that Theano 0.8 had, and Lasagne 0.1 on it. What the two engines keep in different places is handed on from here, so
that models, priors, objective and training do not know which of them they run on.
"""

from original.engines import lasagne as _lasagne
from original.engines.choice import decide

ENGINE, BACKEND = decide()
if ENGINE == "theano":
    from original.engines import theano_pymc as engine
else:
    from original.engines import pytensor as engine
theano = engine.start(BACKEND)
lasagne = _lasagne.start()
T = theano.tensor
if ENGINE == "theano":
    from original.engines import theano_names as _names
else:
    from original.engines import pytensor_names as _names

Apply, OpenMPOp, grad_not_implemented = _names.Apply, _names.OpenMPOp, _names.grad_not_implemented
node_rewriter, in2out, optdb = _names.node_rewriter, _names.in2out, _names.optdb
Elemwise, Sum, Sigmoid, upgrade_to_float = _names.Elemwise, _names.Sum, _names.Sigmoid, _names.upgrade_to_float
upcast, sizes_of, tensor_type = _names.upcast, _names.sizes_of, _names.tensor_type
default_mode, Steps, computed_once = _names.default_mode, _names.Steps, _names.computed_once


def device() -> str:
    """Return where the engine works, one of `original.engines.DEVICES`."""
    return engine.device(theano)

"""The one place that chooses the engine: Theano-PyMC, the reference, or PyTensor.

Importing this module prepares the stack: ``import theano`` and ``import lasagne`` then give the engine, under the names
that Theano 0.8 had, and Lasagne 0.1 on it. What the two engines keep in different places is handed on from here, so
that models, priors, objective and training do not know which of them they run on.

The environment variables ``REPRODUCE_ENGINE`` and ``REPRODUCE_BACKEND`` choose, and worker processes inherit them. By
default Theano-PyMC is taken where it is installed, and PyTensor with its C back end where it is not.
"""

import importlib.util
import os

from original.engines import BACKENDS, StackError, lasagne as _lasagne


def _chosen():
    """(engine, back end), as the environment asks or by default."""
    name = os.environ.get("REPRODUCE_ENGINE") or ("theano" if importlib.util.find_spec("theano") else "pytensor")
    if name not in BACKENDS:
        raise StackError("the engine must be one of {}, got {!r}".format(", ".join(BACKENDS), name))
    backend = os.environ.get("REPRODUCE_BACKEND") or BACKENDS[name][0]
    if backend not in BACKENDS[name]:
        raise StackError(
            "the engine {} has the back ends {}, not {!r}".format(name, ", ".join(BACKENDS[name]), backend)
        )
    return name, backend


ENGINE, BACKEND = _chosen()
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

Apply, COp, grad_not_implemented = _names.Apply, _names.COp, _names.grad_not_implemented
node_rewriter, register_before_fusion = _names.node_rewriter, _names.register_before_fusion
Elemwise, Sum, Sigmoid, upgrade_to_float = _names.Elemwise, _names.Sum, _names.Sigmoid, _names.upgrade_to_float
default_mode, Steps, computed_once = _names.default_mode, _names.Steps, _names.computed_once


def device():
    """Where the engine works: 'cpu' or 'cuda'."""
    return engine.device(theano)

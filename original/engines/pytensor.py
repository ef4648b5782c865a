"""PyTensor as an engine: its flags, and the names of Theano 0.8 in front of it.

Lasagne 0.1 and the models import ``theano`` and some of its submodules. Here these are stand-ins that hand on what
PyTensor has and add what it lacks. Flags of the user in ``PYTENSOR_FLAGS`` win.
"""

import importlib
import os
import sys
import types

from original.engines import JAX_VARIABLES, not_imported, not_started
from original.engines.c import flags, rules
from original.engines.c.start import start as start_c

PACKAGE = "pytensor"
PACKAGES = {"c": (), "numba": ("numba",), "jax": ("jax", "jaxlib")}  # that a back end needs besides
FLAGS = "PYTENSOR_FLAGS"
MODES = {"c": "CVM", "numba": "NUMBA", "jax": "JAX"}


def start(backend):
    """Set PyTensor's flags, import it and put ``theano`` in front of it; return that stand-in."""
    # Results keep their memory from call to call, as with Theano.
    names = flags.put(FLAGS, allow_gc="False", mode=MODES[backend])
    if backend == "jax":
        for name, value in JAX_VARIABLES.items():
            os.environ.setdefault(name, value)
    try:
        import pytensor
        import pytensor.tensor

        if backend != "c":
            importlib.import_module(backend)
    except ImportError as error:
        raise not_imported(f"PyTensor's back end {backend}", error) from error
    except Exception as error:  # flags, and the file .pytensorrc, are read while it is imported
        raise not_started("PyTensor", FLAGS, error) from error
    rules.check(pytensor, FLAGS, names, [MODES[backend]])
    function = pytensor.function
    if backend == "jax":
        from original.engines import jax_functions

        jax_functions.start()
        function = jax_functions.function
    elif backend == "numba":
        from original.engines import numba_functions

        numba_functions.start()
    theano = _stand_in(pytensor, function)
    if backend == "c":
        start_c(pytensor, FLAGS, "PyTensor's back end C needs one, unlike numba and jax")
    return theano


def device(theano):
    """Return 'cpu' or 'cuda', where JAX works; the other back ends are for the CPU."""
    if theano.config.mode != "JAX":
        return "cpu"
    import jax

    return "cuda" if jax.default_backend() == "gpu" else jax.default_backend()


class _StandIn(types.ModuleType):
    """A module with the names given, and all others of `target`."""

    def __init__(self, name, target, **names):
        super().__init__(name)
        self._target = target
        vars(self).update(names)
        sys.modules[name] = self

    def __getattr__(self, name):
        return getattr(self._target, name)


def _stand_in(pytensor, function):
    """Make the modules of Theano 0.8 that Lasagne 0.1 and the models import; return the one named ``theano``."""
    import pytensor.compile
    import pytensor.gradient
    import pytensor.link.c.basic
    import pytensor.link.c.cmodule
    import pytensor.link.vm

    tensor = pytensor.tensor

    def shared(value, name=None, borrow=False, broadcastable=None):
        # Its shape is part of its type: JAX wants to know shapes, and a dimension of 1 broadcasts.
        shape = {"shape": value.shape} if hasattr(value, "shape") and value.shape else {}
        return pytensor.shared(value, name=name, borrow=borrow, **shape)

    nnet = _StandIn("theano.tensor.nnet", tensor, conv2d=None)  # which Lasagne names, and none of these networks needs
    pool = _StandIn("theano.tensor.signal.downsample", tensor)
    signal = _StandIn("theano.tensor.signal", tensor.signal, downsample=pool)
    random = _StandIn("theano.sandbox.rng_mrg", tensor.random, MRG_RandomStreams=tensor.random.RandomStream)
    for name, module in (
        ("gradient", pytensor.gradient),
        ("graph.fg", pytensor.graph.fg),
        ("graph.op", pytensor.link.c.op),
        ("link.vm", pytensor.link.vm),
        ("link.c.basic", pytensor.link.c.basic),
    ):
        sys.modules["theano." + name] = module
    _StandIn("theano.link.c.cmodule", pytensor.link.c.cmodule, gcc_version=lambda: pytensor.config.gcc_version_str)
    return _StandIn(
        "theano",
        pytensor,
        function=function,
        shared=shared,
        tensor=_StandIn("theano.tensor", tensor, nnet=nnet, signal=signal),
        gof=types.SimpleNamespace(Variable=pytensor.graph.basic.Variable),
        sandbox=_StandIn("theano.sandbox", tensor, rng_mrg=random),
    )

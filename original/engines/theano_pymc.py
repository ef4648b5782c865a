"""Theano-PyMC 1.1.2 as an engine: its flags, what it takes to import it today, and the names of Theano 0.8.

Flags of the user in ``THEANO_FLAGS`` win.
"""

import logging
import os
import sys
import types
import warnings

from original.engines import StackError, not_imported, not_started
from original.engines.c import flags, module_keys, rules
from original.engines.c.start import start as start_c

PACKAGE = "Theano-PyMC"
PACKAGES = {"c": ()}  # that a back end needs besides
FLAGS = "THEANO_FLAGS"
MODES, LINKERS = ("Mode", "FAST_RUN"), ("cvm", "vm")


def start(backend):
    """Set Theano's flags, import it and fit it out; return the module. The only `backend` is C."""
    # Theano and NumPy 1.23 warn about their own old names thousands of times while a model is built.
    warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"(theano|lasagne)\.")
    # Results keep their memory from call to call: measured, a fifth of the time of a DTVAE went into page faults.
    # On a GPU Theano would look for cuDNN; these networks have no convolution.
    names = flags.put(FLAGS, device="cpu", allow_gc="False", dnn__enabled="False")
    theano = _import()
    rules.check(theano, FLAGS, names, MODES, LINKERS)
    module_keys.install()
    start_c(theano, FLAGS, "Theano is too slow to be of use without one")
    _alias_old_names(theano)
    return theano


def device(theano):
    """Return 'cpu' or 'cuda'."""
    return theano.config.device


def _import():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        try:
            if sys.version_info >= (3, 12):
                _restore_names_for_python_312()
            if sys.platform.startswith("linux"):
                _link_without_libpython()
            # Where it finds no GPU, Theano logs a traceback and goes on with the CPU. We stop instead, in one line.
            logging.getLogger("theano.gpuarray").setLevel(logging.CRITICAL)
            import theano
        except ImportError as error:
            raise not_imported("Theano-PyMC", error) from error
        except Exception as error:  # flags, and the file .theanorc, are read while it is imported
            raise not_started("Theano-PyMC", FLAGS, error) from error
    _check_device(theano)
    return theano


def _restore_names_for_python_312():
    """Give NumPy 1.26, the oldest for Python 3.12, the names back that Theano uses."""
    import numpy
    import setuptools  # noqa: F401  brings back `distutils`, which left the standard library in 3.12

    # Without `complex` nothing fails, but every constant counts as unknown and Theano optimises less.
    for builtin in (bool, int, complex):
        if builtin.__name__ not in vars(numpy):
            setattr(numpy, builtin.__name__, builtin)
    # Theano asks numpy.distutils for one folder only, as long as blas__ldflags is set.
    stand_in = types.ModuleType("numpy.distutils")
    stand_in.misc_util = types.SimpleNamespace(get_numpy_include_dirs=lambda: [numpy.get_include()])
    sys.modules["numpy.distutils"] = numpy.distutils = stand_in


def _link_without_libpython():
    """Keep Theano from linking what it compiles with libpython, which many Pythons on Linux don't come with.

    The running interpreter has the symbols already. Theano takes the library's name from LDLIBRARY and has to link
    with something, so it gets libm.
    """
    from distutils import sysconfig

    sysconfig.get_config_vars()["LDLIBRARY"] = "libm.so"


def _check_device(theano):
    if theano.config.device == "cpu":
        return
    if not theano.gpuarray.pygpu_activated:
        raise StackError(
            f"Theano is told to work on the device {theano.config.device} and can't: `reproduce doctor` says why"
        )
    # Theano's way to tell a forked process, which could not use the GPU. Ours start afresh, and can.
    os.environ.pop("THEANO_GPU_IS_ALREADY_ACTIVE", None)


def _alias_old_names(theano):
    """Point the names of Theano 0.8 that Lasagne 0.1 uses at where Theano-PyMC keeps them."""
    import theano.graph.basic
    import theano.sandbox.rng_mrg as rng_mrg
    import theano.tensor.signal.pool as pool

    theano.gof = types.SimpleNamespace(Variable=theano.graph.basic.Variable)
    rng_mrg.MRG_RandomStreams = rng_mrg.MRG_RandomStream
    theano.tensor.signal.downsample = sys.modules["theano.tensor.signal.downsample"] = pool

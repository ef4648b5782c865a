"""The one place that knows what is needed to run Lasagne 0.1 on Theano-PyMC 1.1.2 today.

Importing this module sets Theano's flags, imports Theano, and imports Lasagne under the names that Theano had in
2016. Everything specific to the engine stays here. What the user set in ``THEANO_FLAGS`` is never overridden.
"""

import importlib
import logging
import os
import shutil
import sys
import types
import warnings

from original import compile_ahead, precompiled, threads

# Loops vectorise only without errno and trap semantics. Not -ffast-math: it assumes that no NaN occurs, and we look
# for NaN. Without debug information, which Theano asks for, a module compiles in three quarters of the time.
CXX_FLAGS = ("-O3", "-fno-math-errno", "-fno-trapping-math", "-g0")

# Routines of BLAS that Theano's C code calls; OpenBLAS from the `scipy-openblas32` wheel carries them with a prefix.
_BLAS_ROUTINES = tuple(kind + name + "_" for kind in "sd" for name in ("gemm", "gemv", "ger", "dot", "axpy", "scal"))


class StackError(ImportError):
    """Theano or Lasagne can't run here; the message says what is missing and what to do."""


def _parse_flags(text):
    """THEANO_FLAGS as a dict; later values win, as in Theano."""
    return dict(item.strip().split("=", 1) for item in text.split(",") if "=" in item)


def _openblas_flags():
    """Link and compile flags for the OpenBLAS wheel, or empty ones where it is not installed.

    Importing the wheel loads its library with global symbols, so that no run path is needed (THEANO_FLAGS splits at
    commas, which rules out ``-Wl,-rpath``).
    """
    try:
        import scipy_openblas32
    except ImportError:
        return "", ()
    folder = scipy_openblas32.get_lib_dir()
    if " " in folder:  # Theano splits its flags at spaces; its NumPy products are the fallback
        return "", ()
    ldflags = "-L{} -l{}".format(folder, scipy_openblas32.get_library())
    return ldflags, tuple("-D{0}=scipy_{0}".format(routine) for routine in _BLAS_ROUTINES)


def _set_theano_flags():
    user = _parse_flags(os.environ.get("THEANO_FLAGS", ""))
    cxxflags = CXX_FLAGS
    # Results keep their memory from call to call: measured, a fifth of the time of a DTVAE went into page faults.
    flags = {"floatX": "float32", "device": "cpu", "allow_gc": "False"}
    if not shutil.which("g++"):  # the only one that Theano looks for by itself on Linux
        flags["cxx"] = next(filter(None, map(shutil.which, ("clang++", "c++"))), "")
    if "blas__ldflags" not in user:
        # Always set, if need be to nothing: Theano's own default reads a NumPy attribute that is gone.
        flags["blas__ldflags"], prefixes = _openblas_flags()
        cxxflags += prefixes
        if flags["blas__ldflags"] and "cxx" not in flags and sys.platform.startswith("linux"):
            flags["openmp"] = "True"
    flags["gcc__cxxflags"] = " ".join(cxxflags)
    flags["dnn__enabled"] = "False"  # on a GPU Theano would look for cuDNN; these networks have no convolution
    flags.update(user)
    os.environ["THEANO_FLAGS"] = ",".join("{}={}".format(name, value) for name, value in flags.items())


def _restore_names_for_python_312():
    """What Theano uses and NumPy 1.26, the oldest for Python 3.12, no longer has."""
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


def _import_theano():
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
            raise StackError("Theano-PyMC can't be imported ({}). Run `make setup`, which installs the pinned "
                             "versions.".format(error)) from error
    _check_device(theano)
    if not theano.config.cxx:
        raise StackError("no C++ compiler found, and Theano is too slow to be of use without one. Install one: "
                         "`apt-get install g++` (Debian, Ubuntu), `dnf install gcc-c++` (Fedora), "
                         "`xcode-select --install` (macOS).")
    return theano


def _check_device(theano):
    if theano.config.device == "cpu":
        return
    if not theano.gpuarray.pygpu_activated:
        raise StackError("Theano is told to work on the device {} and can't: `reproduce doctor` says "
                         "why".format(theano.config.device))
    # Theano's way to tell a forked process, which could not use the GPU. Ours start afresh, and can.
    os.environ.pop("THEANO_GPU_IS_ALREADY_ACTIVE", None)


def _use_threads(theano):
    """Have the kernels follow the flag `openmp`, as long as no second pool of threads comes of it."""
    if theano.config.openmp and not threads.share(theano):
        theano.config.openmp = False
    # With the flag, Theano-PyMC 1.1.2 writes loops that don't compile: those stay on one thread.
    theano.tensor.elemwise.Elemwise.openmp = property(lambda self: False, lambda self, value: None)


def _alias_old_theano_names(theano):
    """The names of Theano 0.8 that Lasagne 0.1 uses, pointed at where Theano-PyMC keeps them."""
    import theano.graph.basic
    import theano.sandbox.rng_mrg as rng_mrg
    import theano.tensor.signal.pool as pool

    if not hasattr(theano, "gof"):
        theano.gof = types.ModuleType("theano.gof")
        theano.gof.Variable = theano.graph.basic.Variable
    if not hasattr(rng_mrg, "MRG_RandomStreams"):
        rng_mrg.MRG_RandomStreams = rng_mrg.MRG_RandomStream
    theano.tensor.signal.downsample = pool
    sys.modules.setdefault("theano.tensor.signal.downsample", pool)


def _import_lasagne():
    """Import Lasagne; its release asks `pkg_resources` for its version, which current setuptools no longer ship."""
    stand_in = None
    if "pkg_resources" not in sys.modules:
        stand_in = types.ModuleType("pkg_resources")
        stand_in.get_distribution = lambda name: types.SimpleNamespace(version=_version(name))
        sys.modules["pkg_resources"] = stand_in
    try:
        return importlib.import_module("lasagne")
    except ImportError as error:
        raise StackError("Lasagne can't be imported ({}). Run `make setup`, which installs the pinned "
                         "versions.".format(error)) from error
    finally:
        if sys.modules.get("pkg_resources") is stand_in:
            del sys.modules["pkg_resources"]


def _version(name):
    from importlib.metadata import version
    return version(name)


# Theano and NumPy 1.23 warn about their own old names thousands of times while a model is built.
warnings.filterwarnings("ignore", category=DeprecationWarning, module=r"(theano|lasagne)\.")
_set_theano_flags()
theano = _import_theano()
_use_threads(theano)
precompiled.use(theano)
compile_ahead.install(theano, threads.number())
_alias_old_theano_names(theano)
lasagne = _import_lasagne()

"""Flags for the compilers and the BLAS of Theano and of PyTensor, which read them alike."""

import os
import shutil
import sys

# Loops vectorise only without errno and trap semantics. Not -ffast-math: it assumes that no NaN occurs, and we look
# for NaN. Without debug information, which Theano asks for, a module compiles in three quarters of the time.
CXX_FLAGS = ("-O3", "-fno-math-errno", "-fno-trapping-math", "-g0")

# Routines of BLAS that the engines' C code calls; the OpenBLAS of the wheel `scipy-openblas32` carries them with a
# prefix.
_BLAS_ROUTINES = tuple(kind + name + "_" for kind in "sd" for name in ("gemm", "gemv", "ger", "dot", "axpy", "scal"))


def put(variable, **more):
    """Write the flags into the environment `variable`, which the engine reads when it is imported.

    `more` are the engine's own. What the user set there wins.
    """
    user = _parse(os.environ.get(variable, ""))
    flags, cxxflags = {"floatX": "float32"}, CXX_FLAGS
    if not shutil.which("g++"):  # the only one that the engine looks for by itself on Linux
        flags["cxx"] = next(filter(None, map(shutil.which, ("clang++", "c++"))), "")
    if "blas__ldflags" not in user:
        # Always set, if need be to nothing: Theano's own default reads a NumPy attribute that is gone, and PyTensor's
        # tries one library after the other with the compiler.
        flags["blas__ldflags"], prefixes = _openblas()
        cxxflags += prefixes
        if flags["blas__ldflags"] and "cxx" not in flags and sys.platform.startswith("linux"):
            flags["openmp"] = "True"
    flags["gcc__cxxflags"] = " ".join(cxxflags)
    flags.update(more)
    flags.update(user)
    os.environ[variable] = ",".join(f"{name}={value}" for name, value in flags.items())


def _parse(text):
    """Return flags as a dict; later values win, as in the engines."""
    return dict(item.strip().split("=", 1) for item in text.split(",") if "=" in item)


def _openblas():
    """Return link and compile flags for the OpenBLAS wheel, or empty ones if it is not installed.

    Importing the wheel loads its library with global symbols, so that no run path is needed (flags are split at
    commas, which rules out ``-Wl,-rpath``).
    """
    try:
        import scipy_openblas32
    except ImportError:
        return "", ()
    folder = scipy_openblas32.get_lib_dir()
    if " " in folder:  # flags are split at spaces, too; the engine's NumPy products are the fallback
        return "", ()
    ldflags = f"-L{folder} -l{scipy_openblas32.get_library()}"
    return ldflags, tuple(f"-D{routine}=scipy_{routine}" for routine in _BLAS_ROUTINES)

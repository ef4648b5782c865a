"""Flags for the compilers and the BLAS of Theano and of PyTensor, which read them alike."""

import os
import shlex
import sys
from typing import Dict

from original.engines import StackError
from original.engines.c import compiler

# Loops vectorise only without errno and trap semantics. Not -ffast-math: it assumes that no NaN occurs, and we look
# for NaN. Without debug information, which Theano asks for, a module compiles in three quarters of the time.
CXX_FLAGS = ("-O3", "-fno-math-errno", "-fno-trapping-math", "-g0")

LINKED_ALREADY = "-lm"  # flags that link BLAS where it is in this process: the engines take none for no BLAS at all

# Routines of BLAS that the engines' C code calls; the OpenBLAS of the wheel `scipy-openblas32` carries them with a
# prefix.
_BLAS_ROUTINES = tuple(kind + name + "_" for kind in "sd" for name in ("gemm", "gemv", "ger", "dot", "axpy", "scal"))


def put(variable: str, **more: str) -> Dict[str, str]:
    """Write the flags into the environment `variable`, which the engine reads when it is imported; return them.

    `more` are the engine's own. What the user set there wins; the user's flags of the compiler come after ours.
    """
    user = parse(variable)
    flags, cxxflags = {"floatX": "float32", "cxx": compiler.find() or ""}, CXX_FLAGS
    if user.get("blas__ldflags", LINKED_ALREADY) == LINKED_ALREADY:
        # Always set, if need be to nothing: Theano's own default reads a NumPy attribute that is gone, and PyTensor's
        # tries one library after the other with the compiler.
        flags["blas__ldflags"], prefixes = _openblas()
        cxxflags += prefixes
        if flags["blas__ldflags"] and compiler.is_gcc(flags["cxx"]) and sys.platform.startswith("linux"):
            flags["openmp"] = "True"
    flags.update(more)
    flags.update(user)
    flags["gcc__cxxflags"] = " ".join(dict.fromkeys((*cxxflags, *user.get("gcc__cxxflags", "").split())))
    os.environ[variable] = ",".join(f"{name}={_quoted(value)}" for name, value in flags.items())
    return flags


def _quoted(value):
    return "'" + value.replace("'", "'\"'\"'") + "'"  # shlex.quote leaves commas alone, which end a flag


def parse(variable: str) -> Dict[str, str]:
    """Return the flags in an environment variable, read as the engines read them; later values win.

    Names with a dot, as Theano had them once, become today's. StackError if a quotation has no end.
    """
    items = shlex.shlex(os.environ.get(variable, ""), posix=True)
    items.whitespace, items.whitespace_split = ",", True
    try:
        flags = [item.strip().split("=", 1) for item in items if "=" in item]
    except ValueError as error:
        raise StackError(f"{variable} can't be read: {error}") from error
    return {name.replace(".", "__"): value for name, value in flags}


def _openblas():
    """Return link and compile flags for the OpenBLAS wheel, or empty ones if it is not installed.

    Importing the wheel loads its library with global symbols. So what the engines compile need not name it, whose path
    may have characters at which flags are split.
    """
    try:
        import scipy_openblas32  # noqa: F401
    except ImportError:
        return "", ()
    return LINKED_ALREADY, tuple(f"-D{routine}=scipy_{routine}" for routine in _BLAS_ROUTINES)

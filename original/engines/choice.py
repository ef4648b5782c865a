"""The one decision on the engine: which one this process runs, and through which back end. Imports none.

Arguments count first, then the environment variables ``REPRODUCE_ENGINE`` and ``REPRODUCE_BACKEND``, which worker
processes inherit. The default is Theano-PyMC if it is installed, and else PyTensor with its C back end. A process keeps
the engine that it has started.
"""

import importlib.util
import os
import sys
from typing import Callable, NamedTuple, Optional

from original.engines import ENGINES, StackError

ENGINE_VARIABLE, BACKEND_VARIABLE = "REPRODUCE_ENGINE", "REPRODUCE_BACKEND"


class Choice(NamedTuple):
    """The names of an engine and of one of its back ends."""

    engine: str
    backend: str


def running():
    """Return `original.engines.compat` if it has started an engine in this process, None otherwise."""
    compat = sys.modules.get("original.engines.compat")
    return compat if hasattr(compat, "BACKEND") else None  # it asks here itself while it is imported


def asked() -> bool:
    """Return whether the environment names an engine, or this process runs one."""
    return bool(running() or os.environ.get(ENGINE_VARIABLE))


def decide(
    engine: Optional[str] = None, backend: Optional[str] = None, for_gpu: Callable[[], bool] = lambda: False
) -> Choice:
    """Return the engine and the back end of this process.

    Parameters
    ----------
    engine, backend : str or None
        Those that are asked for; None takes what runs already, what the environment names, or the default.
    for_gpu : callable
        Returns whether the work is for a GPU. It is called only if nobody asked for a back end and the engine has JAX,
        which is the default then.

    Raises
    ------
    StackError
        If there is no such engine or back end, the engine is not installed, or another one runs in this process.
    """
    present = running() and Choice(running().ENGINE, running().BACKEND)
    name = engine or (present.engine if present else os.environ.get(ENGINE_VARIABLE) or _default_engine())
    if name not in ENGINES:
        raise StackError(f"the engine must be one of {', '.join(ENGINES)}, got {name!r}")
    backends = ENGINES[name].backends
    if backend is None and present and present.engine == name:
        backend = present.backend
    backend = backend or os.environ.get(BACKEND_VARIABLE) or ("jax" if "jax" in backends and for_gpu() else backends[0])
    if backend not in backends:
        raise StackError(f"the engine {name} has the back ends {', '.join(backends)}, not {backend!r}")
    if present and present != (name, backend):
        raise StackError(
            f"the engine {present.engine} works in this process already, through {present.backend}, and can't change "
            f"to {name} through {backend}"
        )
    if not present and not _installed(name):
        raise StackError(
            f"the engine {name} is not installed here: `make setup` with Python {ENGINES[name].pythons} installs it"
        )
    return Choice(name, backend)


def has_backend(backend: str) -> bool:
    """Return whether what a back end needs is installed."""
    return backend == "c" or _installed(backend)


def _default_engine():
    return "theano" if _installed("theano") else "pytensor"


def _installed(package):
    return importlib.util.find_spec(package) is not None

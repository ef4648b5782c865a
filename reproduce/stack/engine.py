"""The engine that trains, chosen before it is imported: `original.engines.compat` takes what the environment says.

Worker processes inherit the environment. What another engine than the default one trained has names of its own.
"""

import importlib.util
import os
import sys

from reproduce.errors import ConfigError, StackError

ENGINES = ("theano", "pytensor")
BACKENDS = ("c", "numba", "jax")
NAMES = {"theano": "Theano", "pytensor": "PyTensor"}
REFERENCE = ("theano", "c")


def choose(engine=None, backend=None, device=None, scheduler=None):
    """Have `engine`, one of `ENGINES`, work through its `backend`, one of `BACKENDS`; None: the default.

    The default is Theano-PyMC where it is installed, or else PyTensor, which is said on standard error. PyTensor's
    back end is C by default, and JAX where the `device` 'cuda' is asked for, or 'auto' and a GPU answers.

    Raises
    ------
    StackError
        If the engine is not installed, has no such back end, or another one works in this process already.
    ConfigError
        If there is a `scheduler`, whose workers this can't reach.
    """
    if scheduler and (engine or backend):
        raise ConfigError(
            "--engine and --backend do not reach the workers of a scheduler: set REPRODUCE_ENGINE and "
            "REPRODUCE_BACKEND for them and for this command, and leave the options out"
        )
    asked = engine or os.environ.get("REPRODUCE_ENGINE")
    backend = backend or os.environ.get("REPRODUCE_BACKEND")
    name = asked or default()
    if "original.engines.compat" not in sys.modules and importlib.util.find_spec(name) is None:
        raise StackError(
            "the engine {} is not installed here: `make setup` with Python {} installs it".format(
                name, "3.8 to 3.12" if name == "theano" else "3.13 or later"
            )
        )
    if name == "theano" and backend not in (None, "c"):
        raise StackError(
            "the engine theano has the back end c alone, not {}; pytensor has {}".format(backend, ", ".join(BACKENDS))
        )
    if backend is None:
        backend = "jax" if name == "pytensor" and _wants_gpu(device) else "c"
    compat = sys.modules.get("original.engines.compat")
    if compat and (compat.ENGINE, compat.BACKEND) != (name, backend):
        raise StackError(
            f"the engine {compat.ENGINE} works in this process already, through {compat.BACKEND}, and can't change to {name} through "
            f"{backend}"
        )
    os.environ.update(REPRODUCE_ENGINE=name, REPRODUCE_BACKEND=backend)
    if not (asked or compat or name == "theano"):
        print(f"reproduce: engine PyTensor, back end {backend}, as Theano-PyMC is not installed", file=sys.stderr)


def _wants_gpu(device):
    from reproduce.stack.device import gpu_of_jax

    return device == "cuda" or device == "auto" and gpu_of_jax()[0] is not None


def default():
    """The engine that `original.engines.compat` takes unless another one is asked for, or has taken in this process."""
    compat = sys.modules.get("original.engines.compat")
    if compat:  # PyTensor may stand under the name theano, then
        return compat.ENGINE
    return "theano" if importlib.util.find_spec("theano") else "pytensor"


def current():
    """(engine, back end) of this process, without importing it."""
    compat = sys.modules.get("original.engines.compat")
    if compat:
        return compat.ENGINE, compat.BACKEND
    return os.environ.get("REPRODUCE_ENGINE") or default(), os.environ.get("REPRODUCE_BACKEND") or "c"


def tag():
    """What tells this engine's runs and results from the default one's: '' or, for instance, 'pytensor-jax'."""
    return "" if current() == REFERENCE else "-".join(current())

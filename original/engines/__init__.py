"""The engines that run the definitions of `original`, one module for each. Nothing here imports one.

``theano_pymc``  Theano-PyMC 1.1.2, the reference; Python 3.8 to 3.12
``pytensor``     PyTensor, Theano's maintained heir; back ends C, Numba and JAX; Python 3.13 and later

`original.engines.choice` decides which of them a process takes, `original.engines.compat` starts it. An engine's module
has ``start(backend)``, which sets the engine up and returns the module that stands under the name ``theano``, and
``device(theano)``.
"""

from dataclasses import dataclass
from typing import Tuple

from original.registry import Registry


@dataclass(frozen=True)
class Engine:
    """An engine and its back ends."""

    name: str  # the package that Python imports, and the value of REPRODUCE_ENGINE
    title: str
    backends: Tuple[str, ...]  # the default one first
    pythons: str  # the versions of Python for which `make setup` installs it
    packages: Tuple[str, ...]  # as pip names them: its own, then those of its back ends


ENGINES = Registry(
    "engine",
    [
        Engine("theano", "Theano", ("c",), "3.8 to 3.12", ("Theano-PyMC",)),
        Engine("pytensor", "PyTensor", ("c", "numba", "jax"), "3.13 or later", ("pytensor", "numba", "jax")),
    ],
)
BACKENDS = ENGINES["pytensor"].backends  # all that there are
REFERENCE = ("theano", "c")  # the engine and back end whose numbers the others are held to
DEVICES = ("cpu", "cuda")

# The variables that JAX reads when it starts. It works on the CPU unless a GPU is asked for. It takes memory of a GPU
# as it needs it: by default each process takes three quarters of the card, and of two trainings the second finds none.
JAX_VARIABLES = {"JAX_PLATFORMS": "cpu", "XLA_PYTHON_CLIENT_PREALLOCATE": "false"}


def computed_once(variable):
    """Return `variable`. JAX has another function of this name, which keeps XLA from computing it more than once."""
    return variable


class StackError(ImportError):
    """An engine or Lasagne can't run here; the message says what is missing and what to do."""


def not_imported(package: str, error: ImportError) -> StackError:
    """Return the error of a package that can't be imported."""
    return StackError(f"{package} can't be imported ({error}). Run `make setup`, which installs the pinned versions.")


def not_started(package: str, variable: str, error: Exception) -> StackError:
    """Return the error of an engine whose import failed over its flags or its folders."""
    reason = " ".join(str(error).split())[:300]
    return StackError(
        f"{package} can't start ({type(error).__name__}: {reason}): see {variable}, and the file of its flags at home"
    )

"""The engine of the command line: options become the environment that `original.engines.choice` reads.

Worker processes inherit the environment. What another engine than the reference trained has names of its own.
"""

import os
from typing import Optional

from original import engines
from original.engines import BACKENDS, ENGINES, REFERENCE, choice
from reproduce import notices
from reproduce.errors import ConfigError, StackError
from reproduce.stack import device as devices
from reproduce.stack import speed

__all__ = ["BACKENDS", "ENGINES", "REFERENCE", "choose", "current", "tag"]


def choose(
    engine: Optional[str] = None,
    backend: Optional[str] = None,
    device: Optional[str] = None,
    scheduler: Optional[str] = None,
) -> None:
    """Have `engine` work through its `backend`, in this process and in those that it starts; None: the default.

    The default is that of `original.engines.choice`. Standard error tells if it is PyTensor. Its back end is JAX by
    default where the `device` is 'cuda', or 'auto' and a GPU answers. 'auto' takes the back end that is the fastest
    here, see `reproduce.stack.speed`.

    Raises
    ------
    StackError
        If the engine is not installed, has no such back end, or another one works in this process already; if no
        back end can be measured.
    ConfigError
        If there is a `scheduler`, whose workers this can't reach.
    """
    if scheduler and (engine or backend):
        raise ConfigError(
            f"--engine and --backend do not reach the workers of a scheduler: set {choice.ENGINE_VARIABLE} and "
            f"{choice.BACKEND_VARIABLE} for them and for this command, and leave the options out"
        )
    asked = engine or choice.asked()
    try:
        if backend == speed.AUTO:
            backend = speed.fastest(choice.decide(engine).engine)
        name, backend = choice.decide(engine, backend, lambda: devices.is_gpu(device))
    except engines.StackError as error:
        raise StackError(str(error)) from error
    os.environ.update({choice.ENGINE_VARIABLE: name, choice.BACKEND_VARIABLE: backend})
    if not asked and name != REFERENCE[0]:
        told = f"reproduce: engine PyTensor, back end {backend}, as Theano-PyMC is not installed"
        notices.tell("; ".join(filter(None, (told, speed.faster_than(backend, name)))))
    notices.detail(f"engine {name} through {backend}")


def current() -> choice.Choice:
    """Return the engine and the back end of this process, without starting it."""
    return choice.decide()


def assert_comparable() -> None:
    """Raise StackError if flags of the user would make other numbers of a run than its settings do."""
    from original.engines.compat import engine, theano

    for name, allowed in (("floatX", ("float32",)), ("optimizer", ("o4", "fast_run"))):
        value = str(getattr(theano.config, name))
        if value not in allowed:
            raise StackError(
                f"{name}={value}, from {engine.FLAGS} or its file, makes other numbers than those of runs, which have "
                f"{name}={allowed[0]}: take it out"
            )


def compiled_folder() -> str:
    """Return the folder in which the engine keeps compiled code; starts the engine."""
    from original.engines.compat import theano

    return str(theano.config.base_compiledir)


def tag() -> str:
    """Return what tells this engine's runs and results from the reference's: '' or, for instance, 'pytensor-jax'."""
    return "" if current() == REFERENCE else "-".join(current())

"""The device that the engine works on, chosen before anything imports the engine.

Theano takes it from the environment variable THEANO_FLAGS when it is imported, PyTensor works on a GPU through JAX,
which takes it from JAX_PLATFORMS, and the worker processes of `reproduce.runs.parallel` inherit both. On a GPU,
`original.kernels` leaves the work to the engine's own operations.
"""

import importlib.util
import os
from typing import Dict, Optional, Tuple

from original import engines
from original.engines import JAX_VARIABLES, choice
from original.engines.c import flags
from reproduce import notices
from reproduce.errors import ConfigError, StackError
from reproduce.stack import fresh_python

DEVICES = engines.DEVICES + ("auto",)

# What Theano does first on a GPU. In a process of its own: it takes memory on the card, and may end the process.
_ASK = "import pygpu; name = pygpu.init('cuda').devname; print(name.decode() if isinstance(name, bytes) else name)"
_ASK_JAX = "import jax; print(jax.devices('cuda')[0].device_kind)"
_SECONDS = 60


def choose(asked: str, scheduler: Optional[str] = None) -> None:
    """Have the engine work on `asked`, one of `DEVICES`, in this process and in those that it starts.

    'auto' takes a GPU where one answers. Standard error tells what it took.

    Raises
    ------
    StackError
        If no GPU answers to 'cuda', or the engine works on another device already, or on no GPU at all.
    ConfigError
        If there is a `scheduler`, whose workers this can't reach, and more than the CPU is asked for.
    """
    if scheduler and asked != "cpu":
        raise ConfigError(
            f"--device {asked} does not reach the workers of a scheduler: start those that have a GPU with "
            "THEANO_FLAGS=device=cuda, and leave --device out"
        )
    name, missing = (None, None) if asked == "cpu" else find_gpu()
    if asked == "cuda" and missing:
        raise StackError(f"--device cuda: {missing}; without that option the CPU does the work")
    device = "cuda" if name else "cpu"
    compat = choice.running()
    if compat and compat.device() != device:
        raise StackError(
            f"{compat.engine.PACKAGE} works on the device {compat.device()} in this process already, and can't change "
            f"to {device}"
        )
    os.environ.update(variables(device))
    if asked == "auto":
        notices.tell(f"reproduce: device {device} ({name or missing})")


def variables(device: str) -> Dict[str, str]:
    """Return the environment variables that make either engine work on `device`, one of `original.engines.DEVICES`."""
    # Of the flags of Theano the last one wins.
    return {"THEANO_FLAGS": f"{os.environ.get('THEANO_FLAGS', '')},device={device}", "JAX_PLATFORMS": device}


def current() -> str:
    """Return 'cpu' or 'cuda', as the environment asks the engine, which this does not start."""
    if choice.decide().engine == "theano":
        return "cuda" if flags.parse("THEANO_FLAGS").get("device", "cpu").startswith("cuda") else "cpu"
    return "cuda" if os.environ.get("JAX_PLATFORMS", "").startswith(("cuda", "gpu")) else "cpu"


def find_gpu() -> Tuple[Optional[str], Optional[str]]:
    """Return (name, None) of the GPU that the engine would take, or (None, why there is none)."""
    name, backend = choice.decide()
    if name == "theano":
        return _ask(
            "pygpu",
            _ASK,
            "pygpu is not installed (python3-pygpu of Debian 12 and Ubuntu 22.04, which the Docker image has)",
        )
    if backend == "jax":
        return _gpu_of_jax()
    return None, f"PyTensor's back end {backend} works on the CPU alone; --backend jax has a GPU"


def is_gpu(asked: Optional[str]) -> bool:
    """Return whether `asked`, one of `DEVICES` or None, means a GPU to an engine that works through JAX."""
    return asked == "cuda" or asked == "auto" and _gpu_of_jax()[0] is not None


def _gpu_of_jax():
    return _ask("jax", _ASK_JAX, "JAX is not installed (`pip install '.[cuda12]'` or '.[cuda13]')")


def _ask(package, program, missing):
    """Return what `program` says in a process of its own, as `find_gpu`; `missing` if there is no `package`."""
    if importlib.util.find_spec(package) is None:
        return None, missing
    # What JAX was told to work on before must not hide a GPU from it. The question must not take the card's memory:
    # trainings may be under way.
    environment = {name: value for name, value in {**JAX_VARIABLES, **os.environ}.items() if name != "JAX_PLATFORMS"}
    lines, failure = fresh_python.ask("-c", program, environment=environment, timeout=_SECONDS)
    return (None, f"{package} finds no GPU ({failure})") if failure else ("".join(lines[-1:]), None)

"""The device that the engine works on, chosen before anything imports the engine.

Theano takes it from the environment variable THEANO_FLAGS when it is imported, PyTensor works on a GPU through JAX,
which takes it from JAX_PLATFORMS, and the worker processes of `reproduce.runs.parallel` inherit both. On a GPU,
`original.kernels` leaves the work to the engine's own operations.
"""

import importlib.util
import os
import subprocess
import sys

from reproduce.errors import ConfigError, StackError
from reproduce.stack import engine

DEVICES = ("cpu", "cuda", "auto")

# What Theano does first on a GPU. In a process of its own: it takes memory on the card, and may end the process.
_ASK = "import pygpu; name = pygpu.init('cuda').devname; print(name.decode() if isinstance(name, bytes) else name)"
_ASK_JAX = "import jax; print(jax.devices('cuda')[0].device_kind)"
_SECONDS = 60


def choose(asked, scheduler=None):
    """Have the engine work on `asked`, one of `DEVICES`, in this process and in those that it starts.

    'auto' takes a GPU where one answers, and says on standard error what it took.

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
    compat = sys.modules.get("original.engines.compat")
    if compat and compat.device() != device:
        raise StackError(
            f"{compat.engine.PACKAGE} works on the device {compat.device()} in this process already, and can't change to {device}"
        )
    if engine.current()[0] == "theano":
        # The last one wins.
        os.environ["THEANO_FLAGS"] = "{},device={}".format(os.environ.get("THEANO_FLAGS", ""), device)
    else:
        os.environ["JAX_PLATFORMS"] = device
    if asked == "auto":
        print(f"reproduce: device {device} ({name or missing})", file=sys.stderr)


def current():
    """'cpu' or 'cuda', as the environment asks the engine, which this does not import."""
    if engine.current()[0] == "theano":
        flags = [flag.strip() for flag in os.environ.get("THEANO_FLAGS", "").split(",")]
        asked = [flag for flag in flags if flag.startswith("device=")][-1:]
        return "cuda" if asked and asked[0].startswith("device=cuda") else "cpu"
    return "cuda" if os.environ.get("JAX_PLATFORMS", "").startswith(("cuda", "gpu")) else "cpu"


def find_gpu():
    """(name, None) of the GPU that the engine would take, or (None, why there is none)."""
    name, backend = engine.current()
    if name == "theano":
        return _ask(
            "pygpu",
            _ASK,
            "pygpu is not installed (python3-pygpu of Debian 12 and Ubuntu 22.04, which the Docker image has)",
        )
    if backend == "jax":
        return gpu_of_jax()
    return None, f"PyTensor's back end {backend} works on the CPU alone; --backend jax has a GPU"


def gpu_of_jax():
    """(name, None) of the GPU that JAX would take, or (None, why there is none)."""
    return _ask("jax", _ASK_JAX, "JAX is not installed (`pip install '.[cuda12]'` or '.[cuda13]')")


def _ask(package, program, missing):
    """What `program` says in a process of its own, as `find_gpu` gives it; `missing` if there is no `package`."""
    if importlib.util.find_spec(package) is None:
        return None, missing
    try:
        asked = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, timeout=_SECONDS, check=False, env=_environment()
        )
    except subprocess.TimeoutExpired:
        return None, f"{package} did not answer within {_SECONDS} s"
    if asked.returncode:
        lines = asked.stderr.decode(errors="replace").split("\n")
        said = next((line for line in reversed(lines) if line.strip()), f"exit code {asked.returncode}")
        return None, f"{package} finds no GPU ({said.strip()})"
    return asked.stdout.decode(errors="replace").strip().split("\n")[-1], None


def _environment():
    """The environment to ask in: what JAX was told to work on before must not hide a GPU from it.

    Nor does the question take most of the card's memory, where trainings may be under way.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "JAX_PLATFORMS"}
    return dict({"XLA_PYTHON_CLIENT_PREALLOCATE": "false"}, **inherited)

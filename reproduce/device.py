"""The device that Theano works on, chosen before anything imports Theano.

Theano takes it from the environment variable THEANO_FLAGS when it is imported, and the worker processes of
`reproduce.schedule` inherit that. On a GPU, `original.kernels` leaves the work to Theano's own operations.
"""

import importlib.util
import os
import subprocess
import sys

from reproduce.errors import ConfigError, StackError

DEVICES = ("cpu", "cuda", "auto")

# What Theano does first on a GPU. In a process of its own: it takes memory on the card, and may end the process.
_ASK = "import pygpu; name = pygpu.init('cuda').devname; print(name.decode() if isinstance(name, bytes) else name)"
_SECONDS = 60


def choose(asked, scheduler=None):
    """Have Theano work on `asked`, one of `DEVICES`, in this process and in those that it starts.

    'auto' takes a GPU where one answers, and says on standard error what it took.

    Raises
    ------
    StackError
        If no GPU answers to 'cuda', or Theano works on another device already.
    ConfigError
        If there is a `scheduler`, whose workers this can't reach, and more than the CPU is asked for.
    """
    if scheduler and asked != "cpu":
        raise ConfigError("--device {} does not reach the workers of a scheduler: start those that have a GPU with "
                          "THEANO_FLAGS=device=cuda, and leave --device out".format(asked))
    name, missing = (None, None) if asked == "cpu" else find_gpu()
    if asked == "cuda" and missing:
        raise StackError("--device cuda: {}; without that option the CPU does the work".format(missing))
    device = "cuda" if name else "cpu"
    theano = sys.modules.get("theano")
    if theano and theano.config.device != device:
        raise StackError("Theano works on the device {} in this process already, and can't change to {}".format(
            theano.config.device, device))
    os.environ["THEANO_FLAGS"] = "{},device={}".format(os.environ.get("THEANO_FLAGS", ""), device)  # the last one wins
    if asked == "auto":
        print("reproduce: device {} ({})".format(device, name or missing), file=sys.stderr)


def find_gpu():
    """(name, None) of the GPU that Theano would take, or (None, why there is none)."""
    if importlib.util.find_spec("pygpu") is None:
        return None, "pygpu is not installed (python3-pygpu of Debian 12 and Ubuntu 22.04, which the Docker image has)"
    try:
        asked = subprocess.run([sys.executable, "-c", _ASK], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               timeout=_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return None, "pygpu did not answer within {} s".format(_SECONDS)
    if asked.returncode:
        lines = asked.stderr.decode(errors="replace").split("\n")
        said = next((line for line in reversed(lines) if line.strip()), "exit code {}".format(asked.returncode))
        return None, "pygpu finds no GPU ({})".format(said.strip())
    return asked.stdout.decode(errors="replace").strip().split("\n")[-1], None

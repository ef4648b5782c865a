"""Who takes part, and in which environment each runs."""

import glob
import os
import sys
from collections import namedtuple

from benchmarks.client import DEVICE, Worker
from benchmarks.environment import PEERS_PYTHON, ROOT

Entry = namedtuple("Entry", "title module python variables")

# PyTensor's environment: of `make test-all`, or `make setup PYTHON=python3.13 VENV=.venv-3.13`.
PYTENSOR = sorted(glob.glob(os.path.join(ROOT, ".venv-3.1[3-9]", "bin", "python")))[-1:]

OURS, FLOOR = "ours", "floor"


def _pytensor(backend, title):
    """The entry of a back end of PyTensor."""
    return Entry(
        f"ours (PyTensor {title})",
        "benchmarks.ours",
        (PYTENSOR or [None])[0],
        {"REPRODUCE_ENGINE": "pytensor", "REPRODUCE_BACKEND": backend},
    )


ENTRIES = {
    OURS: Entry("ours (Theano)", "benchmarks.ours", sys.executable, {"REPRODUCE_ENGINE": "theano"}),
    "torch": Entry("PyTorch eager", "benchmarks.peers.torch_peer", PEERS_PYTHON, {}),
    "torch_compile": Entry("PyTorch compiled", "benchmarks.peers.torch_compiled", PEERS_PYTHON, {}),
    "jax": Entry("JAX, one scan", "benchmarks.peers.jax_peer", PEERS_PYTHON, {}),
    FLOOR: Entry("matrix products alone", "benchmarks.floor", sys.executable, {"REPRODUCE_ENGINE": "theano"}),
}
if DEVICE == "cuda":
    ENTRIES[OURS] = _pytensor("jax", "JAX")
    del ENTRIES[FLOOR]
elif PYTENSOR:
    ENTRIES.update(
        {
            "pytensor_" + backend: _pytensor(backend, title)
            for backend, title in (("c", "C"), ("numba", "Numba"), ("jax", "JAX"))
        }
    )

PEERS = tuple(name for name, entry in ENTRIES.items() if entry.python == PEERS_PYTHON)
OF_OURS = tuple(name for name, entry in ENTRIES.items() if entry.module == "benchmarks.ours")


def start(name, threads, folder, cache):
    """A worker of the contender `name` whose compilers keep their files in ``folder/cache``."""
    entry = ENTRIES[name]
    return Worker(entry.title, entry.python, entry.module, ROOT, threads, os.path.join(folder, cache), entry.variables)

"""Who takes part, and in which environment each runs."""

import os
import sys
from collections import namedtuple

from benchmarks.client import Worker
from benchmarks.environment import PEERS_PYTHON, ROOT

Entry = namedtuple("Entry", "title module python")

OURS, FLOOR = "ours", "floor"
ENTRIES = {
    OURS: Entry("ours (Theano)", "benchmarks.ours", sys.executable),
    "torch": Entry("PyTorch eager", "benchmarks.peers.torch_peer", PEERS_PYTHON),
    "torch_compile": Entry("PyTorch compiled", "benchmarks.peers.torch_compiled", PEERS_PYTHON),
    "jax": Entry("JAX, one scan", "benchmarks.peers.jax_peer", PEERS_PYTHON),
    FLOOR: Entry("matrix products alone", "benchmarks.floor", sys.executable),
}
PEERS = tuple(name for name, entry in ENTRIES.items() if entry.python == PEERS_PYTHON)


def start(name, threads, folder, cache):
    """A worker of the contender `name` whose compilers keep their files in ``folder/cache``."""
    entry = ENTRIES[name]
    return Worker(entry.title, entry.python, entry.module, ROOT, threads, os.path.join(folder, cache))

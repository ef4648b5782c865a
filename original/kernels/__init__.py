"""C++ and Numba kernels for what a CPU spends its time on besides matrix products, and the Ops around them.

Each does in one pass over its data what the engine's own graph does in many. The graph forms stay in the thesis'
definitions, as the reference and for other devices.

`choose` decides for this process whether to take them, `chosen` for a while. `original.kernels.rewrites` puts those
that no definition names into compiled functions.
"""

import contextlib

from original.engines.compat import BACKEND, device
from original.registry import check_choice
from original.spec import KERNELS

_chosen = KERNELS[0]


def choose(kernels: str) -> None:
    """Have all that this process compiles from now on take kernels, 'fused', or the engine's operations, 'graph'."""
    global _chosen
    check_choice("kernels", kernels, KERNELS)
    _chosen = kernels


@contextlib.contextmanager
def chosen(kernels: str):
    """Apply `choose` for as long as the context lasts."""
    before = _chosen
    choose(kernels)
    try:
        yield
    finally:
        choose(before)


def fused() -> bool:
    """Return whether to take C++ kernels: they are chosen, and this is the back end C on the CPU."""
    return _chosen == "fused" and exist_for("c")


def exist_for(*backends: str) -> bool:
    """Return whether this process works on the CPU through one of the `backends`."""
    return BACKEND in backends and device() == "cpu"

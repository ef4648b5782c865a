"""C++ and Numba kernels for what a CPU spends its time on besides matrix products, and the Ops around them.

Each does in one pass over its data what the engine's own graph does in many. The graph forms stay in the thesis'
definitions, as the reference and for other devices.

`choose` decides for this process whether to take them, `chosen` for a while. `original.kernels.rewrites` puts those
that no definition names into compiled functions.
"""

from original.kernels.op import KernelOp, choose, chosen, exist_for, fused
from original.spec import KERNELS

__all__ = ["KERNELS", "KernelOp", "choose", "chosen", "exist_for", "fused"]

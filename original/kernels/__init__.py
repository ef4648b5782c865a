"""Ops around the C++ kernels in this folder: what a CPU spends its time on besides matrix products.

Each does in one pass over its data what the engine's own graph does in many. The graph forms stay beside them, as the
reference and for other devices.
"""

import contextlib
import os
import zlib

from original.engines.compat import BACKEND, COp, device
from original.spec import KERNELS

_chosen = KERNELS[0]


def choose(kernels):
    """Have what this process compiles from now on take the kernels, 'fused', or the engine's own operations, 'graph'."""
    global _chosen
    if kernels not in KERNELS:
        raise ValueError(f"kernels must be one of {', '.join(KERNELS)}, got {kernels!r}")
    _chosen = kernels


@contextlib.contextmanager
def chosen(kernels):
    """`choose` for as long as the context lasts."""
    before = _chosen
    choose(kernels)
    try:
        yield
    finally:
        choose(before)


def fused():
    """Whether to take C++ kernels: they are chosen, and this is the back end C on the CPU."""
    return _chosen == "fused" and exist_for("c")


def exist_for(*backends):
    """Whether this process works on the CPU through one of the `backends`."""
    return BACKEND in backends and device() == "cpu"


class KernelOp(COp):
    """An op whose C code is a call of a template ``kernel<T>`` in a header of this folder.

    All inputs and outputs have one floating-point type T. Subclasses set

    header : str
        The file.
    shapes : list of list of str
        C expressions for the sizes of each output; ``in0[1]`` is the second size of input 0.
    call : str
        The C++ statement, in which ``x0``, ``x1``, ... are T pointers to the contiguous inputs, ``z0``, ``z1``, ...
        to the outputs, and ``in0[1]`` as above.
    """

    header = None
    shapes = []
    call = None
    __props__ = ()

    def gradient(self, inputs, cotangents):
        raise NotImplementedError(f"{self} has no gradient")

    def output_shapes(self, shapes):
        raise NotImplementedError(f"{self} has no shapes that are known beforehand")

    def numba_function(self):
        """The kernel for Numba, and a number that changes with its code."""
        raise NotImplementedError(f"{self} exists as C++ only")

    def perform(self, node, inputs, outputs):
        raise RuntimeError(f"{self} is compiled, and the engine was told to run Python")

    def c_headers(self, **kwargs):
        return super().c_headers(**kwargs) + ["<cmath>"]

    def c_support_code(self, **kwargs):
        return source(self.header)

    def c_code_cache_version(self):
        return (1, zlib.crc32((source(self.header) + self.call).encode()), bool(self.openmp))

    def c_code(self, node, name, inputs, outputs, sub):
        in_place = {out: ins[0] for out, ins in getattr(self, "destroy_map", {}).items()}
        lines = [f"typedef npy_{node.inputs[0].dtype} T;"]
        for i, variable in enumerate(inputs):
            lines += [
                f"PyArrayObject* c{i} = PyArray_GETCONTIGUOUS({variable});",
                "if (!c{}) {{ {} }}".format(i, sub["fail"]),
                f"T* x{i} = (T*)PyArray_DATA(c{i}); npy_intp* in{i} = PyArray_DIMS(c{i});",
                f"(void)x{i}; (void)in{i};",
            ]
        for i, variable in enumerate(outputs):
            lines.append(
                _IN_PLACE.format(i=i, out=variable, source=f"c{in_place[i]}")
                if i in in_place
                else _REUSED.format(
                    i=i, out=variable, ndim=len(self.shapes[i]), sizes=", ".join(self.shapes[i]), fail=sub["fail"]
                )
            )
            lines.append(f"T* z{i} = (T*)PyArray_DATA({variable}); (void)z{i};")
        lines.append(self.call)
        lines += [f"Py_DECREF(c{i});" for i in range(len(inputs))]
        return "{\n" + "\n".join(lines) + "\n}"


# Memory of the last call is used again where its shape still fits.
_REUSED = """npy_intp shape{i}[] = {{{sizes}}};
if (!({out} && PyArray_IS_C_CONTIGUOUS({out})
      && PyArray_CompareLists(PyArray_DIMS({out}), shape{i}, {ndim}))) {{
    Py_XDECREF({out});
    {out} = (PyArrayObject*)PyArray_EMPTY({ndim}, shape{i}, PyArray_TYPE(c0), 0);
    if (!{out}) {{ {fail} }}
}}"""

_IN_PLACE = """Py_XDECREF({out});
{out} = {source};
Py_INCREF({out});"""


def source(header):
    """The text of a file of this folder."""
    with open(os.path.join(os.path.dirname(__file__), header), encoding="utf-8") as file:
        return file.read()

"""`KernelOp`, the base of the kernels' Ops."""

import os
import zlib

from original.engines.compat import BACKEND, OpenMPOp


class KernelOp(OpenMPOp):
    """An op whose C code calls a template ``kernel<T>`` of a header in this folder.

    All inputs and outputs have one floating-point type T. Subclasses set

    header : str
        The file.
    shapes : list of list of (int, int)
        The sizes of each output: (0, 1) is the second size of input 0.
    call : str
        The C++ statement, in which ``x0``, ``x1``, ... are T pointers to the contiguous inputs, ``z0``, ``z1``, ... to
        the outputs, and ``in0[1]`` is the second size of input 0.
    """

    header = None
    shapes = []
    call = None
    __props__ = ()

    def gradient(self, inputs, cotangents):
        raise NotImplementedError(f"{self} has no gradient")

    def grad(self, inputs, cotangents):  # for Theano-PyMC
        return self.gradient(inputs, cotangents)

    def pullback(self, inputs, outputs, cotangents):  # for PyTensor
        return self.gradient(inputs, cotangents)

    def output_shapes(self, shapes):
        return [tuple(shapes[i][axis] for i, axis in sizes) for sizes in self.shapes]

    def infer_shape(self, *arguments):  # the node and the inputs' shapes; Theano-PyMC puts the graph before them
        return self.output_shapes(arguments[-1])

    def numba_function(self):
        """Return the kernel for Numba, and a number that changes with its code."""
        raise NotImplementedError(f"{self} exists as C++ only")

    def perform(self, node, inputs, outputs):
        raise RuntimeError(f"{self} is compiled, and the engine was told to run Python")

    def c_headers(self, **kwargs):
        return super().c_headers(**kwargs) + ["<cmath>"]

    def c_support_code(self, **kwargs):
        return source(self.header)

    def c_code_cache_version(self):
        code = source(self.header) + self.call + repr(self.shapes)
        return (1, zlib.crc32(code.encode()), bool(self.openmp))

    def c_code(self, node, name, inputs, outputs, sub):
        in_place = {out: ins[0] for out, ins in getattr(self, "destroy_map", {}).items()}
        lines = [f"typedef npy_{node.inputs[0].dtype} T;"]
        for i, variable in enumerate(inputs):
            lines += [
                f"PyArrayObject* c{i} = PyArray_GETCONTIGUOUS({variable});",
                f"if (!c{i}) {{ {sub['fail']} }}",
                f"T* x{i} = (T*)PyArray_DATA(c{i}); npy_intp* in{i} = PyArray_DIMS(c{i});",
                f"(void)x{i}; (void)in{i};",
            ]
        for i, variable in enumerate(outputs):
            if i in in_place:
                lines.append(f"Py_XDECREF({variable});\n{variable} = c{in_place[i]};\nPy_INCREF({variable});")
            else:
                lines.append(_allocation(i, variable, self.shapes[i], sub["fail"]))
            lines.append(f"T* z{i} = (T*)PyArray_DATA({variable}); (void)z{i};")
        lines.append(self.call)
        lines += [f"Py_DECREF(c{i});" for i in range(len(inputs))]
        return "{\n" + "\n".join(lines) + "\n}"


if BACKEND == "numba":
    from original.engines import numba_functions

    numba_functions.take(KernelOp)


def _allocation(i, out, sizes, fail):
    """Return the C++ that makes room for output `i`: the memory of the last call if its shape still fits."""
    sizes = [f"in{number}[{axis}]" for number, axis in sizes]
    return f"""npy_intp shape{i}[] = {{{", ".join(sizes)}}};
if (!({out} && PyArray_IS_C_CONTIGUOUS({out})
      && PyArray_CompareLists(PyArray_DIMS({out}), shape{i}, {len(sizes)}))) {{
    Py_XDECREF({out});
    {out} = (PyArrayObject*)PyArray_EMPTY({len(sizes)}, shape{i}, PyArray_TYPE(c0), 0);
    if (!{out}) {{ {fail} }}
}}"""


def source(header):
    """Return the text of a file of this folder."""
    with open(os.path.join(os.path.dirname(__file__), header), encoding="utf-8") as file:
        return file.read()

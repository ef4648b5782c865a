"""`KernelOp`, the base of the kernels' Ops."""

import os
import zlib

from original.engines.compat import BACKEND, Apply, OpenMPOp, T, sizes_of, tensor_type, upcast


class KernelOp(OpenMPOp):
    """An op whose C code calls a template ``kernel<T>`` of a header in this folder.

    All inputs and outputs have one floating-point type T, float32 or float64: that to which Theano brings the inputs in
    an operation of its own. Subclasses set

    header : str
        The file.
    signature : Signature
        The sizes of inputs and outputs. Those that don't fit are an error: when the graph is built if they are known
        then, or else when it runs.
    call : str
        The C++ statement, in which ``x0``, ``x1``, ... are T pointers to the contiguous inputs, ``z0``, ``z1``, ... to
        the outputs, and ``in0[1]`` is the second size of input 0.
    """

    header = None
    signature = None
    call = None
    __props__ = ()

    def make_node(self, *inputs):
        inputs = self.converted([T.as_tensor_variable(variable) for variable in inputs])
        shapes = [sizes_of(variable) for variable in inputs]
        if not self.signature.fits(shapes):
            raise ValueError(f"{self.needs}, got {', '.join(str(variable.type) for variable in inputs)}")
        (dtype,) = {variable.dtype for variable in inputs}
        sizes = [self.signature.sizes(axes, shapes) for axes in self.signature.outputs]
        return Apply(self, inputs, [tensor_type(dtype, known)() for known in sizes])

    @property
    def needs(self):
        """Return the needs of the kernel in words."""
        return f"{type(self).__name__} needs arrays of shape {self.signature}"

    def converted(self, inputs):
        """Return the inputs in the type to which Theano brings them, float32 at least; TypeError if there is none."""
        dtype = upcast("float32", *(variable.dtype for variable in inputs))
        if dtype not in ("float32", "float64"):
            types = ", ".join(variable.dtype for variable in inputs)
            raise TypeError(f"{type(self).__name__} takes real numbers of up to 64 bits, got {types}")
        return [T.cast(variable, dtype) for variable in inputs]

    def gradient(self, inputs, cotangents):
        raise NotImplementedError(f"{self} has no gradient")

    def grad(self, inputs, cotangents):  # for Theano-PyMC
        return self.gradient(inputs, cotangents)

    def pullback(self, inputs, outputs, cotangents):  # for PyTensor
        return self.gradient(inputs, cotangents)

    def infer_shape(self, *arguments):  # the node and the inputs' shapes; Theano-PyMC puts the graph before them
        return [self.signature.sizes(axes, arguments[-1]) for axes in self.signature.outputs]

    def numba_function(self):
        """Return the kernel for Numba, and a number that changes with its code."""
        raise NotImplementedError(f"{self} exists as C++ only")

    def perform(self, node, inputs, outputs):
        raise RuntimeError(f"{self} is compiled, and the engine was told to run Python")

    def c_headers(self, **kwargs):
        return super().c_headers(**kwargs) + ["<cmath>"]

    def c_support_code(self, **kwargs):
        return source("contiguous.h") + source(self.header)

    def c_code_cache_version(self):
        code = self.c_support_code() + self.call + self.signature.text + self.signature.positive
        return (2, zlib.crc32(code.encode()), bool(self.openmp))

    def c_code(self, node, name, inputs, outputs, sub):
        in_place = {out: ins[0] for out, ins in getattr(self, "destroy_map", {}).items()}
        lines = [f"typedef npy_{node.inputs[0].dtype} T;"]
        lines += [f"npy_intp* in{i} = PyArray_DIMS({variable}); (void)in{i};" for i, variable in enumerate(inputs)]
        lines.append(self._check(sub["fail"]))
        for i, variable in enumerate(inputs):
            lines += [
                f"Contiguous c{i}({variable});",
                f"if (!c{i}.array) {{ {sub['fail']} }}",
                f"T* x{i} = (T*)PyArray_DATA(c{i}.array); (void)x{i};",
            ]
        for i, variable in enumerate(outputs):
            if i in in_place:
                lines.append(f"Py_XDECREF({variable});\n{variable} = c{in_place[i]}.array;\nPy_INCREF({variable});")
            else:
                sizes = map("in{0[0]}[{0[1]}]".format, map(self.signature.place, self.signature.outputs[i]))
                lines.append(_allocation(i, variable, list(sizes), sub["fail"]))
            lines.append(f"T* z{i} = (T*)PyArray_DATA({variable}); (void)z{i};")
        lines.append(self.call)
        return "{\n" + "\n".join(lines) + "\n}"

    def _check(self, fail):
        """Return the C++ that fails with a ValueError if the inputs' sizes don't fit the signature."""
        wrong = [f"in{i}[{axis}] != in{j}[{other}]" for i, axis, j, other in self.signature.equal()]
        wrong += [f"in{i}[{axis}] != {size}" for i, axis, size in self.signature.fixed()]
        wrong += [f"in{i}[{axis}] < 1" for i, axis in map(self.signature.place, self.signature.positive)]
        if not wrong:
            return ""
        got = ", ".join("(" + ", ".join(["%ld"] * len(axes)) + ")" for axes in self.signature.inputs)
        sizes = [f"(long)in{i}[{axis}]" for i, axes in enumerate(self.signature.inputs) for axis in range(len(axes))]
        return f"""if ({" || ".join(wrong)}) {{
    PyErr_Format(PyExc_ValueError, "{self.needs}, got {got}", {", ".join(sizes)});
    {fail}
}}"""


if BACKEND == "numba":
    from original.engines import numba_functions

    numba_functions.take(KernelOp)


def _allocation(i, out, sizes, fail):
    """Return the C++ that makes room for output `i`: the memory of the last call if its shape still fits."""
    return f"""npy_intp shape{i}[] = {{{", ".join(sizes)}}};
if (!({out} && PyArray_IS_C_CONTIGUOUS({out})
      && PyArray_CompareLists(PyArray_DIMS({out}), shape{i}, {len(sizes)}))) {{
    Py_XDECREF({out});
    {out} = (PyArrayObject*)PyArray_EMPTY({len(sizes)}, shape{i}, PyArray_TYPE(c0.array), 0);
    if (!{out}) {{ {fail} }}
}}"""


def source(header):
    """Return the text of a file of this folder."""
    with open(os.path.join(os.path.dirname(__file__), header), encoding="utf-8") as file:
        return file.read()

"""The floor: the matrix products of one epoch and nothing else, on the threads that the contenders have."""

from original.engines import compat  # noqa: F401  first: prepares the stack

import ctypes
from collections import namedtuple

import lasagne
import numpy as np

from benchmarks.worker import Contender, serve
from original.engines.c.threads import load_openblas
from original.models import build

Dense = namedtuple("Dense", "num_inputs num_units input_gradient")


def dense_layers(model, dim_z):
    """The matrix products of a model, read off its Lasagne layers: a list of Dense.

    A layer costs one product forward, one for the gradient of its weights, and one for the gradient of its input
    unless no parameter lies below it.
    """
    layers = lasagne.layers.get_all_layers(build(model, dim_z)["l_out"])
    return [
        Dense(
            int(np.prod(layer.input_shape[1:])),
            layer.num_units,
            bool(lasagne.layers.get_all_params(layer.input_layer, trainable=True)),
        )
        for layer in layers
        if isinstance(layer, lasagne.layers.DenseLayer)
    ]


def numpy_product(a, b, out):
    """out = a b by NumPy's own BLAS."""
    np.dot(a, b, out=out)


def openblas_product():
    """out = a b by the OpenBLAS of the wheel scipy-openblas32, which Theano's products use; None without it."""
    library = load_openblas()
    if library is None:
        return None
    sgemm = library.scipy_cblas_sgemm
    integer, pointer, real = ctypes.c_int, ctypes.c_void_p, ctypes.c_float
    sgemm.argtypes = [integer] * 6 + [real, pointer, integer, pointer, integer, real, pointer, integer]
    sgemm.restype = None
    row_major, plain, transposed = 101, 111, 112

    def layout(matrix):
        if matrix.flags.c_contiguous:
            return plain, matrix.shape[1]
        return transposed, matrix.shape[0]

    def product(a, b, out):
        (a_layout, a_stride), (b_layout, b_stride) = layout(a), layout(b)
        sgemm(
            row_major,
            a_layout,
            b_layout,
            len(a),
            b.shape[1],
            a.shape[1],
            1,
            a.ctypes.data,
            a_stride,
            b.ctypes.data,
            b_stride,
            0,
            out.ctypes.data,
            out.shape[1],
        )

    return product


class Floor(Contender):
    """All products of an epoch, into memory that is allocated before."""

    versions = {"numpy": np.__version__}

    def variants(self, model):
        return ["NumPy"] + (["scipy-openblas32"] if openblas_product() else [])

    def build(self, settings, variant, images):
        self.product = numpy_product if variant == "NumPy" else openblas_product()
        layers = dense_layers(settings["model"], settings["dim_z"])
        self.whole, rest = divmod(len(images), settings["batch_size"])
        self.batch = _operands(layers, settings["batch_size"])
        self.last = _operands(layers, rest) if rest else []

    def epoch(self):
        for _ in range(self.whole):
            for a, b, out in self.batch:
                self.product(a, b, out)
        for a, b, out in self.last:
            self.product(a, b, out)


def _operands(layers, batch):
    """Triples (a, b, out) of arrays for the products of one minibatch, in the order of training."""
    random = np.random.default_rng(0)
    forward, backward = [], []
    for num_inputs, num_units, input_gradient in layers:
        x, weights, y = [
            random.standard_normal(shape, dtype="float32")
            for shape in ((batch, num_inputs), (num_inputs, num_units), (batch, num_units))
        ]
        forward.append((x, weights, y))
        backward.append((x.T, random.standard_normal(y.shape, dtype="float32"), np.empty_like(weights)))
        if input_gradient:
            backward.append((backward[-1][1], weights.T, np.empty_like(x)))
    return forward + backward[::-1]


if __name__ == "__main__":
    serve(Floor())

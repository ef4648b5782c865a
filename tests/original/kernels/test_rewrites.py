"""Replacement by kernels in compiled functions: the right operations, and the same numbers."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from original import kernels
from original.kernels.bilinear import BilinearSampleGradient
from original.kernels.rewrites import ColumnSums, logistic, mode
from original.transformers.sampling import bilinear_sample


def both(inputs, outputs):
    """Functions without and with the rewrites."""
    functions = []
    for form in ("graph", "fused"):
        with kernels.chosen(form):
            functions.append(theano.function(inputs, outputs, mode=mode()))
    return functions


def ops(function):
    return [node.op for node in function.maker.fgraph.toposort()]


@pytest.mark.parametrize("dtype", ("float32", "float64"))
@pytest.mark.parametrize("shape", ((128, 784), (3, 65), (1, 1), (5, 0)))
def test_sums_over_rows(rng, dtype, shape):
    x = T.matrix(dtype=dtype)
    graph, kernel = both([x], x.sum(axis=0))
    values = rng.normal(size=shape).astype(dtype)
    np.testing.assert_array_equal(kernel(values), graph(values))  # both sum in double precision, row after row
    assert any(isinstance(op, ColumnSums) for op in ops(kernel)) and not any(
        isinstance(op, ColumnSums) for op in ops(graph)
    )


def test_other_sums_are_left_alone():
    x = T.matrix()
    function = theano.function([x], [x.sum(), x.sum(axis=1), x.dimshuffle(0, 1, "x").sum(axis=0)], mode=mode())
    assert not any(isinstance(op, ColumnSums) for op in ops(function))


def test_sigmoid_is_right_to_its_last_digits():
    x = T.vector(dtype="float32")
    _, kernel = both([x], T.nnet.sigmoid(x))
    assert any(getattr(op, "scalar_op", None) == logistic for op in ops(kernel))
    values = np.concatenate([np.linspace(-30, 30, 100001), [-1e4, -88.5, -87, 87, 88.5, 1e4, 0]]).astype("float32")
    exact = 1 / (1 + np.exp(-np.maximum(values.astype("float64"), -700)))
    # Measured: 2.4e-7. Below -87 the result is 1.6e-38 in place of numbers that float32 has no full digits for.
    np.testing.assert_allclose(kernel(values), exact, rtol=5e-7, atol=2e-38)
    assert np.isnan(kernel(np.array([np.nan], "float32")))[0]
    np.testing.assert_array_equal(kernel(np.array([-np.inf, np.inf], "float32")) > 0.5, [False, True])


def test_sigmoid_is_replaced_where_it_is_joined_with_other_operations():
    x, factor = T.vector(dtype="float32"), T.vector(dtype="float32")
    _, kernel = both([x, factor], factor * T.nnet.sigmoid(x) - factor)
    (joined,) = [op.scalar_op for op in ops(kernel)]
    assert logistic in [node.op for node in joined.fgraph.toposort()]


def test_sigmoid_of_doubles_is_theanos():
    x = T.vector(dtype="float64")
    graph, kernel = both([x], T.nnet.sigmoid(x))
    values = np.linspace(-30, 30, 1001)
    np.testing.assert_array_equal(kernel(values), graph(values))


def test_gradient_in_an_image_that_is_data_is_not_computed(rng):
    image, positions = T.tensor4(), T.tensor3()
    cost = (bilinear_sample(image, positions) ** 2).sum()
    alone, whole = [
        theano.function([image, positions], theano.grad(cost, wanted)) for wanted in (positions, [image, positions])
    ]
    arrays = rng.random((3, 2, 6, 5), dtype="float32"), rng.uniform(-1, 6, (3, 2, 50)).astype("float32")
    np.testing.assert_array_equal(alone(*arrays), whole(*arrays)[1])
    for function, computed in ((alone, False), (whole, True)):
        (op,) = [op for op in ops(function) if isinstance(op, BilinearSampleGradient)]
        assert op.image == computed

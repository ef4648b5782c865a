"""The fused step against Lasagne's own, and against Zeiler's algorithm by hand."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from original import kernels
from original.adadelta import adadelta
from original.kernels.adadelta import AdadeltaStep


def trajectory(form, steps, learning_rate=1.0, dtype="float32"):
    """Values of a matrix and a vector after each step on a loss with a different target in each."""
    rng = np.random.default_rng(0)
    params = [
        theano.shared(rng.normal(size=shape).astype(dtype), name=name)
        for name, shape in (("W", (37, 11)), ("b", (11,)))
    ]
    target = T.scalar(dtype=dtype)
    loss = ((T.dot(T.ones((1, 37), dtype=dtype), params[0]) - target) ** 2).sum() + ((params[1] - target) ** 4).sum()
    with kernels.chosen(form):
        updates, memory = adadelta(loss, params, learning_rate)
    step = theano.function([target], loss, updates=updates)
    values = []
    for number in range(steps):
        step(np.sin(number))
        values.append([param.get_value() for param in params] + [memory[name].get_value() for name in sorted(memory)])
    return values


def test_every_step_equals_lasagnes():
    for fused, own in zip(trajectory("fused", 20, 0.3), trajectory("graph", 20, 0.3)):
        for ours, lasagnes in zip(fused, own):
            # Room for float32 over 20 steps; both round in their own order.
            np.testing.assert_allclose(ours, lasagnes, rtol=2e-5, atol=1e-6)


def test_two_steps_by_hand():
    param = theano.shared(np.array([3.0]), name="p")
    updates, memory = adadelta((param**2).sum(), [param])
    step = theano.function([], [], updates=updates)
    value, accu, delta_accu = 3.0, 0.0, 0.0
    for _ in range(2):
        gradient = 2 * value
        accu = 0.95 * accu + 0.05 * gradient**2
        update = gradient * np.sqrt(delta_accu + 1e-6) / np.sqrt(accu + 1e-6)
        value, delta_accu = value - update, 0.95 * delta_accu + 0.05 * update**2
        step()
        np.testing.assert_allclose(param.get_value(), value, rtol=1e-12)
        np.testing.assert_allclose(memory["p.accu"].get_value(), accu, rtol=1e-12)
        np.testing.assert_allclose(memory["p.delta_accu"].get_value(), delta_accu, rtol=1e-12)


def test_a_gradient_of_another_type_or_shape_is_refused():
    param, memory = T.vector(dtype="float32"), T.vector(dtype="float32")
    step = AdadeltaStep(1.0, 0.95, 1e-6, ndim=1)
    with pytest.raises(TypeError, match="gradient of one type, got .'float32', 'float32', 'float32', 'float64'."):
        step(param, memory, memory, T.vector(dtype="float64"))
    with pytest.raises(ValueError, match="AdadeltaStep needs arrays"):
        step(param, memory, memory, T.matrix(dtype="float32"))
    inputs = [param] + [T.vector(dtype="float32") for _ in range(3)]
    function = theano.function(inputs, step(*inputs)[0])
    with pytest.raises(ValueError, match="AdadeltaStep needs arrays"):
        function(*(np.ones(size, "float32") for size in (3, 3, 3, 2)))


def test_a_training_changes_its_variables_in_their_place_and_a_function_of_inputs_does_not():
    param = theano.shared(np.ones(3, "float32"), name="p")
    (updates, _), inputs = adadelta((param**2).sum(), [param]), [T.vector(dtype="float32") for _ in range(4)]
    training = theano.function([], [], updates=updates)
    function = theano.function(inputs, AdadeltaStep(1.0, 0.95, 1e-6, ndim=1)(*inputs))
    for compiled, in_place in ((training, True), (function, False)):
        (node,) = [node for node in compiled.maker.fgraph.apply_nodes if isinstance(node.op, AdadeltaStep)]
        assert node.op.in_place == in_place
    given = [np.full(3, number, "float32") for number in (1, 0, 0, 2)]
    new = function(*given)
    assert [list(array) for array in given] == [[number] * 3 for number in (1, 0, 0, 2)]
    training()
    np.testing.assert_array_equal(param.get_value(), new[0])

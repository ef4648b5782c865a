"""Adadelta in one pass over each parameter, see `original.adadelta`."""

from collections import OrderedDict

import numpy as np

from original.engines.compat import Apply, T, theano
from original.kernels.op import KernelOp


def updates(loss, params, learning_rate, rho, epsilon):
    """Return the updates of `lasagne.updates.adadelta`, in its order, each an `AdadeltaStep`."""
    changes = OrderedDict()
    for param, gradient in zip(params, theano.grad(loss, params)):
        accu, delta_accu = [
            theano.shared(np.zeros_like(param.get_value()), broadcastable=param.broadcastable) for _ in range(2)
        ]
        new = AdadeltaStep(learning_rate, rho, epsilon)(param, accu, delta_accu, gradient)
        changes.update(zip((accu, param, delta_accu), (new[1], new[0], new[2])))
    return changes


class AdadeltaStep(KernelOp):
    """(param, accu, delta_accu, gradient) to the new values of the first three, in their place."""

    __props__ = ("learning_rate", "rho", "epsilon")
    header = "adadelta.h"
    destroy_map = {0: [0], 1: [1], 2: [2]}

    def __init__(self, learning_rate, rho, epsilon):
        super().__init__()
        self.learning_rate, self.rho, self.epsilon = float(learning_rate), float(rho), float(epsilon)

    @property
    def call(self):
        numbers = ", ".join(f"T({number!r})" for number in (self.learning_rate, self.rho, 1 - self.rho, self.epsilon))
        return f"adadelta<T>(z0, z1, z2, x3, PyArray_SIZE(c3), {numbers});"

    def make_node(self, *inputs):
        inputs = [T.as_tensor_variable(variable) for variable in inputs]
        return Apply(self, inputs, [variable.type() for variable in inputs[:3]])

    def output_shapes(self, shapes):
        return shapes[:3]

"""Adadelta (Zeiler 2012) with the numbers of `lasagne.updates.adadelta`, one fused pass for each parameter."""

from collections import OrderedDict

import numpy as np

from original.engines.compat import Apply, T, lasagne, theano
from original.kernels import KernelOp, fused


def adadelta(loss, params, learning_rate=1.0, rho=0.95, epsilon=1e-6):
    """Updates that minimize `loss`; arguments and defaults of `lasagne.updates.adadelta`, which is called without kernels.

    Fused updates change their variables in place: compile them with ``theano.function(..., accept_inplace=True)``.

    Returns
    -------
    (updates, state)
        An OrderedDict for `theano.function`, and the optimiser's memory as a dict: under ``<param>.accu`` and
        ``<param>.delta_accu`` the running means of squared gradients and of squared steps.
    """
    if fused():
        updates = OrderedDict()
        for param, gradient in zip(params, theano.grad(loss, params)):
            accu, delta_accu = [
                theano.shared(np.zeros_like(param.get_value()), broadcastable=param.broadcastable) for _ in range(2)
            ]
            new = AdadeltaStep(learning_rate, rho, epsilon)(param, accu, delta_accu, gradient)
            updates.update(zip((accu, param, delta_accu), (new[1], new[0], new[2])))
    else:
        updates = lasagne.updates.adadelta(loss, params, np.asarray(learning_rate, params[0].dtype), rho, epsilon)
    memory = iter([shared for shared in updates if shared not in params])  # accu, delta_accu of each parameter in turn
    return updates, {f"{param.name}.{name}": next(memory) for param in params for name in ("accu", "delta_accu")}


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
        return f"adadelta<T>(z0, z1, z2, x3, PyArray_SIZE(c3), T({self.learning_rate!r}), T({self.rho!r}), T({1 - self.rho!r}), T({self.epsilon!r}));"

    def make_node(self, *inputs):
        inputs = [T.as_tensor_variable(variable) for variable in inputs]
        return Apply(self, inputs, [variable.type() for variable in inputs[:3]])

    def output_shapes(self, shapes):
        return shapes[:3]

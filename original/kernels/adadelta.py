"""Adadelta in one pass over each parameter, see `original.adadelta`."""

import string
from collections import OrderedDict

import numpy as np

from original.engines.compat import theano
from original.kernels.op import KernelOp
from original.kernels.signature import Signature


def updates(loss, params, learning_rate, rho, epsilon):
    """Return the updates of `lasagne.updates.adadelta`, in its order, each an `AdadeltaStep`."""
    changes = OrderedDict()
    for param, gradient in zip(params, theano.grad(loss, params)):
        accu, delta_accu = [
            theano.shared(np.zeros_like(param.get_value()), broadcastable=param.broadcastable) for _ in range(2)
        ]
        new = AdadeltaStep(learning_rate, rho, epsilon, param.ndim)(param, accu, delta_accu, gradient)
        changes.update(zip((accu, param, delta_accu), (new[1], new[0], new[2])))
    return changes


class AdadeltaStep(KernelOp):
    """(param, accu, delta_accu, gradient), of `ndim` axes each, to new values of the first three.

    `original.kernels.rewrites` has it work in their place, as one of the last rewrites: from the first operation on
    that does, the engine looks for cycles in the whole graph after each rewrite, a third of the time that it took.
    """

    __props__ = ("learning_rate", "rho", "epsilon", "ndim", "in_place")
    header = "adadelta.h"

    def __init__(self, learning_rate, rho, epsilon, ndim, in_place=False):
        super().__init__()
        self.in_place = in_place
        if in_place:
            self.destroy_map = {0: [0], 1: [1], 2: [2]}
        self.learning_rate, self.rho, self.epsilon = float(learning_rate), float(rho), float(epsilon)
        self.ndim = ndim
        axes = string.ascii_uppercase[:ndim]
        self.signature = Signature(",".join([axes] * 4) + "->" + ",".join([axes] * 3))

    def working_in_place(self):
        """Return the same step in the place of its inputs."""
        return AdadeltaStep(self.learning_rate, self.rho, self.epsilon, self.ndim, in_place=True)

    @property
    def call(self):
        copies = (
            ""
            if self.in_place
            else "".join(f"std::copy(x{i}, x{i} + PyArray_SIZE(c3.array), z{i}); " for i in range(3))
        )
        numbers = ", ".join(f"T({number!r})" for number in (self.learning_rate, self.rho, 1 - self.rho, self.epsilon))
        return f"{copies}adadelta<T>(z0, z1, z2, x3, PyArray_SIZE(c3.array), {numbers});"

    def converted(self, inputs):
        types = [variable.dtype for variable in inputs]
        if len(set(types)) > 1:  # a converted input would be changed in the place of the one that was given
            raise TypeError(f"a step of Adadelta takes a parameter, its memory and gradient of one type, got {types}")
        return super().converted(inputs)

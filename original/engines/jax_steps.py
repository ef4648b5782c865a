"""Steps of a training in JAX: all minibatches of an epoch in one call, with parameters and data on the device."""

import jax
import jax.numpy as jnp
import numpy as np
from pytensor.compile.mode import JAX
from pytensor.compile.sharedvalue import SharedVariable
from pytensor.graph.fg import FunctionGraph
from pytensor.graph.replace import clone_replace
from pytensor.graph.traversal import graph_inputs
from pytensor.link.jax.dispatch import jax_funcify

from original.engines.jax_functions import of_shapes


class Scan:
    """A training step like `original.engines.steps.OneByOne`; a call takes all minibatches in one loop on the device.

    It scans over those of one shape; a last one that is smaller follows in the same call. XLA decides what is done in
    place, so `mode` means nothing here.
    """

    at_a_time = None  # all there are

    def __init__(self, inputs, outputs, updates, mode):
        self._inputs, self._outputs, self._updates = inputs, outputs, dict(updates)
        expressions = self._outputs + list(self._updates.values())
        shared = [variable for variable in graph_inputs(expressions) if isinstance(variable, SharedVariable)]
        self._changed = list(self._updates)
        self._constant = [variable for variable in shared if variable not in self._updates]
        self._compiled = {}

    def __call__(self, minibatches):
        minibatches = [
            [np.asarray(array, dtype=variable.type.dtype) for variable, array in zip(self._inputs, arrays)]
            for arrays in minibatches
        ]
        shapes = [tuple(array.shape for array in arrays) for arrays in minibatches]
        alike = [arrays for arrays, shape in zip(minibatches, shapes) if shape == shapes[0]]
        rest = minibatches[len(alike) :]
        key = (shapes[0],) + tuple(shapes[len(alike) :])
        if key not in self._compiled:
            self._compiled[key] = self._compile(key)
        constant = [_on_device(variable) for variable in self._constant]
        state = [_on_device(variable) for variable in self._changed]
        state, terms = self._compiled[key](state, constant, [np.stack(arrays) for arrays in zip(*alike)], rest)
        for variable, value in zip(self._changed, state):
            variable.container.storage[0] = value
        return list(zip(*map(np.asarray, terms)))

    def _compile(self, shapes):
        """Return the loop over minibatches of the first of `shapes`, followed by one of each of the others."""
        first, *others = [self._step(shape) for shape in shapes]

        def steps(state, constant, alike, rest):
            state, terms = jax.lax.scan(lambda state, inputs: first(inputs, state, constant), state, alike)
            for step, inputs in zip(others, rest):
                state, more = step(inputs, state, constant)
                terms = [jnp.append(values, value) for values, value in zip(terms, more)]
            return state, terms

        return jax.jit(steps, donate_argnums=0)

    def _step(self, shapes):
        """Return one step as a JAX function of (inputs, state, constants): the new state and the outputs."""
        inputs, expressions = of_shapes(self._inputs, self._outputs + list(self._updates.values()), shapes)
        shared = self._changed + self._constant
        stand_ins = [variable.type() for variable in shared]
        expressions = clone_replace(expressions, dict(zip(shared, stand_ins)))
        graph = FunctionGraph(inputs + stand_ins, expressions, clone=True)
        JAX.optimizer.rewrite(graph)
        compute, number = jax_funcify(graph), len(self._outputs)

        def step(inputs, state, constant):
            results = compute(*inputs, *state, *constant)
            return list(results[number:]), list(results[:number])

        return step


def _on_device(variable):
    """Return the value of a shared variable as an array of JAX, which the variable keeps from then on."""
    storage = variable.container.storage
    if not isinstance(storage[0], jax.Array):
        storage[0] = jnp.asarray(storage[0])
    return storage[0]

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
        shapes, alike, rest = self._sorted(minibatches)
        if shapes not in self._compiled:
            self._compiled[shapes] = jax.jit(self._loop(shapes), donate_argnums=0)
        state, terms = self._compiled[shapes](self._state(), self._constants(), alike, rest)
        self._take(state)
        return list(zip(*map(np.asarray, terms)))

    @classmethod
    def side_by_side(cls, steps, minibatches):
        """Return for each of `steps` what a call with its `minibatches` does, all of them done by one program.

        Parameters
        ----------
        steps : list of Scan
            Of the same graph, with the same constants. The first one keeps the program.
        minibatches : list of list of tuple of ndarray
            As many for each, of the same shapes.
        """
        first = steps[0]
        of_each = [one._sorted(own) for one, own in zip(steps, minibatches)]
        shapes = of_each[0][0]
        key = (len(steps), shapes)
        if key not in first._compiled:
            together = jax.vmap(first._loop(shapes), in_axes=(0, None, 0, 0))
            first._compiled[key] = jax.jit(together, donate_argnums=0)
        state, alike, rest = [
            jax.tree.map(lambda *arrays: jnp.stack(arrays), *values)
            for values in ([one._state() for one in steps], [own[1] for own in of_each], [own[2] for own in of_each])
        ]
        state, terms = first._compiled[key](state, first._constants(), alike, rest)
        terms = list(map(np.asarray, terms))
        for number, one in enumerate(steps):
            one._take([value[number] for value in state])
        return [list(zip(*(values[number] for values in terms))) for number in range(len(steps))]

    def _sorted(self, minibatches):
        """Return the shapes in the order of the loop, the minibatches that the scan takes, stacked, and the others."""
        minibatches = [
            [np.asarray(array, dtype=variable.type.dtype) for variable, array in zip(self._inputs, arrays)]
            for arrays in minibatches
        ]
        shapes = [tuple(array.shape for array in arrays) for arrays in minibatches]
        alike = [arrays for arrays, shape in zip(minibatches, shapes) if shape == shapes[0]]
        rest = minibatches[len(alike) :]
        return (shapes[0],) + tuple(shapes[len(alike) :]), [np.stack(arrays) for arrays in zip(*alike)], rest

    def _state(self):
        return [_on_device(variable) for variable in self._changed]

    def _constants(self):
        return [_on_device(variable) for variable in self._constant]

    def _take(self, state):
        for variable, value in zip(self._changed, state):
            variable.container.storage[0] = value

    def _loop(self, shapes):
        """Return the loop over minibatches of the first of `shapes`, followed by one of each of the others."""
        first, *others = [self._step(shape) for shape in shapes]

        def steps(state, constant, alike, rest):
            state, terms = jax.lax.scan(lambda state, inputs: first(inputs, state, constant), state, alike)
            for step, inputs in zip(others, rest):
                state, more = step(inputs, state, constant)
                terms = [jnp.append(values, value) for values, value in zip(terms, more)]
            return state, terms

        return steps

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

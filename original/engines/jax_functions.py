"""PyTensor's functions in JAX, which has to know every shape: each call with new shapes compiles again."""

import warnings

import jax
import numpy as np
import pytensor
from pytensor.graph.replace import clone_replace
from pytensor.tensor.sharedvar import TensorSharedVariable
from pytensor.tensor.type import TensorType


def start():
    """Make float32 float32 on a GPU, too, where JAX multiplies matrices in fewer bits by default."""
    jax.config.update("jax_default_matmul_precision", "highest")
    # Sums of float32 ask for float64 in between, which JAX has in programs of float64 only.
    warnings.filterwarnings("ignore", message="Explicitly requested dtype (float64|int64)")
    # What a function leaves in a shared variable is an array of JAX, on its device.
    TensorSharedVariable.get_value = _get_value


def function(inputs, outputs=None, mode=None, **options):
    """Return a function as `pytensor.function` does; it compiles at its first call with inputs of new shapes."""
    return _OfShapes(inputs, outputs, dict(options, mode=mode))


def of_shapes(inputs, expressions, shapes):
    """Return copies of `inputs` that have these `shapes`, and the `expressions` of them."""
    known = [TensorType(variable.type.dtype, shape)(variable.name) for variable, shape in zip(inputs, shapes)]
    return known, clone_replace(expressions, dict(zip(inputs, known)))


class _OfShapes:
    """The functions that `function` returns."""

    def __init__(self, inputs, outputs, options):
        self._single = outputs is not None and not isinstance(outputs, (list, tuple))
        self._inputs, self._outputs = list(inputs), [outputs] if self._single else list(outputs or [])
        updates = options.pop("updates", None) or {}
        self._updates = dict(updates)
        self._options, self._compiled = options, {}

    def __call__(self, *arrays):
        shapes = tuple(np.shape(array) for array in arrays)
        if shapes not in self._compiled:
            self._compiled[shapes] = self._compile(shapes)
        outputs = [np.asarray(output) for output in self._compiled[shapes](*arrays)]
        return outputs[0] if self._single else outputs

    def _compile(self, shapes):
        inputs, expressions = of_shapes(self._inputs, self._outputs + list(self._updates.values()), shapes)
        outputs, changed = expressions[: len(self._outputs)], expressions[len(self._outputs) :]
        return pytensor.function(inputs, outputs, updates=dict(zip(self._updates, changed)), **self._options)


def _get_value(self, borrow=False, return_internal_type=False):
    """Return the value as an ndarray, never one that a later step may overwrite."""
    return np.array(self.container.storage[0])

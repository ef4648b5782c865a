"""What runs the definitions of `original`: one module for each engine, chosen by `original.engines.compat`.

``theano_pymc``  Theano-PyMC 1.1.2, the reference; Python 3.8 to 3.12
``pytensor``     PyTensor, Theano's maintained heir; back ends C, Numba and JAX; Python 3.13 and later

An engine's module has ``start(backend)``, which sets the engine up and gives what stands under the name ``theano``;
and what the two keep in different places, or have not both, under the names that `original.engines.compat` hands on.
"""

BACKENDS = {"theano": ("c",), "pytensor": ("c", "numba", "jax")}  # of each engine, the default one first

# Where among the rewrites of a graph: both engines join elementwise operations at 49.
BEFORE_FUSION = 48.9


def computed_once(variable):
    """`variable`, as something that no compiler is to repeat in all that reads it: none here does, but JAX's."""
    return variable


class StackError(ImportError):
    """An engine or Lasagne can't run here; the message says what is missing and what to do."""

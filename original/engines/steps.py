"""Steps of a training, one call of a compiled function for each minibatch."""

import numpy as np
import theano  # what stands under this name once `original.engines.compat` has started the engine


class OneByOne:
    """A compiled training step.

    Parameters
    ----------
    inputs : list of symbolic tensor
        What comes with a minibatch.
    outputs : list of symbolic scalar
        What a step gives.
    updates : dict of shared variable to symbolic tensor
    mode
        For `theano.function`.
    """

    at_a_time = 1  # minibatches in a call
    side_by_side = None  # several trainings in one call: JAX alone can

    def __init__(self, inputs, outputs, updates, mode):
        self._types = [variable.type.dtype for variable in inputs]
        self._function = theano.function(inputs, outputs, updates=updates, mode=mode)
        self._function.trust_input = True  # arrays come as they have to: checking them took 2% of a VAE's epoch

    def __call__(self, minibatches):
        """Return the outputs of each of the `minibatches`, a list of tuples of ndarray, one after the other."""
        return [self._function(*map(np.asarray, minibatch, self._types)) for minibatch in minibatches]

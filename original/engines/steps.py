"""Steps of a training, one call of a compiled function for each minibatch."""

import theano


class OneByOne:
    """A compiled training step.

    Parameters
    ----------
    inputs : list of symbolic tensor
        What comes with a minibatch.
    outputs : list of symbolic scalar
        What a step gives.
    updates : dict of shared variable to symbolic tensor
    in_place : bool
        Whether updates may change their variables in place.
    mode
        For `theano.function`.
    """

    at_a_time = 1  # minibatches in a call

    def __init__(self, inputs, outputs, updates, in_place, mode):
        self._function = theano.function(inputs, outputs, updates=updates, accept_inplace=in_place, mode=mode)

    def __call__(self, minibatches):
        """The outputs of each of the `minibatches`, a list of tuples of ndarray, one after the other."""
        return [self._function(*minibatch) for minibatch in minibatches]

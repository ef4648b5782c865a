"""Optimizers: Adadelta, as the thesis says, and those beside it in the author's program."""

import numpy as np

from original.adadelta import adadelta
from original.engines.compat import lasagne
from original.registry import check_choice
from original.spec import OPTIMIZERS


def updates_of(optimizer, loss, params, learning_rate=1.0, epsilon=1e-6):
    """Return updates that minimize `loss`, with Lasagne's defaults but for what is given.

    Parameters
    ----------
    optimizer : {'adadelta', 'adam', 'momentum'}
        Adadelta (appendix A); Adam, with beta 0.9 and 0.999; or stochastic gradient descent with momentum 0.9.
    loss : symbolic scalar
    params : list of shared variable
    learning_rate : float
    epsilon : float
        Adadelta's; the others have none, or their own.

    Returns
    -------
    (updates, state)
        An OrderedDict for `theano.function`, and the optimizer's memory: dict of str to shared variable.
    """
    if optimizer == "adadelta":
        return adadelta(loss, params, learning_rate, epsilon=epsilon)
    check_choice("optimizer", optimizer, OPTIMIZERS)
    rate = np.asarray(learning_rate, params[0].dtype)
    updates = getattr(lasagne.updates, optimizer)(loss, params, rate)
    memory = [shared for shared in updates if shared not in params]
    return updates, {f"{optimizer}.{number}": shared for number, shared in enumerate(memory)}

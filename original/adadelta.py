"""Adadelta (Zeiler 2012), the optimizer of appendix A."""

import numpy as np

from original.engines.compat import lasagne
from original.kernels import adadelta as kernel
from original.kernels import fused


def adadelta(loss, params, learning_rate=1.0, rho=0.95, epsilon=1e-6):
    """Return updates that minimize `loss`; arguments, defaults and numbers of `lasagne.updates.adadelta`.

    Returns
    -------
    (updates, state)
        An OrderedDict for `theano.function`, and the optimizer's memory as a dict: under ``<param>.accu`` and
        ``<param>.delta_accu`` the running means of squared gradients and of squared steps.
    """
    updates_of = kernel.updates if fused() else lasagne.updates.adadelta
    updates = updates_of(loss, params, np.asarray(learning_rate, params[0].dtype), rho, epsilon)
    memory = iter([shared for shared in updates if shared not in params])  # accu, delta_accu of each parameter in turn
    return updates, {f"{param.name}.{name}": next(memory) for param in params for name in ("accu", "delta_accu")}

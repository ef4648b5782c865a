"""Discrete codes c beside z, relaxed by the Gumbel-softmax (section V.ii names it, reference [14]).

c is one or several one-hot vectors of K classes. Its prior is uniform, q(c given x) is categorical. The thesis trained
no such model.

References
----------
.. [1] Jang, Gu, Poole (2016): Categorical Reparameterization with Gumbel-Softmax; reference [14] of the thesis.
.. [2] Maddison, Mnih, Teh (2016): The Concrete Distribution.
"""

import numpy as np

from original.distributions import log_softmax
from original.engines.compat import T, lasagne, theano
from original.networks import dense


def gumbel(normal):
    """Return standard Gumbel draws made of standard normal ones: -log(-log Phi(n)), element-wise, Phi their cumulative.

    So one input of the network feeds z, u and c. Each side of 0 takes the tail of Phi that keeps its digits.
    """
    tail = T.erfc(abs(normal) * _as_float(0.5**0.5)) / 2
    return -T.log(-T.switch(normal > 0, T.log1p(-tail), T.log(tail)))


def log_probabilities(logits, codes, classes):
    """Return log q(c given x) of `logits`, (B, codes * classes): symbolic tensor, shape (B, codes, classes)."""
    return log_softmax(logits.reshape((-1, codes, classes)))


class CategoricalSampleLayer(lasagne.layers.MergeLayer):
    """c, one-hot vectors side by side: drawn from q(c given x), or its relaxation, or the likeliest classes.

    - With a ``temperature`` t: softmax((logits + g) / t) of Gumbel draws g [1]_, differentiable, each code a point
      within the simplex. Training takes it.
    - Without one: the one-hot vector of the largest logits + g, an exact draw from q. Bounds take it.
    - ``deterministic``: the one-hot vector of the largest logits.

    Parameters
    ----------
    l_logits, l_noise : Layer, output (B, codes * classes)
        Unnormalized log q(c given x), and standard normal draws.
    codes, classes : int
        How many codes, and the classes K of each.
    """

    def __init__(self, l_logits, l_noise, codes, classes, **kwargs):
        super().__init__([l_logits, l_noise], **kwargs)
        if any(shape[1:] != (codes * classes,) for shape in self.input_shapes):
            raise ValueError(f"logits and noise must have shape (B, {codes * classes}), got {self.input_shapes}")
        self.codes, self.classes = codes, classes

    def get_output_shape_for(self, input_shapes):
        return input_shapes[0]

    def get_output_for(self, inputs, deterministic=False, temperature=None, **kwargs):
        logits, noise = inputs
        scores = logits if deterministic else logits + gumbel(noise)
        scores = scores.reshape((-1, self.codes, self.classes))
        if deterministic or temperature is None:
            numbers = T.arange(self.classes).dimshuffle("x", "x", 0)
            chosen = T.eq(numbers, scores.argmax(axis=-1).dimshuffle(0, 1, "x"))
            c = T.cast(chosen, theano.config.floatX)
        else:
            c = T.exp(log_softmax(scores / temperature))
        return c.reshape((-1, self.codes * self.classes))


def categorical_code(l_encoder, l_noise, codes, classes, weights):
    """Return the layers ``l_c_logits`` and ``l_c``, output (B, codes * classes) each."""
    l_logits = dense(l_encoder, codes * classes, weights, name="c_logits")
    return {"l_c_logits": l_logits, "l_c": CategoricalSampleLayer(l_logits, l_noise, codes, classes, name="c")}


def _as_float(number):
    return np.asarray(number, theano.config.floatX)

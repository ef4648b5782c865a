"""The blocks of the models: encoder, decoder, localization, and the layer that draws z.

Thesis, appendix A: blocks of two hidden layers of 256 rectified linear units; means and log standard deviations are
dense layers without activation, the latter with a floor.
"""

import numpy as np

from original.engines.compat import T, lasagne, theano
from original.spec import CLIP

INITIAL_WEIGHTS = {
    "glorot": lasagne.init.GlorotUniform(),  # Lasagne's default
    "glorot-relu": lasagne.init.GlorotUniform(gain="relu"),
}


def dense(incoming, num_units, weights, nonlinearity=None, **kwargs):
    """Return a dense layer with initial weights of one of the kinds of `INITIAL_WEIGHTS`."""
    W = INITIAL_WEIGHTS[weights]
    return lasagne.layers.DenseLayer(incoming, num_units, W=W, nonlinearity=nonlinearity, **kwargs)


def hidden_layer(incoming, num_units, weights, name):
    """Return a dense rectified layer."""
    return dense(incoming, num_units, weights, nonlinearity=lasagne.nonlinearities.rectify, name=name)


def hidden_layers(incoming, name, num_units, weights):
    """Stack dense rectified layers ``<name>1``, ``<name>2``, ... one for each entry of `num_units`; return the last."""
    layer = incoming
    for number, units in enumerate(num_units, start=1):
        layer = hidden_layer(layer, units, weights, name=f"{name}{number}")
    return layer


def gaussian_heads(incoming, dim, log_sigma_floor, weights, log_sigma_start):
    """Return mean and log standard deviation of q(z given x), a diagonal normal: two layers of output (B, dim).

    The log standard deviation starts around `log_sigma_start`, its bias.
    """
    l_mu = dense(incoming, dim, weights, name="z_mu")
    b, floor = lasagne.init.Constant(log_sigma_start), Floor(log_sigma_floor)
    return l_mu, dense(incoming, dim, weights, b=b, nonlinearity=floor, name="z_log_sigma")


def pose_head(incoming, start, init, weights, name, nonlinearity=None, limit=None):
    """Return a dense layer of the pose, output (B, dim_u), that starts at `start`, shape (dim_u,).

    `init`: ``'identity'`` starts with weights 0, so that every image starts in its own pose (section VI.ii) if `start`
    is the identity; ``'glorot'`` starts with Glorot weights around it. `limit`: a `PoseLimit`, around `start` and with
    a bias of 0; None leaves the bias at `start`.
    """
    if limit is not None:
        nonlinearity, start = limit.around(start), np.zeros(len(start))
    W = lasagne.init.Constant(0) if init == "identity" else INITIAL_WEIGHTS[weights]
    return lasagne.layers.DenseLayer(
        incoming, len(start), W=W, b=start.astype(theano.config.floatX), nonlinearity=nonlinearity, name=name
    )


def beside(*layers):
    """Return a layer of the columns of all `layers` that are not None, output (B, D) each, side by side."""
    given = [layer for layer in layers if layer is not None]
    return given[0] if len(given) == 1 else lasagne.layers.ConcatLayer(given, axis=1)


def template(l_code, shape, num_units, weights):
    """Return the decoder: the code to the image y' before any transformation, output (B, C, H, W) in (0, 1).

    The code is z, with discrete codes and the class beside it where the model has them; `shape` is (C, H, W).
    """
    l_hidden = hidden_layers(l_code, "decoder", num_units, weights)
    l_pixels = dense(
        l_hidden, int(np.prod(shape)), weights, nonlinearity=lasagne.nonlinearities.sigmoid, name="template"
    )
    return lasagne.layers.ReshapeLayer(l_pixels, ([0], *shape))


def clipped(incoming):
    """Return the Bernoulli probabilities x', kept within [1e-6, 1 - 1e-6] (appendix A)."""
    return lasagne.layers.NonlinearityLayer(
        incoming, nonlinearity=lambda p: T.clip(p, np.float32(CLIP), np.float32(1 - CLIP))
    )


class PoseLimit:
    """An activation that keeps a pose within a range around its start (appendix A: "use an activation like tanh or the
    sigmoid to limit their range, and scale them and shift them around the identity transformation").

    Parameters
    ----------
    activation : {'tanh', 'sigmoid'}
        start + range tanh(h), or start + range (2 sigmoid(h) - 1), of the dense layer's output h.
    range : float
        How far each number of the pose may move from its start.
    """

    ACTIVATIONS = {"tanh": T.tanh, "sigmoid": lambda h: 2 * T.nnet.sigmoid(h) - 1}

    def __init__(self, activation, range=1.0):
        if activation not in self.ACTIVATIONS or not range > 0:
            raise ValueError(
                f"a pose is limited by {' or '.join(self.ACTIVATIONS)} to a range above 0, got "
                f"{activation!r} and {range!r}"
            )
        self.activation, self.range = activation, np.float32(range)

    def around(self, start):
        """Return the activation around `start`, shape (dim_u,)."""
        start = start.astype(theano.config.floatX)
        return lambda h: start + self.range * self.ACTIVATIONS[self.activation](h)


class Floor:
    """The nonlinearity max(x, floor); its gradient is 0 below the floor."""

    def __init__(self, floor):
        self.floor = np.float32(floor)

    def __call__(self, x):
        return T.maximum(x, self.floor)


class GaussianSampleLayer(lasagne.layers.MergeLayer):
    """z = mu + sigma * noise, the reparametrization of section I.ii; mu alone if ``deterministic``.

    Parameters
    ----------
    l_mu, l_log_sigma : Layer, output (B, D)
        Mean and log standard deviation.
    l_noise : Layer, output (B, D)
        Standard normal draws. An input of the network, so that every stream of noise is in the caller's hands.
    """

    def __init__(self, l_mu, l_log_sigma, l_noise, **kwargs):
        super().__init__([l_mu, l_log_sigma, l_noise], **kwargs)
        if len({shape[1:] for shape in self.input_shapes}) != 1:
            raise ValueError(f"mean, log sigma and noise must have the same shape, got {self.input_shapes}")

    def get_output_shape_for(self, input_shapes):
        return input_shapes[0]

    def get_output_for(self, inputs, deterministic=False, **kwargs):
        mu, log_sigma, noise = inputs
        return mu if deterministic else mu + T.exp(log_sigma) * noise

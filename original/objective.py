"""The evidence lower bound (equations 5 and 9) and its terms for each image, in nats."""

from typing import Any, NamedTuple, Type, Union

import numpy as np

from original.categorical import log_probabilities
from original.distributions import kl_categorical_uniform, kl_normal_normal, kl_normal_stdnormal, log_bernoulli
from original.engines.compat import T, lasagne
from original.kernels import fused
from original.kernels.bernoulli import LogBernoulliImages

# The layers that the bound and the density of z, u and c are made of, as far as a model has them.
LATENT = ("l_z_mu", "l_z_log_sigma", "l_z", "l_c_logits", "l_c", "l_u_mu", "l_u_log_sigma", "l_u", "l_prior_mu")
LATENT += ("l_prior_log_sigma",)


class ElboTerms(NamedTuple):
    """Terms of the bound in nats, for each image or averaged: symbolic tensors, ndarrays or floats."""

    log_px_given_zu: Any  # the reconstruction term, log p(x given z, u)
    kl_z: Any  # divergence of q(z given x) from p(z)
    kl_u: Any  # divergence of q(u given x) from p(u)

    @property
    def elbo(self):
        """The evidence lower bound, equations 5 and 9."""
        return self.log_px_given_zu - self.kl_z - self.kl_u

    def weighted(self, weight_z: float = 1.0, weight_u: float = 1.0):
        """Return what a training maximizes if the divergences of z and u count `weight_z` and `weight_u` times."""
        if weight_z == weight_u == 1:
            return self.elbo
        return self.log_px_given_zu - np.float32(weight_z) * self.kl_z - np.float32(weight_u) * self.kl_u


class DiscreteElboTerms(NamedTuple):
    """Terms of the bound of a model with discrete codes, as `ElboTerms`."""

    log_px_given_zu: Any  # log p(x given z, u, c)
    kl_z: Any
    kl_u: Any
    kl_c: Any  # divergence of q(c given x) from the uniform distribution, summed over the codes

    @property
    def elbo(self):
        """The evidence lower bound."""
        return self.log_px_given_zu - self.kl_z - self.kl_u - self.kl_c

    def weighted(self, weight_z: float = 1.0, weight_u: float = 1.0, weight_c: float = 1.0):
        """Return what a training maximizes if the divergences count so many times."""
        of_zu = ElboTerms(*self[:3]).weighted(weight_z, weight_u)
        return of_zu - (self.kl_c if weight_c == 1 else np.float32(weight_c) * self.kl_c)


Terms = Union[ElboTerms, DiscreteElboTerms]


def kind_of_terms(net) -> Type[Terms]:
    """Return the class of the terms of a model: `ElboTerms`, or with discrete codes `DiscreteElboTerms`."""
    return DiscreteElboTerms if "l_c" in net else ElboTerms


def elbo_terms(net, x, noise=None, num_samples=1, known=None, y=None, temperature=None):
    """Return the terms of the ELBO of the images `x` under a model of `original.models`.

    Without a temperature the discrete codes c are exact draws from q(c given x), so that the terms are those of a
    lower bound of log p(x), which holds in expectation over the draws. With a temperature c is relaxed: the
    reconstruction is that of points within the simplex, the divergence that of the categorical q. What a training
    maximizes is then a differentiable surrogate, and no lower bound.

    Parameters
    ----------
    net : dict of str to Layer
    x : symbolic tensor, shape (B, C, H, W)
        Images, grey levels in [0, 1].
    noise : symbolic tensor, shape (num_samples, B, D), or None
        Standard normal draws, D as of ``l_noise``; None takes z and u at the means of their posteriors, and of c the
        likeliest classes.
    num_samples : int
        L of equation 4, the draws over which the reconstruction term is averaged, and of a divergence what depends
        on draws.
    known : dict or None
        As of `decode`; None computes it.
    y : symbolic matrix, shape (B, classes), or None
        Classes of the images as one-hot vectors, of a model that sees them.
    temperature : symbolic scalar or None
        Of relaxed discrete codes; None draws them.

    Returns
    -------
    ElboTerms or DiscreteElboTerms of symbolic vectors, shape (B,)
        ``kl_u`` is zero where the pose is a deterministic function of x (section IV).
    """
    known = encode(net, x, y) if known is None else known
    noises = [None] if noise is None else [noise[draw] for draw in range(num_samples)]
    draws = [decode(net, x, known, drawn, temperature) for drawn in noises]
    kl_z = _mean(_kl_z(draw) for draw in draws)
    kl_u = _mean(_kl_u(draw) for draw in draws) if "l_u_mu" in net else T.zeros_like(kl_z)
    of_c = [_mean(_kl_c(net, draw) for draw in draws)] if "l_c" in net else []
    return kind_of_terms(net)(_mean(draw["log_px_given_zu"] for draw in draws), kl_z, kl_u, *of_c)


def log_weights(net, x, noise, known=None):
    """Return log p(x, z, u, c) - log q(z, u, c given x) for one draw of z, u and c: symbolic vector, (B,), in nats.

    Its mean over draws is the ELBO, and the logarithm of the mean of its exponential log p(x). Arguments as of
    `elbo_terms`, but for noise of shape (B, D). A flat prior has no density: then u is taken as given, which makes it
    log p(x, z given u) - log q(z given x).
    """
    draw = decode(net, x, encode(net, x) if known is None else known, noise)
    dim_z, dim_zu = net["l_z"].output_shape[1], net["l_noise"].output_shape[1]
    weights = draw["log_px_given_zu"] + _log_ratio(draw["l_z"], noise[:, :dim_z], draw["l_z_log_sigma"])
    if "l_c" in net:
        dim_zu -= net["l_c"].output_shape[1]
        log_q = _log_q_of_c(net, draw)
        weights -= (draw["l_c"].reshape(log_q.shape) * (log_q + np.log(net["l_c"].classes))).sum(axis=(1, 2))
    if "l_u_mu" in net:
        tau = draw["l_prior_log_sigma"]
        scaled = (draw["l_u"] - draw["l_prior_mu"]) * T.exp(-tau)
        weights += _log_ratio(scaled, noise[:, dim_z:dim_zu], draw["l_u_log_sigma"] - tau)
    return weights


def encode(net, x, y=None):
    """Return {layer name: output} of what x, and y where the model sees the class, determine without a draw.

    That is the means and deviations of q, the logits of c, the pose under a flat prior, and the parameters of a p(u)
    without z; and ``l_y`` itself.
    """
    given = {"l_in": x}
    if "l_y" in net:
        if y is None:
            raise ValueError("this model is conditional on the label: it needs y, the classes of the images")
        given["l_y"] = y
    names = [name for name in LATENT if name in net and net["l_noise"] not in lasagne.layers.get_all_layers(net[name])]
    # Computed once and handed on: a second copy of the encoder in the graph would be differentiated a second time.
    outputs = lasagne.layers.get_output([net[name] for name in names], {net[name]: given[name] for name in given})
    known = dict(zip(names, outputs))
    return dict(known, l_y=y) if "l_y" in net else known


def decode(net, x, known, noise, temperature=None):
    """Return one draw: {layer name: output} of the latent layers, and ``log_px_given_zu``, shape (B,).

    `known` is what `encode` gives, for the same images; noise None takes z and u at the means of their posteriors, and
    the likeliest c. `temperature` is as of `elbo_terms`.
    """
    relaxed = {} if temperature is None else {"temperature": temperature}
    values = {net[name]: value for name, value in known.items()}
    values[net["l_in"]] = x
    if noise is not None:
        values[net["l_noise"]] = noise
    names = [name for name in LATENT if name in net and name not in known]
    # The kernel clips, so it takes what comes before the layer that does.
    l_p = net["l_out"].input_layer if fused() else net["l_out"]
    layers = [net[name] for name in names] + [l_p]
    *outputs, p = lasagne.layers.get_output(layers, values, deterministic=noise is None, **relaxed)
    log_px = LogBernoulliImages()(x, p)[0] if fused() else log_bernoulli(x, p).sum(axis=(1, 2, 3))
    return dict(known, log_px_given_zu=log_px, **dict(zip(names, outputs)))


def _kl_z(draw):
    return kl_normal_stdnormal(draw["l_z_mu"], draw["l_z_log_sigma"]).sum(axis=1)


def _kl_u(draw):
    return kl_normal_normal(
        *[draw[name] for name in ("l_u_mu", "l_u_log_sigma", "l_prior_mu", "l_prior_log_sigma")]
    ).sum(axis=1)


def _kl_c(net, draw):
    return kl_categorical_uniform(_log_q_of_c(net, draw), net["l_c"].classes).sum(axis=(1, 2))


def _log_q_of_c(net, draw):
    """Return log q(c given x), shape (B, codes, classes)."""
    return log_probabilities(draw["l_c_logits"], net["l_c"].codes, net["l_c"].classes)


def _log_ratio(standardized, noise, log_sigma):
    """Return log p - log q of a draw mu + sigma * noise, `standardized` and sigma in units of the prior's deviation."""
    return ((noise**2 - standardized**2) / 2 + log_sigma).sum(axis=1)


def _mean(terms):
    terms = list(terms)
    return sum(terms) / len(terms)

"""The evidence lower bound (equations 5 and 9) and its terms for each image, in nats."""

from typing import Any, NamedTuple

import numpy as np

from original.distributions import kl_normal_normal, kl_normal_stdnormal, log_bernoulli
from original.engines.compat import T, lasagne
from original.kernels import fused
from original.kernels.bernoulli import LogBernoulliImages

# The layers that the bound and the density of z and u are made of, as far as a model has them.
LATENT = ("l_z_mu", "l_z_log_sigma", "l_z", "l_u_mu", "l_u_log_sigma", "l_u", "l_prior_mu", "l_prior_log_sigma")


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


def elbo_terms(net, x, noise=None, num_samples=1, known=None):
    """Return the terms of the ELBO of the images `x` under a model of `original.models`.

    Parameters
    ----------
    net : dict of str to Layer
    x : symbolic tensor, shape (B, C, H, W)
        Images, grey levels in [0, 1].
    noise : symbolic tensor, shape (num_samples, B, D), or None
        Standard normal draws, D as of ``l_noise``; None takes z and u at the means of their posteriors.
    num_samples : int
        L of equation 4, the draws over which the reconstruction term is averaged, and of a divergence what depends
        on draws.
    known : dict or None
        As of `decode`; None computes it.

    Returns
    -------
    ElboTerms of symbolic vectors, shape (B,)
        ``kl_u`` is zero where the pose is a deterministic function of x (section IV).
    """
    known = encode(net, x) if known is None else known
    noises = [None] if noise is None else [noise[draw] for draw in range(num_samples)]
    draws = [decode(net, x, known, drawn) for drawn in noises]
    kl_z = _mean(_kl_z(draw) for draw in draws)
    kl_u = _mean(_kl_u(draw) for draw in draws) if "l_u_mu" in net else T.zeros_like(kl_z)
    return ElboTerms(_mean(draw["log_px_given_zu"] for draw in draws), kl_z, kl_u)


def log_weights(net, x, noise, known=None):
    """Return log p(x, z, u) - log q(z, u given x) for one draw of z and u: symbolic vector, shape (B,), in nats.

    Its mean over draws is the ELBO, and the logarithm of the mean of its exponential log p(x). Arguments as of
    `elbo_terms`, but for noise of shape (B, D). A flat prior has no density: then u is taken as given, which makes it
    log p(x, z given u) - log q(z given x).
    """
    draw = decode(net, x, encode(net, x) if known is None else known, noise)
    dim_z = net["l_z"].output_shape[1]
    weights = draw["log_px_given_zu"] + _log_ratio(draw["l_z"], noise[:, :dim_z], draw["l_z_log_sigma"])
    if "l_u_mu" in net:
        tau = draw["l_prior_log_sigma"]
        scaled = (draw["l_u"] - draw["l_prior_mu"]) * T.exp(-tau)
        weights += _log_ratio(scaled, noise[:, dim_z:], draw["l_u_log_sigma"] - tau)
    return weights


def encode(net, x):
    """Return {layer name: output} of what x determines without a draw.

    That is the means and deviations of q, the pose under a flat prior, and the parameters of a p(u) without z.
    """
    names = [name for name in LATENT if name in net and net["l_noise"] not in lasagne.layers.get_all_layers(net[name])]
    # Computed once and handed on: a second copy of the encoder in the graph would be differentiated a second time.
    return dict(zip(names, lasagne.layers.get_output([net[name] for name in names], {net["l_in"]: x})))


def decode(net, x, known, noise):
    """Return one draw: {layer name: output} of the latent layers, and ``log_px_given_zu``, shape (B,).

    `known` is what `encode` gives, for the same images; noise None takes z and u at the means of their posteriors.
    """
    values = {net[name]: value for name, value in known.items()}
    values[net["l_in"]] = x
    if noise is not None:
        values[net["l_noise"]] = noise
    names = [name for name in LATENT if name in net and name not in known]
    # The kernel clips, so it takes what comes before the layer that does.
    l_p = net["l_out"].input_layer if fused() else net["l_out"]
    *outputs, p = lasagne.layers.get_output([net[name] for name in names] + [l_p], values, deterministic=noise is None)
    log_px = LogBernoulliImages()(x, p)[0] if fused() else log_bernoulli(x, p).sum(axis=(1, 2, 3))
    return dict(known, log_px_given_zu=log_px, **dict(zip(names, outputs)))


def _kl_z(draw):
    return kl_normal_stdnormal(draw["l_z_mu"], draw["l_z_log_sigma"]).sum(axis=1)


def _kl_u(draw):
    return kl_normal_normal(
        *[draw[name] for name in ("l_u_mu", "l_u_log_sigma", "l_prior_mu", "l_prior_log_sigma")]
    ).sum(axis=1)


def _log_ratio(standardized, noise, log_sigma):
    """Return log p - log q of a draw mu + sigma * noise, `standardized` and sigma in units of the prior's deviation."""
    return ((noise**2 - standardized**2) / 2 + log_sigma).sum(axis=1)


def _mean(terms):
    terms = list(terms)
    return sum(terms) / len(terms)

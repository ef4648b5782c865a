"""The evidence lower bound (equations 5 and 9) and its terms for each image, in nats."""

from collections import namedtuple

import theano.tensor as T
from lasagne.layers import get_output

from original.distributions import LogBernoulliImages, kl_normal_stdnormal, log_bernoulli


class ElboTerms(namedtuple("ElboTerms", "log_px_given_zu kl_z kl_u")):
    """Terms of the bound in nats, symbolic or numbers, for each image or averaged."""

    @property
    def elbo(self):
        return self.log_px_given_zu - self.kl_z - self.kl_u


def elbo_terms(net, x, noise=None, num_samples=1, fused=True):
    """Terms of the ELBO of the images `x` under a model of `original.models`.

    Parameters
    ----------
    net : dict of str to Layer
    x : symbolic tensor, shape (B, 1, H, W)
        Images, grey levels in [0, 1].
    noise : symbolic tensor, shape (num_samples, B, dim_z), or None
        Standard normal draws; None takes z = mu, the mean of q(z given x), in place of draws.
    num_samples : int
        L of equation 4, the draws over which the reconstruction term is averaged.
    fused : bool
        Take the likelihood from a C++ kernel, for the CPU, rather than from Theano's own operations.

    Returns
    -------
    ElboTerms of symbolic vectors, shape (B,)
        ``kl_u`` is zero: the pose is a deterministic function of x (section IV).
    """
    codes = [net[name] for name in ("l_z_mu", "l_z_log_sigma", "l_u") if name in net]
    # Computed once and handed on: a second copy of the encoder in the graph would be differentiated a second time.
    known = dict(zip(codes, get_output(codes, {net["l_in"]: x})))
    known[net["l_in"]] = x
    kl_z = kl_normal_stdnormal(known[net["l_z_mu"]], known[net["l_z_log_sigma"]]).sum(axis=1)
    if noise is None:
        log_px = [_log_px(net, x, known, True, fused)]
    else:
        log_px = [_log_px(net, x, {**known, net["l_noise"]: noise[draw]}, False, fused) for draw in range(num_samples)]
    return ElboTerms(sum(log_px) / len(log_px), kl_z, T.zeros_like(kl_z))


def _log_px(net, x, values, deterministic, fused):
    """log p(x given z, u) of each image, shape (B,)."""
    if fused:  # the kernel clips, so it takes what comes before the layer that does
        return LogBernoulliImages()(x, get_output(net["l_out"].input_layer, values, deterministic=deterministic))[0]
    return log_bernoulli(x, get_output(net["l_out"], values, deterministic=deterministic)).sum(axis=(1, 2, 3))

"""The evidence lower bound (equations 5 and 9) and its terms for each image, in nats."""

from collections import namedtuple

import theano.tensor as T
from lasagne.layers import get_output

from original.distributions import kl_normal_stdnormal, log_bernoulli


class ElboTerms(namedtuple("ElboTerms", "log_px_given_zu kl_z kl_u")):
    """Terms of the bound in nats, symbolic or numbers, for each image or averaged."""

    @property
    def elbo(self):
        return self.log_px_given_zu - self.kl_z - self.kl_u


def elbo_terms(net, x, noise=None, num_samples=1):
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

    Returns
    -------
    ElboTerms of symbolic vectors, shape (B,)
        ``kl_u`` is zero: the pose is a deterministic function of x (section IV).
    """
    z_mu, z_log_sigma = get_output([net["l_z_mu"], net["l_z_log_sigma"]], {net["l_in"]: x})
    kl_z = kl_normal_stdnormal(z_mu, z_log_sigma).sum(axis=1)
    if noise is None:
        draws = [get_output(net["l_out"], {net["l_in"]: x}, deterministic=True)]
    else:
        draws = [get_output(net["l_out"], {net["l_in"]: x, net["l_noise"]: noise[draw]})
                 for draw in range(num_samples)]
    log_px_given_zu = sum(log_bernoulli(x, p).sum(axis=(1, 2, 3)) for p in draws) / len(draws)
    return ElboTerms(log_px_given_zu, kl_z, T.zeros_like(kl_z))

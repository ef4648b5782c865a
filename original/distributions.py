"""Log densities and Kullback-Leibler divergences, element-wise, in nats. Sums and means stand in `objective`."""

import math

from original.engines.compat import T


def log_bernoulli(x, p):
    """Return log p(x) of a Bernoulli with probability `p`, equation 8; grey levels x in [0, 1] count as mixtures."""
    return x * T.log(p) + (1 - x) * T.log(1 - p)


def kl_normal_stdnormal(mu, log_sigma):
    """Return KL(N(mu, sigma^2) || N(0, 1)), equation 6."""
    return -log_sigma + (mu**2 + T.exp(2 * log_sigma) - 1) / 2


def kl_normal_normal(mu, log_sigma, prior_mu, prior_log_sigma):
    """Return KL(N(mu, sigma^2) || N(v, tau^2)) with v = `prior_mu`, log tau = `prior_log_sigma`, equation 7."""
    return kl_normal_stdnormal((mu - prior_mu) * T.exp(-prior_log_sigma), log_sigma - prior_log_sigma)


def log_softmax(logits):
    """Return log q of categorical distributions over the last axis, by their `logits`, unnormalized log q."""
    shifted = logits - logits.max(axis=-1, keepdims=True)
    return shifted - T.log(T.exp(shifted).sum(axis=-1, keepdims=True))


def kl_categorical_uniform(log_q, num_classes):
    """Return q (log q + log K), whose sum over the K = `num_classes` classes is KL(q || uniform); `log_q` is log q."""
    return T.exp(log_q) * (log_q + math.log(num_classes))

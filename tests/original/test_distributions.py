"""Densities and divergences against Monte Carlo and SciPy."""

import numpy as np
import scipy.stats
import theano
import theano.tensor as T

from original.distributions import kl_normal_normal, kl_normal_stdnormal, log_bernoulli


def evaluate(expression):
    return theano.function([], expression)()


def monte_carlo_kl(rng, mu, log_sigma, prior_mu, prior_log_sigma, draws=200000):
    """Mean and standard error of log q - log p under q, by SciPy's densities."""
    sigma, tau = np.exp(log_sigma), np.exp(prior_log_sigma)
    z = rng.normal(mu, sigma, size=(draws, len(mu)))
    ratios = scipy.stats.norm.logpdf(z, mu, sigma) - scipy.stats.norm.logpdf(z, prior_mu, tau)
    return ratios.mean(axis=0), ratios.std(axis=0) / np.sqrt(draws)


def test_kl_to_the_standard_normal(rng):
    mu, log_sigma = rng.normal(size=5), rng.normal(size=5) - 1
    expected, error = monte_carlo_kl(rng, mu, log_sigma, 0, 0)
    assert (abs(evaluate(kl_normal_stdnormal(T.constant(mu), T.constant(log_sigma))) - expected) < 5 * error).all()


def test_kl_to_a_normal(rng):
    mu, log_sigma, prior_mu, prior_log_sigma = rng.normal(size=(4, 5)) * 0.7
    expected, error = monte_carlo_kl(rng, mu, log_sigma, prior_mu, prior_log_sigma)
    obtained = evaluate(kl_normal_normal(*map(T.constant, (mu, log_sigma, prior_mu, prior_log_sigma))))
    assert (abs(obtained - expected) < 5 * error).all()


def test_log_bernoulli_of_binary_pixels():
    p = np.array([0.1, 0.5, 0.9])
    for x in (0, 1):
        np.testing.assert_allclose(
            evaluate(log_bernoulli(T.constant(np.full(3, x)), T.constant(p))), scipy.stats.bernoulli.logpmf(x, p)
        )

"""Estimates from importance weights: against a closed form, against repeated estimates, and by hand."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from reproduce.evaluation import importance_weights


def linear_gaussian(rng, images, draws):
    """Log weights (draws, images) of x = W z + b + noise under a q that is not the posterior; exact log p(x)."""
    W, b, noise, x = rng.normal(0, 1, (6, 2)), rng.normal(0, 1, 6), 0.7, rng.normal(0, 2, (images, 6))
    covariance = np.linalg.inv(np.eye(2) + W.T @ W / noise**2)
    mu = (x - b) @ W @ covariance / noise**2 + [0.05, -0.1]
    sigma = 1.2 * np.sqrt(np.diag(covariance))
    z = mu + sigma * rng.standard_normal((draws, images, 2))
    log_weights = (
        norm.logpdf(x, z @ W.T + b, noise).sum(axis=-1)
        + norm.logpdf(z).sum(axis=-1)
        - norm.logpdf(z, mu, sigma).sum(axis=-1)
    )
    return log_weights, multivariate_normal.logpdf(x, b, W @ W.T + noise**2 * np.eye(6))


def test_a_linear_gaussian_model_has_its_closed_form(rng):
    log_weights, exact = linear_gaussian(rng, images=50, draws=20000)
    found = importance_weights.estimate(log_weights)
    assert abs(found.log_p - exact).max() < 0.02  # measured: 0.012
    # Errors are as large as they say (measured: a deviation of 0.98), and the bound lies lower (by 0.55 at least).
    assert 0.8 < ((found.log_p - exact) / found.error).std() < 1.2
    assert (log_weights.mean(axis=0) < exact - 0.4).all()


def test_the_delta_methods_error_is_that_of_repeated_estimates(rng):
    log_weights, _ = linear_gaussian(rng, images=1, draws=200000)
    parts = [importance_weights.estimate(part) for part in np.split(log_weights, 400)]
    repeated, claimed = np.std([part.log_p for part in parts]), np.mean([part.error for part in parts])
    assert claimed == pytest.approx(repeated, rel=0.15)  # measured: 0.0305 and 0.0296, known to 4 %


def test_effective_sample_size():
    assert importance_weights.estimate(np.full((50, 1), -700.0)).ess == pytest.approx(50)
    assert importance_weights.estimate(np.array([[-900.0], [-100.0], [-900.0]])).ess == pytest.approx(1)
    assert importance_weights.estimate(np.log([[2.0], [1.0], [1.0]])).ess == pytest.approx(16 / 6)


def test_a_single_draw_gives_the_bound(rng):
    log_weights, _ = linear_gaussian(rng, images=4, draws=250)
    alone = importance_weights.estimate(log_weights[:1])
    np.testing.assert_allclose(alone.log_p, log_weights[0])
    assert np.isnan(alone.error).all() and (alone.ess == 1).all()
    curve = importance_weights.convergence(log_weights, curve=(1, 10, 100, 1000))
    assert [point["draws"] for point in curve] == [1, 10, 100]
    assert curve[0]["log_p"] == pytest.approx(log_weights.mean())
    # Two groups of 100, the other 50 draws left out.
    by_hand = [np.log(np.exp(log_weights[first : first + 100]).mean(axis=0)).mean() for first in (0, 100)]
    assert curve[2]["log_p"] == pytest.approx(np.mean(by_hand))

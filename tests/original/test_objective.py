"""The bound and its terms, against NumPy."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from lasagne.layers import get_output

from original import kernels, models, training
from original.objective import ElboTerms, elbo_terms


@pytest.fixture(scope="module")
def net():
    training.seed_weights(0)
    return models.build("tvae_affine", dim_z=3)


def test_terms_are_those_of_equations_6_and_8(net, rng):
    x, noise = T.tensor4(), T.tensor3()
    outputs = get_output([net["l_z_mu"], net["l_z_log_sigma"]], {net["l_in"]: x})
    outputs += [get_output(net["l_out"], {net["l_in"]: x, net["l_noise"]: noise[draw]}) for draw in range(2)]
    images, draws = rng.random((5, 1, 28, 28), dtype="float32"), rng.standard_normal((2, 5, 3), dtype="float32")
    mu, log_sigma, *probabilities = theano.function([x, noise], outputs)(images, draws)
    for form in kernels.KERNELS:
        with kernels.chosen(form):
            terms = theano.function([x, noise], list(elbo_terms(net, x, noise, num_samples=2)))(images, draws)
        expected_kl = (-2 * log_sigma + mu**2 + np.exp(2 * log_sigma) - 1).sum(axis=1) / 2
        expected = [(images * np.log(p) + (1 - images) * np.log(1 - p)).sum(axis=(1, 2, 3)) for p in probabilities]
        np.testing.assert_allclose(terms[0], np.mean(expected, axis=0), rtol=1e-5)
        np.testing.assert_allclose(terms[1], expected_kl, rtol=1e-4, atol=1e-5)
        np.testing.assert_array_equal(terms[2], 0)


def test_without_noise_z_is_its_mean(net, rng):
    x, noise = T.tensor4(), T.tensor3()
    images = rng.random((4, 1, 28, 28), dtype="float32")
    at_mean = theano.function([x], elbo_terms(net, x).log_px_given_zu)(images)
    no_noise = theano.function([x, noise], elbo_terms(net, x, noise).log_px_given_zu)
    np.testing.assert_allclose(at_mean, no_noise(images, np.zeros((1, 4, 3), "float32")), rtol=1e-6)


def test_the_bound_is_the_sum_of_its_terms():
    assert ElboTerms(-100.0, 7.0, 2.0).elbo == -109


def test_weighted_divergences_change_what_is_maximized_alone():
    terms = ElboTerms(-100.0, 7.0, 2.0)
    assert terms.weighted() == terms.elbo == -109
    assert terms.weighted(0.5, 0.25) == -104

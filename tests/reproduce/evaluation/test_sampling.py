"""New images: what determines them, and in which pose they stand."""

import numpy as np
import pytest

from original import models, training
from reproduce.evaluation.sampling import mean_pose, quantile_grid, sample


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).random((6, 1, 28, 28), dtype="float32")


@pytest.fixture(scope="module")
def net():
    """A T-VAE whose pose, the same for every image, turns by a quarter."""
    training.seed_weights(0)
    net = models.build("tvae_affine", dim_z=3)
    net["l_u"].b.set_value(np.array([0, 1, 0, -1, 0, 0], dtype="float32"))
    return net


def test_samples_stand_in_the_mean_pose_or_in_the_reference_pose(net, images):
    np.testing.assert_allclose(mean_pose(net, images), [0, 1, 0, -1, 0, 0], atol=1e-6)
    turned, reference = sample(net, 4, images=images), sample(net, 4, pose="identity")
    assert turned.shape == reference.shape == (4, 28, 28)
    # Output pixel (x, y) shows the template at (y, -x).
    np.testing.assert_allclose(turned, np.flip(reference.transpose(0, 2, 1), axis=2), atol=1e-5)


def test_the_seed_determines_the_codes(net):
    first, again, other = [sample(net, 2, seed, pose="identity") for seed in (0, 0, 1)]
    np.testing.assert_array_equal(first, again)
    assert abs(first - other).max() > 1e-3


def test_a_vae_needs_no_pose():
    assert sample(models.build("vae", dim_z=3), 2).shape == (2, 28, 28)


def test_an_unknown_pose_is_refused(net):
    with pytest.raises(ValueError, match="pose must be one of mean, identity, prior, or an array, got 'upright'"):
        sample(net, 1, pose="upright")


def test_codes_cover_the_prior_evenly():
    from scipy.stats import norm

    codes = quantile_grid(rows=2, columns=4)
    np.testing.assert_allclose(norm.cdf(codes[:4, 0]), [0.125, 0.375, 0.625, 0.875], atol=1e-6)
    np.testing.assert_allclose(norm.cdf(codes[[0, 4], 1]), [0.75, 0.25], atol=1e-6)

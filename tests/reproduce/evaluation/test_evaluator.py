"""Measures of a model: the bound's terms over any number of images, codes, dimensions in use."""

import numpy as np
import pytest

from original import models, training
from reproduce.evaluation import evaluator as evaluation, forward


@pytest.fixture(scope="module")
def evaluator():
    training.seed_weights(0)
    return evaluation.Evaluator(models.build("vae", dim_z=3))


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).random((70, 1, 28, 28), dtype="float32")


def test_terms_add_up(evaluator, images):
    terms = evaluator.terms(images)
    assert terms["elbo"] == pytest.approx(-terms["reconstruction"] - terms["kl_z"] - terms["kl_u"])
    assert terms["kl_z"] == pytest.approx(sum(terms["kl_z_per_dim"])) and len(terms["kl_z_per_dim"]) == 3
    # An untrained decoder gives each of 784 pixels a probability near one half.
    assert terms["reconstruction_mean"] == pytest.approx(784 * np.log(2), rel=0.1)
    assert terms == evaluator.terms(images)  # the same draws every time


def test_chunks_don_t_matter(evaluator, images, monkeypatch):
    whole, codes = evaluator.terms(images), evaluator.codes(images)
    monkeypatch.setattr(forward, "CHUNK", 16)
    in_parts = evaluator.terms(images)
    for name in ("elbo", "reconstruction", "kl_z", "reconstruction_mean"):
        assert in_parts[name] == pytest.approx(whole[name], rel=1e-6)
    np.testing.assert_allclose(evaluator.codes(images), codes, rtol=1e-5, atol=1e-6)
    assert codes.shape == (70, 3)


@pytest.mark.parametrize("name", ("vae", "tvae_affine", "tvae_tps", "dtvae_affine"))
def test_a_pose_that_changes_nothing_shows_the_whole_template(name, images):
    training.seed_weights(0)
    assert evaluation.Evaluator(models.build(name, dim_z=3)).terms(images)["template_scale"] == pytest.approx(1)


def test_the_scale_of_an_enlarged_template(images):
    net = models.build("tvae_affine", dim_z=3)
    net["l_u"].b.set_value(np.array([0.5, 0, 0.1, 0, 0.25, 0], dtype="float32"))
    expected = ((0.5**2 + 0.25**2) / 2) ** 0.5
    assert evaluation.Evaluator(net).terms(images)["template_scale"] == pytest.approx(expected)


def test_drawn_codes_spread_around_the_means_by_sigma():
    net = models.build("vae", dim_z=3)
    for head, bias in (("l_z_mu", [1, 2, 3]), ("l_z_log_sigma", np.log([0.5, 1, 2]))):
        net[head].W.set_value(net[head].W.get_value() * 0)
        net[head].b.set_value(np.array(bias, dtype="float32"))
    blank = np.zeros((4000, 1, 28, 28), dtype="float32")
    evaluator = evaluation.Evaluator(net)
    np.testing.assert_allclose(evaluator.codes(blank)[:5], np.tile([1, 2, 3], (5, 1)))
    drawn = evaluator.codes(blank, drawn=True)
    # Four thousand draws: the standard error of a mean is sigma / 63.
    np.testing.assert_allclose(drawn.mean(axis=0), [1, 2, 3], atol=0.12)
    np.testing.assert_allclose(drawn.std(axis=0), [0.5, 1, 2], rtol=0.05)
    np.testing.assert_array_equal(drawn, evaluator.codes(blank, drawn=True))

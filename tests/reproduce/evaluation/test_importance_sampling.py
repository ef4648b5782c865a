"""The marginal likelihood: against draws from the prior, and what is true of any model."""

import pickle

import numpy as np
import pytest
import theano
import theano.tensor as T
from lasagne.layers import get_output

from original import models, training
from original.distributions import log_bernoulli
from original.objective import elbo_terms
from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.errors import UserError
from reproduce.evaluation import importance_sampling, importance_weights
from reproduce.experiments import likelihood
from reproduce.runs import network
from reproduce.runs.store import measured_once

FLAT = [("tvae_affine", {}), ("dtvae_affine", {})]
CASES = [
    ("vae", {}),
    ("tvae_affine", {"prior": "normal"}),
    ("tvae_affine", {"prior": "full", "rank": 2}),
    ("tvae_affine", {"prior": "normal", "pose": "affine5"}),
    ("tvae_tps", {"prior": "normal"}),
    ("vae", {"discrete": 3, "discrete_codes": 2}),
    ("tvae_affine", {"prior": "normal", "discrete": 4}),
    ("dtvae_affine", {"prior": "normal"}),
    ("dtvae_affine", {"prior": "full", "rank": 3, "structure": "conditional"}),
]
DIM_Z = 3


def name(case):
    return "-".join([case[0]] + [str(value) for value in case[1].values()])


def build(case, seed=0):
    """The model with weights that say something, and q neither the prior nor far from it: else a test needs too many
    draws."""
    training.seed_weights(seed)
    start, spread = (0.0, 0.06) if case[1].get("prior") == "full" else (-1.5, 0.03)
    options = {} if case[0] == "vae" else {"pose_log_sigma_start": start}
    net = models.build(case[0], dim_z=DIM_Z, image_shape=(8, 8), num_units=(12, 12), **options, **case[1])
    rng = np.random.default_rng(seed)
    for param in models.parameters(net):
        value = param.get_value()
        if param.name.startswith(("prior", "u", "pose")):
            param.set_value(value + rng.normal(0, spread, value.shape).astype(value.dtype))
        elif param.name.startswith("z_"):
            param.set_value(value / 3)
    return net


@pytest.fixture
def images(rng):
    return rng.random((3, 1, 8, 8), dtype="float32")


def from_the_prior(net, image, draws, rng):
    """log p(x) and its error: the mean of p(x given z, u, c) over draws from the prior, which no posterior enters.

    Under a flat prior u is the one of the image.
    """
    x, z, noise = T.tensor4(), T.matrix(), T.matrix()
    values = {net["l_z"]: z}
    if "l_u_mu" in net:
        mu, log_sigma = get_output([net["l_prior_mu"], net["l_prior_log_sigma"]], {net["l_z"]: z})
        values[net["l_u"]] = mu + T.exp(log_sigma) * noise
    elif "l_u" in net:
        values[net["l_u"]] = T.repeat(get_output(net["l_u"], {net["l_in"]: x}), z.shape[0], axis=0)
    if "l_c" in net:
        codes, classes = net["l_c"].codes, net["l_c"].classes
        one_of_each = rng.multinomial(1, np.full(classes, 1 / classes), (draws, codes)).reshape(draws, -1)
        values[net["l_c"]] = T.constant(one_of_each.astype("float32"))
    p = get_output(net["l_out"], values)
    function = theano.function(
        [x, z, noise], log_bernoulli(T.repeat(x, z.shape[0], axis=0), p).sum(axis=(1, 2, 3)), on_unused_input="ignore"
    )
    dim_u = net["l_u"].output_shape[1] if "l_u" in net else 0
    log_px = function(image[None], *[rng.standard_normal((draws, dim), dtype="float32") for dim in (DIM_Z, dim_u)])
    likelihoods = np.exp(log_px.astype("float64"))
    return np.log(likelihoods.mean()), likelihoods.std() / likelihoods.mean() / draws**0.5


def test_the_summary_adds_up(rng):
    log_weights = rng.normal(-20, 2, (100, 9))
    shown = importance_sampling.summarize(
        importance_sampling.Draws(log_weights, np.full(9, -20.0), np.arange(9.0), np.full(9, 0.5)), "log_px"
    )
    assert set(shown) == set(importance_sampling.PARTS) and (shown["draws"], shown["images"]) == (100, 9)
    assert (shown["kl_z"], shown["kl_u"], shown["elbo"]) == (4, 0.5, -20)
    assert shown["gap"] == pytest.approx(shown["log_p"] - shown["elbo"])
    assert shown["gap_over_kl"] == pytest.approx(shown["gap"] / 4.5)
    assert [point["draws"] for point in shown["convergence"]] == [5, 50]
    found = importance_weights.estimate(log_weights)
    assert shown["standard_error"] == pytest.approx(np.sqrt(np.var(found.log_p, ddof=1) / 9))
    assert shown["monte_carlo_error"] == pytest.approx(np.linalg.norm(found.error) / 9)


@pytest.mark.heavy
@pytest.mark.parametrize("case", CASES + FLAT, ids=name)
def test_draws_from_the_posterior_and_from_the_prior_agree(case, images, rng):
    net = build(case)
    drawn = importance_sampling.draw(net, images, draws=4000)
    found = importance_weights.estimate(drawn.log_weights)
    for log_p, error, image in zip(found.log_p, found.error, images):
        expected, its_error = from_the_prior(net, image, 40000, rng)
        # Measured: up to 3.4 errors, under weights with long tails; from the ELBO it is 11 errors at least.
        assert abs(log_p - expected) < 5 * np.hypot(error, its_error)
    # The bound from its own formula, with divergences in closed form and other draws.
    x, noise = T.tensor4(), T.tensor3()
    terms = elbo_terms(net, x, noise)
    function = theano.function([x, noise], [terms.elbo, terms.kl_z, terms.kl_u])
    draws = rng.standard_normal((1, 4000, net["l_noise"].output_shape[1]), dtype="float32")
    elbo, kl_z, kl_u = np.transpose(
        [
            [values.mean(dtype="float64") for values in function(np.repeat(image[None], 4000, axis=0), draws)]
            for image in images
        ]
    )
    assert (found.log_p - 5 * found.error > elbo).all()
    np.testing.assert_allclose(drawn.elbo, elbo, atol=0.25)
    np.testing.assert_allclose([drawn.kl_z, drawn.kl_u], [kl_z, kl_u], rtol=0.03)  # measured: 0.01


@pytest.mark.parametrize(
    "case",
    [("vae", {}), ("tvae_affine", {"prior": "full", "rank": 2}), ("dtvae_affine", {"prior": "full", "rank": 3})],
    ids=name,
)
def test_a_decoder_that_ignores_the_code_makes_every_weight_tell_the_same(case, images):
    net = build(case)
    for param in models.parameters(net):
        if param.name in ("decoder1.W", "pose.W"):
            param.set_value(0 * param.get_value())
        elif param.name in ("z_mu.b", "z_log_sigma.b", "u_mu.b"):
            param.set_value(param.get_value() + np.float32(0.3))
    drawn = importance_sampling.draw(net, images, draws=4000)
    x, noise = T.tensor4(), T.matrix()
    p = get_output(net["l_out"], {net["l_in"]: x, net["l_noise"]: noise})
    given = theano.function([x, noise], log_bernoulli(x, p).sum(axis=(1, 2, 3)))(
        images, np.ones((3, net["l_noise"].output_shape[1]), "float32")
    )
    found = importance_weights.estimate(drawn.log_weights)
    np.testing.assert_allclose(found.log_p, given, atol=0.1)  # measured: 0.05, with errors up to 0.02
    # The divergences, up to 1.3 nats in sum here, are the whole gap. Measured: 0.06.
    np.testing.assert_allclose(drawn.elbo, given - drawn.kl_z - drawn.kl_u, atol=0.25)


def test_the_normals_lie_between_q_and_the_prior():
    mean, log_sigma = importance_sampling.between(np.array([3.0, -1.0]), np.array([1.5, 0.0]))
    np.testing.assert_allclose([mean[0], log_sigma[0]], np.zeros((2, 2)))
    np.testing.assert_allclose([mean[-1], log_sigma[-1]], [[3, -1], [1.5, 0]])
    # Half-way, a product of the square roots of both densities: precisions and their multiples of the means averaged.
    precision = (1 + np.exp(-3)) / 2
    np.testing.assert_allclose([mean[1, 0], np.exp(-2 * log_sigma[1, 0])], [3 * np.exp(-3) / 2 / precision, precision])


def test_what_q_misses_is_found(images, rng, monkeypatch):
    net = build(("vae", {}))
    far = np.array([5.0, 0.0, 0.0], dtype="float32")  # prior deviations from where the posterior is
    net["l_z_mu"].b.set_value(net["l_z_mu"].b.get_value() + far)
    drawn = importance_sampling.draw(net, images, draws=4000)
    found = importance_weights.estimate(drawn.log_weights)
    for log_p, error, image in zip(found.log_p, found.error, images):
        expected, its_error = from_the_prior(net, image, 40000, rng)
        assert abs(log_p - expected) < 5 * np.hypot(error, its_error)
    monkeypatch.setattr(importance_sampling, "BETWEEN", (0,) * 5)
    from_q = importance_weights.estimate(importance_sampling.draw(net, images, draws=4000).log_weights)
    # Measured: errors of 0.02 and 0.6 nats, the mean of the draws from q alone 1.3 nats lower.
    assert found.error.max() < 0.1 and from_q.error.min() > 0.3
    assert (found.log_p - from_q.log_p).mean() > 0.7
    with pytest.raises(ValueError, match="must be multiples of 5, got 12 and 1000"):
        importance_sampling.draw(net, images, draws=12)


@pytest.mark.heavy
@pytest.mark.parametrize("case", [CASES[0], CASES[-1]], ids=name)
def test_chunks_don_t_matter(case, images):
    net = build(case)
    whole = importance_sampling.draw(net, images, draws=50)
    in_parts = importance_sampling.draw(net, images[:2], draws=50, rows=15)
    for found, expected in zip(in_parts, whole):
        np.testing.assert_allclose(found, expected[..., :2], rtol=1e-5)
    other = importance_sampling.draw(net, images, draws=50, seed=1)
    assert np.ptp(whole.log_weights - other.log_weights, axis=0).min() > 0.01


@pytest.mark.parametrize("case", FLAT, ids=name)
def test_a_flat_prior_has_no_log_px_but_one_given_the_pose(case, images):
    net = build(case)
    with pytest.raises(UserError, match="no density to integrate over. Ask for log_px_given_u"):
        importance_sampling.of_network(net, images, draws=5, wanted="log_px")
    shown = importance_sampling.of_network(net, images, draws=500, wanted="log_px_given_u")
    assert shown["quantity"] == "log_px_given_u" and shown["kl_u"] == 0 and shown["gap"] > 0


@pytest.mark.parametrize("case", CASES[:2], ids=name)
def test_without_a_flat_prior_there_is_nothing_to_hold_fixed(case):
    net = build(case)
    assert importance_sampling.quantity(net) == importance_sampling.quantity(net, "log_px") == "log_px"
    with pytest.raises(UserError, match="no deterministic pose to hold fixed; ask for log_px$"):
        importance_sampling.quantity(net, "log_px_given_u")


def test_a_run_is_measured_once(tmp_path, images):
    config, measure = Config("vae", 2, dataset="digits"), pickle.loads(pickle.dumps(likelihood.measure(20, 2)))
    files.write_npz(
        str(tmp_path / "weights.npz"),
        {param.name: param.get_value() for param in models.parameters(network.build(config))},
    )
    dataset = datasets.Dataset(None, None, np.tile(images, (1, 1, 4, 4))[..., :28, :28], None)
    first, second = [
        measured_once(measure.name, measure.parts, str(tmp_path), function)
        for function in (lambda: measure.function(config, str(tmp_path), dataset), None)
    ]
    assert first == second and set(first) == set(importance_sampling.PARTS)
    assert (first["quantity"], first["draws"], first["images"]) == ("log_px", 20, 2)

"""Priors on the pose: the layers that they bring, their divergences against Monte Carlo, their parameters."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from lasagne.layers import get_output

from original import models, spec, training
from original.objective import elbo_terms, log_weights
from original.options import PoseOptions
from original.priors import PosePrior
from original.transformers.poses import AffinePose, TPSPose

# Transformer, then arguments of the prior.
CASES = [
    ("tvae_affine", {"prior": "normal-zero"}),
    ("dtvae_tps", {"prior": "normal-zero"}),
    ("tvae_affine", {"prior": "normal-identity"}),
    ("tvae_affine", {"prior": "normal"}),
    ("tvae_affine", {"prior": "normal", "pose": "affine5"}),
    ("tvae_affine", {"prior": "full", "rank": 2}),
    ("tvae_affine", {"prior": "mlp", "rank": 3, "pose": "affine5"}),
    ("tvae_affine", {"prior": "normal", "structure": "conditional"}),
    ("tvae_tps", {"prior": "normal"}),
    ("tvae_tps", {"prior": "full", "structure": "conditional"}),
    ("dtvae_affine", {"prior": "normal", "pose": "affine5"}),
    ("dtvae_affine", {"prior": "full", "rank": 4}),
    ("dtvae_tps", {"prior": "normal"}),
]
DIM_Z = 3


def name(case):
    return "-".join([case[0]] + [str(value) for value in case[1].values()])


def build(case, seed=0):
    """The model with weights that say something: at the start those into the pose are zero."""
    training.seed_weights(seed)
    net = models.build(
        case[0], dim_z=DIM_Z, image_shape=(8, 8), num_units=(12, 12), localization_init="glorot", **case[1]
    )
    rng = np.random.default_rng(seed)
    for param in models.parameters(net):
        if param.name.startswith(("prior", "u_", "pose")):
            value = param.get_value()
            param.set_value(value + rng.normal(0, 0.1, value.shape).astype(value.dtype))
    return net


def of_images(net, names, images, noise, deterministic=False):
    x, draws = T.tensor4(), T.matrix()
    outputs = get_output(
        [net[part] for part in names], {net["l_in"]: x, net["l_noise"]: draws}, deterministic=deterministic
    )
    return theano.function([x, draws], outputs, on_unused_input="ignore")(images, noise)


@pytest.fixture
def images(rng):
    return rng.random((3, 1, 8, 8), dtype="float32")


@pytest.mark.heavy
@pytest.mark.parametrize("case", CASES, ids=name)
def test_the_divergence_is_the_mean_of_log_q_less_log_p(case, images, rng):
    net, draws = build(case), 4000
    num = net["l_noise"].output_shape[1]
    x, noise = T.tensor4(), T.matrix()
    terms = elbo_terms(net, x, noise.dimshuffle("x", 0, 1))
    function = theano.function([x, noise], [terms.elbo, terms.kl_u, log_weights(net, x, noise)])
    for image in images:
        # By Monte Carlo over z and u, for one image at a time. The bound's divergence is exact but for what depends
        # on the draw; the weight has a draw of log p - log q in its place.
        elbo, kl_u, weights = function(
            np.repeat(image[None], draws, axis=0), rng.standard_normal((draws, num), dtype="float32")
        )
        error = (weights - elbo).std() / draws**0.5
        assert abs((weights - elbo).mean()) < 5 * error + 1e-4
        assert kl_u.mean() > 0.01 and error < 0.01 * (10 + kl_u.mean())


@pytest.mark.parametrize("case", CASES, ids=name)
def test_shapes_and_parameters(case, images):
    net = build(case)
    dim_u = case[1].get("rank") or (18 if "tps" in case[0] else 5 if "pose" in case[1] else 6)
    for part in ("l_u", "l_u_mu", "l_u_log_sigma", "l_prior_mu", "l_prior_log_sigma"):
        assert net[part].output_shape == (None, dim_u)
    assert net["l_noise"].output_shape == (None, DIM_Z + dim_u)
    outputs = of_images(net, ["l_prior_mu", "l_out"], images, np.zeros((3, DIM_Z + dim_u), "float32"))
    assert outputs[0].shape == (3, dim_u) and outputs[1].shape == (3, 1, 8, 8)
    names = [param.name for param in models.parameters(net)]
    assert len(set(names)) == len(names)
    fitted = {part for part in ("mu", "log_sigma") if any(part in found for found in names if "prior" in found)}
    if case[1].get("structure") == "conditional":
        assert fitted == {"mu", "log_sigma"}
    else:
        assert fitted == {
            "normal": {"mu", "log_sigma"},
            "normal-identity": {"log_sigma"},
            "normal-zero": {"log_sigma"},
        }.get(case[1]["prior"], set())


@pytest.mark.parametrize("model", ["tvae_affine", "tvae_tps", "dtvae_affine"])
@pytest.mark.parametrize("prior", ["normal", "full", "mlp"])
def test_every_prior_starts_around_the_identity(model, prior, images):
    training.seed_weights(0)
    net = models.build(model, dim_z=DIM_Z, image_shape=(8, 8), num_units=(12, 12), prior=prior)
    zeros = np.zeros((3, net["l_noise"].output_shape[1]), "float32")
    pose, template, output, start, tau = of_images(
        net, ["l_pose", "l_template", "l_out", "l_prior_mu", "l_prior_log_sigma"], images, zeros
    )
    identity = TPSPose().identity if model == "tvae_tps" else AffinePose.identity
    np.testing.assert_allclose(pose, np.tile(identity, (3, 1)), atol=1e-6)
    np.testing.assert_allclose(output, template, atol=1e-5)
    np.testing.assert_array_equal(tau, -2 if prior == "normal" else 0)
    np.testing.assert_array_equal(start[0], identity if prior == "normal" else 0)


def test_the_pose_under_a_full_prior_has_the_covariance_of_its_weights(images, rng):
    net = build(("tvae_affine", {"prior": "full", "rank": 2}))
    u = T.matrix()
    draws = rng.standard_normal((200000, 2), dtype="float32")
    poses = theano.function([u], get_output(net["l_pose"], {net["l_u"]: u}))(draws)
    W, b = net["l_pose"].W.get_value(), net["l_pose"].b.get_value()
    np.testing.assert_allclose(poses.mean(axis=0), b, atol=0.02)
    np.testing.assert_allclose(np.cov(poses, rowvar=False), W.T @ W, atol=0.02)
    assert np.linalg.matrix_rank(np.cov(poses, rowvar=False), tol=1e-4) == 2


def test_a_conditional_prior_starts_as_the_independent_one_and_depends_on_z(images):
    case = "tvae_affine", {"prior": "normal", "structure": "conditional"}
    training.seed_weights(0)
    net = models.build(case[0], dim_z=DIM_Z, image_shape=(8, 8), num_units=(12, 12), **case[1])
    noise = np.random.default_rng(0).standard_normal((3, DIM_Z + 6), dtype="float32")
    (mean,) = of_images(net, ["l_prior_mu"], images, noise)
    np.testing.assert_array_equal(mean, np.tile(AffinePose.identity, (3, 1)))
    (mean,) = of_images(build(case), ["l_prior_mu"], images, noise)
    assert np.ptp(mean, axis=0).min() > 1e-3


def test_u_is_drawn_unless_deterministic(images):
    net = build(("tvae_affine", {"prior": "normal"}))
    noise = np.random.default_rng(0).standard_normal((3, DIM_Z + 6), dtype="float32")
    u, mu, log_sigma = of_images(net, ["l_u", "l_u_mu", "l_u_log_sigma"], images, noise)
    np.testing.assert_allclose(u, mu + np.exp(log_sigma) * noise[:, DIM_Z:], rtol=1e-5)
    np.testing.assert_array_equal(of_images(net, ["l_u"], images, noise, deterministic=True)[0], mu)


def test_the_dtvae_undoes_the_pose_that_it_draws(images):
    net = build(("dtvae_affine", {"prior": "normal", "pose": "affine5"}))
    noise = np.random.default_rng(0).standard_normal((3, DIM_Z + 5), dtype="float32")
    pose, undo, u = of_images(net, ["l_pose", "l_undo", "l_u"], images, noise)
    A, inverse = pose.reshape(-1, 2, 3), undo.reshape(-1, 2, 3)
    np.testing.assert_allclose(A[:, :, :2] @ inverse[:, :, :2], np.tile(np.eye(2), (3, 1, 1)), atol=1e-5)
    np.testing.assert_allclose(A[:, 0, 0], np.exp(u[:, 1]) * np.cos(u[:, 0]), rtol=1e-5)


@pytest.mark.parametrize(
    "arguments,message",
    [
        ({"prior": "cauchy"}, "must be one of flat, normal-zero, "),
        ({"prior": "normal", "rank": 2}, "goes with the priors full and mlp; got 2 with normal"),
        ({"prior": "full", "rank": 6}, "from 1 to 5"),
        ({"prior": "flat", "structure": "conditional"}, "needs a prior whose mean is free"),
        ({"structure": "tangled"}, "structure must be one of"),
    ],
)
def test_priors_without_a_meaning_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        PosePrior(PoseOptions(pose="affine5", **arguments))


@pytest.fixture
def new_prior():
    """`new_prior(**parts)` registers a prior of these parts under the name 'new', for as long as the test lasts."""
    yield lambda **parts: spec.PRIORS.add(spec.Prior("new", "new prior", **parts))
    spec.PRIORS.remove("new")


@pytest.mark.parametrize("mean", spec.MEANS)
@pytest.mark.parametrize("deviation", spec.DEVIATIONS)
@pytest.mark.parametrize("map", spec.MAPS)
def test_a_new_prior_is_one_entry(new_prior, images, mean, deviation, map):
    entry = new_prior(mean=mean, deviation=deviation, map=map)
    for structure in ("independent", "conditional")[: 1 + entry.may_follow_z]:
        options = {"prior": "new", "structure": structure, "rank": 2 if map else None}
        net = build(("tvae_affine", options))
        dim_u = 2 if map else 6
        assert net["l_u"].output_shape == net["l_prior_log_sigma"].output_shape == (None, dim_u)
        noise = np.ones((3, DIM_Z + dim_u), "float32")
        names = ["l_prior_mu", "l_prior_log_sigma", "l_out"]
        prior_mu, prior_log_sigma, output = of_images(net, names, images, noise)
        assert prior_mu.shape == prior_log_sigma.shape == (3, dim_u) and np.isfinite(output).all()
        fitted = [param.name for param in models.parameters(net) if param.name.startswith("prior_")]
        if structure == "independent":
            assert fitted == [f"prior_{part}.values" for part in entry.fitted]
    with pytest.raises(ValueError, match="a rank, from 1 to 6, goes with the priors full and mlp.*got 7 with new"):
        models.build_tvae(prior="new", rank=7)


def test_a_new_prior_has_the_divergence_of_its_density(new_prior, images, rng):
    new_prior(mean="identity", deviation="shared", map="linear")
    test_the_divergence_is_the_mean_of_log_q_less_log_p(("tvae_affine", {"prior": "new", "rank": 2}), images, rng)


def test_poses_that_do_not_go_with_the_transformer_are_refused():
    with pytest.raises(ValueError, match="'affine5' for an affine one, got 'affine5' for tps"):
        models.build_tvae(transformer="tps", pose="affine5")
    with pytest.raises(ValueError, match="needs a prior other than flat"):
        models.build_dtvae(pose="affine5")

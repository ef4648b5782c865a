"""The architectures: their sizes as the thesis states them, and what their layers do."""

import lasagne
import numpy as np
import pytest
import theano
import theano.tensor as T
from lasagne.layers import get_output

from original import models, training
from original.spec import CLIP

# By hand from figure 5's caption and appendix A: dense layers of n inputs and m outputs have (n + 1) m parameters.
ENCODER = 785 * 256 + 257 * 256
DECODER = 9 * 256 + 257 * 256 + 257 * 784
VAE = ENCODER + 2 * 257 * 8 + DECODER
PARAMETERS = {
    "vae": VAE,
    "tvae_affine": VAE + 257 * 6,
    "tvae_tps": VAE + 257 * 18,
    "dtvae_affine": VAE + 785 * 128 + 129 * 6,
    "dtvae_tps": VAE + 785 * 128 + 129 * 18,
}


@pytest.mark.parametrize("model", models.MODELS)
def test_number_of_parameters(model):
    net = models.build(model, dim_z=8)
    assert lasagne.layers.count_params(net["l_out"], trainable=True) == PARAMETERS[model]
    names = [param.name for param in lasagne.layers.get_all_params(net["l_out"])]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("model", models.MODELS)
def test_shapes_of_the_named_layers(model):
    net = models.build(model, dim_z=5)
    for name in ("l_z_mu", "l_z_log_sigma", "l_z", "l_noise"):
        assert net[name].output_shape == (None, 5)
    for name in ("l_in", "l_template", "l_out") + (("l_upright",) if "dtvae" in model else ()):
        assert net[name].output_shape == (None, 1, 28, 28)
    if model != "vae":
        assert net["l_u"].output_shape == (None, 18 if "tps" in model else 6)


def evaluate(net, names, images, noise=None, deterministic=False):
    x, draws = T.tensor4(), T.matrix()
    outputs = get_output(
        [net[name] for name in names], {net["l_in"]: x, net["l_noise"]: draws}, deterministic=deterministic
    )
    noise = np.zeros((len(images), 3), "float32") if noise is None else noise
    return theano.function([x, draws], outputs, on_unused_input="ignore")(images, noise)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(1).random((4, 1, 28, 28), dtype="float32")


@pytest.mark.parametrize("model", [model for model in models.MODELS if model != "vae"])
def test_every_model_starts_in_the_identity_pose(model, images):
    training.seed_weights(0)
    net = models.build(model, dim_z=3)
    u, template, output = evaluate(net, ["l_u", "l_template", "l_out"], images)
    identity = np.zeros(18) if "tps" in model else np.array([1, 0, 0, 0, 1, 0])
    np.testing.assert_allclose(u, np.tile(identity, (len(images), 1)), atol=1e-7)
    np.testing.assert_allclose(output, template, atol=1e-5)


def test_the_dtvae_undoes_its_pose_and_applies_it_again(images):
    training.seed_weights(0)
    net = models.build("dtvae_affine", dim_z=3)
    turn = np.array([0.8, -0.6, 0.1, 0.6, 0.8, -0.2], dtype="float32")  # a rotation and a shift
    net["l_undo"].b.set_value(turn)
    undo, u, upright = evaluate(net, ["l_undo", "l_u", "l_upright"], images)
    np.testing.assert_allclose(undo, np.tile(turn, (len(images), 1)), atol=1e-6)
    A, b = turn.reshape(2, 3)[:, :2], turn.reshape(2, 3)[:, 2]
    inverse = np.concatenate([np.linalg.inv(A), -np.linalg.inv(A) @ b[:, None]], axis=1)
    np.testing.assert_allclose(u[0].reshape(2, 3), inverse, atol=1e-5)
    assert abs(upright - images).max() > 0.1


def test_z_is_the_mean_plus_scaled_noise_unless_deterministic(images):
    training.seed_weights(0)
    net = models.build("vae", dim_z=3)
    noise = np.random.default_rng(2).standard_normal((4, 3), dtype="float32")
    z, mu, log_sigma = evaluate(net, ["l_z", "l_z_mu", "l_z_log_sigma"], images, noise)
    np.testing.assert_allclose(z, mu + np.exp(log_sigma) * noise, rtol=1e-5)
    np.testing.assert_array_equal(evaluate(net, ["l_z"], images, noise, deterministic=True)[0], mu)


def test_floor_of_log_sigma_and_clip_of_the_output(images):
    training.seed_weights(0)
    net = models.build("vae", dim_z=3, log_sigma_floor=-2)
    net["l_z_log_sigma"].b.set_value(np.array([-50, 0.5, 0], dtype="float32"))
    lasagne.layers.get_all_params(net["l_template"])[-1].set_value(np.full(784, 50, dtype="float32"))
    log_sigma, output = evaluate(net, ["l_z_log_sigma", "l_out"], images)
    np.testing.assert_allclose(log_sigma[:, 0], -2)
    assert log_sigma[:, 1].min() > -2
    np.testing.assert_array_equal(output, np.float32(1 - CLIP))


def test_log_sigma_starts_where_it_is_told():
    assert (models.build("vae", dim_z=3)["l_z_log_sigma"].b.get_value() == 0).all()
    for model in models.MODELS:
        assert (models.build(model, dim_z=3, log_sigma_start=-2.0)["l_z_log_sigma"].b.get_value() == -2).all()


def test_the_seed_determines_the_initial_weights():
    def weights(seed):
        training.seed_weights(seed)
        return lasagne.layers.get_all_param_values(models.build("tvae_affine", dim_z=2)["l_out"])

    for first, again in zip(weights(3), weights(3)):
        np.testing.assert_array_equal(first, again)
    assert any((first != other).any() for first, other in zip(weights(3), weights(4)))


def test_options_without_a_meaning_are_refused():
    with pytest.raises(ValueError, match="unknown model 'gan'; the models are vae, "):
        models.build("gan")
    with pytest.raises(ValueError, match="transformer must be 'affine' or 'tps', got 'rotation'"):
        models.build_tvae(transformer="rotation")


def limited_poses(model, images, scale=1.0, **options):
    """u, or the pose under a prior that maps u to it, of a network whose weights are `scale` times Glorot's."""
    training.seed_weights(0)
    net = models.build(model, dim_z=3, localization_init="glorot", **options)
    for param in models.parameters(net):
        param.set_value(param.get_value() * np.float32(scale))
    return evaluate(
        net,
        ["l_undo" if "dtvae" in model else "l_pose"],
        images,
        np.ones((len(images), net["l_noise"].output_shape[1]), "float32"),
        deterministic=True,
    )[0]


@pytest.mark.parametrize("activation", ("tanh", "sigmoid"))
@pytest.mark.parametrize(
    "model, options, start",
    [
        ("tvae_affine", {}, [1, 0, 0, 0, 1, 0]),
        ("dtvae_affine", {}, [1, 0, 0, 0, 1, 0]),
        ("tvae_tps", {}, np.zeros(18)),
        ("tvae_tps", {"tps_start": "grid"}, [-1, 0, 1] * 3 + [-1] * 3 + [0] * 3 + [1] * 3),
        ("tvae_affine", {"prior": "normal"}, [1, 0, 0, 0, 1, 0]),
        ("tvae_affine", {"prior": "full"}, [1, 0, 0, 0, 1, 0]),
    ],
)
def test_a_limited_pose_stays_within_its_range_around_its_start(model, options, start, activation, images):
    limits = dict(options, pose_activation=activation, pose_range=0.25)
    wild = limited_poses(model, images, scale=20.0, **limits)
    assert 0.2 < abs(wild - start).max() <= 0.25 + 1e-6, "weights this large leave any range that is not kept"
    tame = limited_poses(model, images, scale=0.0, **limits)
    np.testing.assert_allclose(tame, np.tile(start, (len(images), 1)), atol=1e-6)


def test_tanh_and_sigmoid_are_those_of_the_unlimited_pose(images):
    free = limited_poses("tvae_affine", images) - [1, 0, 0, 0, 1, 0]
    tanh, sigmoid = [
        limited_poses("tvae_affine", images, pose_activation=name) - [1, 0, 0, 0, 1, 0] for name in ("tanh", "sigmoid")
    ]
    np.testing.assert_allclose(tanh, np.tanh(free), atol=1e-5)
    np.testing.assert_allclose(sigmoid, 2 / (1 + np.exp(-free)) - 1, atol=1e-5)


def test_the_tvae_may_have_a_localization_network_of_its_own(images):
    net = models.build("tvae_affine", dim_z=8, localization="network", localization_units=(64,))
    count = lasagne.layers.count_params(net["l_out"], trainable=True)
    assert count == VAE + 785 * 64 + 65 * 6
    with pytest.raises(ValueError, match="localization must be one of encoder, network, got 'none'"):
        models.build("tvae_affine", localization="none")


@pytest.mark.parametrize("shape", (8, (28,), (28, 0), (28, 28.0), "ab", None))
@pytest.mark.parametrize("model", ("vae", "tvae_affine", "dtvae_affine"))
def test_an_image_shape_is_rows_and_columns(model, shape):
    with pytest.raises(ValueError, match="image_shape must be rows and columns"):
        models.build(model, image_shape=shape)

"""Images of any size and number of channels: what is built, trained, and measured of them."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from lasagne.layers import get_output

from original import kernels, models, training
from original.kernels.rewrites import mode
from original.objective import elbo_terms

SHAPES = ((1, 5, 9), (3, 40, 24), (4, 128, 4))  # channels, rows, columns
SMALL = {"num_units": (12, 11), "localization_units": (7,)}


def built(model, shape, **options):
    training.seed_weights(0)
    options = {**SMALL, **options, "image_shape": shape[1:], "channels": shape[0]}
    if model == "vae":
        options = {name: options[name] for name in ("num_units", "image_shape", "channels")}
    return models.build(model, 3, **options)


def images_of(shape, num=10):
    return np.random.default_rng(0).random((num, *shape), dtype="float32")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("model", models.MODELS)
def test_layers_have_the_images_shape(model, shape):
    net = built(model, shape)
    for name in ("l_in", "l_template", "l_out") + (("l_upright",) if "dtvae" in model else ()):
        assert net[name].output_shape == (None, *shape)
    assert net["l_encoder"].output_shape == (None, 11)


@pytest.mark.heavy
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("model", ("vae", "tvae_affine", "dtvae_tps"))
def test_a_training_raises_the_bound(model, shape):
    trainer = training.Trainer(built(model, shape), images_of(shape), batch_size=4)
    first, *_, last = [trainer.run_epoch(epoch).elbo for epoch in range(1, 6)]
    assert np.isfinite(first) and last > first
    # An untrained decoder gives each of C x H x W numbers a probability near one half.
    assert -first > 0.8 * np.prod(shape) * np.log(2)


@pytest.mark.heavy
@pytest.mark.parametrize("shape", SHAPES)
def test_kernels_and_graph_have_one_bound_and_one_gradient(shape):
    x, noise, found = T.tensor4(), T.tensor3(), []
    for form in ("fused", "graph"):
        net = built("dtvae_affine", shape, sampler=form, border_mode="zeros", localization_init="glorot")
        params = models.parameters(net)
        with kernels.chosen(form):
            bound = elbo_terms(net, x, noise).elbo
            function = theano.function([x, noise], [bound] + theano.grad(bound.sum(), params), mode=mode())
        found.append(function(images_of(shape), np.zeros((1, 10, 3), "float32")))
    for fused, graph in zip(*found):
        np.testing.assert_allclose(fused, graph, rtol=1e-3, atol=1e-4 * abs(graph).max())


def test_the_bound_sums_over_channels_and_the_divergence_does_not():
    grey, coloured = [built("vae", (channels, 4, 3)) for channels in (1, 3)]
    terms = []
    for net in (grey, coloured):
        for param in models.parameters(net):
            param.set_value(0 * param.get_value())  # each probability is one half, each code N(0, 1)
        x, noise = T.tensor4(), T.tensor3()
        images = images_of(net["l_in"].output_shape[1:])
        values = theano.function([x, noise], list(elbo_terms(net, x, noise)))(images, np.ones((1, 10, 3), "float32"))
        terms.append([value.mean() for value in values])
    np.testing.assert_allclose([terms[0][0], terms[1][0]], [-12 * np.log(2), -36 * np.log(2)], rtol=1e-5)
    np.testing.assert_allclose([terms[0][1], terms[1][1]], 0, atol=1e-6)


def test_one_pose_warps_all_channels():
    net = built("tvae_affine", (3, 6, 8))
    net["l_u"].b.set_value(np.array([0.8, -0.3, 0.1, 0.2, 1.1, -0.2], "float32"))
    template = T.tensor4()
    image = np.repeat(images_of((1, 6, 8)), 3, axis=1)
    values = {net["l_template"]: template, net["l_in"]: template}
    out = theano.function([template], get_output(net["l_out"], values))(image)
    np.testing.assert_array_equal(out[:, 0], out[:, 1])
    np.testing.assert_array_equal(out[:, 0], out[:, 2])
    assert abs(out - image).max() > 0.1


@pytest.mark.parametrize("channels", (0, -1, 1.0, "3", None, True))
def test_channels_are_a_whole_number(channels):
    for model in ("vae", "tvae_affine", "dtvae_affine"):
        with pytest.raises(ValueError, match="channels must be a whole number above 0, got"):
            models.build(model, channels=channels)


def warped_by(net, images):
    """`images` sampled as the model samples its template."""
    image = T.tensor4()
    values = {net["l_template"]: image, net["l_in"]: image}
    return theano.function([image], get_output(net["l_out"].input_layer, values, deterministic=True))(images)


def blob(shape, num=2):
    """Smooth images that are dark at their edges."""
    rows, columns = np.meshgrid(*[np.linspace(-1, 1, size) for size in shape[1:]], indexing="ij")
    plain = np.exp(-8 * ((rows - 0.1) ** 2 + (columns + 0.1) ** 2) - 3 * rows * columns)
    scales = np.linspace(1, 0.5, num * shape[0]).reshape(num, shape[0], 1, 1)
    return (0.9 * scales * plain / plain.max()).astype("float32")


@pytest.mark.parametrize(
    "model, head, pose",
    [
        ("tvae_affine", "l_u", [0.8, -0.3, 0.1, 0.2, 1.1, -0.2]),
        ("tvae_tps", "l_u", [0.1, 0, -0.1, 0.1, 0.05, 0, 0, -0.1, 0.1] + [0, 0.1, 0.1, -0.05, 0.1, 0, 0.1, 0, -0.1]),
        ("dtvae_affine", "l_undo", [0.8, -0.3, 0.1, 0.2, 1.1, -0.2]),
    ],
)
@pytest.mark.parametrize("border_mode", ("nearest", "zeros", "constant"))
def test_upright_undoes_the_pose(model, head, pose, border_mode):
    border = {"border_mode": border_mode, "border_value": 0.05 if border_mode == "constant" else 0.0}
    net = built(model, (2, 33, 41), **border)
    net[head].W.set_value(0 * net[head].W.get_value())
    net[head].b.set_value(np.array(pose, "float32"))
    images = blob((2, 33, 41))
    warped = warped_by(net, images)
    x = T.tensor4()
    l_upright = models.upright(net)
    back = theano.function([x], get_output(l_upright, {net["l_in"]: x}, deterministic=True))(warped)
    assert l_upright.border_mode == border_mode and l_upright.border_value == border["border_value"]
    inside = np.s_[:, :, 8:-8, 10:-10]
    # Measured: 0.02 at most, what sampling twice blurs, where the pose moves by 0.4.
    assert abs(back - images)[inside].max() < 0.05 < 0.2 < abs(warped - images)[inside].max()


def test_a_vae_has_no_pose_to_undo():
    with pytest.raises(ValueError, match="no pose to undo"):
        models.upright(built("vae", (1, 5, 9)))


@pytest.mark.parametrize("model", ("tvae_affine", "dtvae_affine"))
def test_lasagnes_layers_have_no_constant_outside(model):
    with pytest.raises(ValueError, match="have no border_mode zeros; use layers ours"):
        models.build(model, layers="lasagne", border_mode="zeros")
    with pytest.raises(ValueError, match="border_value 0.5 needs border_mode constant"):
        models.build(model, border_value=0.5)

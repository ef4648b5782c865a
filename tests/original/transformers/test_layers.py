"""Our transformer layers against what Lasagne 0.2.dev1's own computed (tests/data/transformers.npz)."""

import os
from functools import lru_cache

import lasagne
import numpy as np
import pytest
import theano
import theano.tensor as T

from original.transformers.layers import TPSTransformerLayer, TransformerLayer, transformer_layers

VECTORS = np.load(os.path.join(os.path.dirname(__file__), "..", "..", "data", "transformers.npz"), allow_pickle=False)
CASES = sorted({name.split("/")[0] for name in VECTORS.files})


def vectors(case):
    return {name.split("/")[1]: VECTORS[name] for name in VECTORS.files if name.startswith(case + "/")}


def options_of(case):
    """Return what the name of a case tells: kind with control points, border mode, downsampling factor."""
    kind, detail = case.split("_", 1)
    return kind, detail if detail in ("mirror", "wrap") else "nearest", 2 if detail == "down2" else 1


@lru_cache(maxsize=None)  # cases that differ in their numbers only share what is compiled
def compiled(options, image_shape, num_parameters, dtype, sampler):
    """The layer, and a function of image, parameters and cotangent that gives output and both gradients."""
    kind, border_mode, factor = options
    l_image = lasagne.layers.InputLayer((None,) + image_shape)
    l_parameters = lasagne.layers.InputLayer((None, num_parameters))
    arguments = {"downsample_factor": factor, "border_mode": border_mode, "sampler": sampler}
    if kind == "affine":
        layer = TransformerLayer(l_image, l_parameters, **arguments)
    else:
        layer = TPSTransformerLayer(l_image, l_parameters, control_points=int(kind[3:]), **arguments)
    image, theta, cotangent = T.tensor4(dtype=dtype), T.matrix(dtype=dtype), T.tensor4(dtype=dtype)
    output = lasagne.layers.get_output(layer, {l_image: image, l_parameters: theta})
    gradients = theano.grad((output * cotangent).sum(), [image, theta])
    return layer, theano.function([image, theta, cotangent], [output] + gradients)


def run(case, dtype, sampler="fused", image_shape=None):
    """The layer of a case, its output and both gradients, in `dtype`."""
    data = vectors(case)
    layer, function = compiled(
        options_of(case), image_shape or data["image"].shape[1:], data["theta"].shape[1], dtype, sampler
    )
    return layer, function(*(data[name].astype(dtype) for name in ("image", "theta", "cotangent")))


@pytest.mark.parametrize("sampler", ("fused", "graph"))
@pytest.mark.parametrize("case", CASES)
def test_equals_lasagne_in_float64(case, sampler):
    data = vectors(case)
    layer, (output, grad_image, grad_theta) = run(case, "float64", sampler)
    assert layer.output_shape[1:] == data["output"].shape[1:]
    np.testing.assert_allclose(output, data["output"], atol=1e-8, rtol=0)
    np.testing.assert_allclose(grad_image, data["grad_image"], atol=1e-8, rtol=0)
    np.testing.assert_allclose(grad_theta, data["grad_theta"], atol=1e-8, rtol=0)


@pytest.mark.parametrize("case", CASES)
def test_equals_lasagne_in_float32_away_from_pixel_edges(case):
    data = vectors(case)
    _, (output, grad_image, grad_theta) = run(case, "float32")
    np.testing.assert_allclose(output, data["output"], atol=1e-4, rtol=0)
    np.testing.assert_allclose(grad_image, data["grad_image"], atol=1e-4, rtol=0)
    # Sums over all pixels, up to 300: 1e-4 of the largest. Measured: 2e-6.
    np.testing.assert_allclose(grad_theta, data["grad_theta"], atol=1e-4 * abs(data["grad_theta"]).max(), rtol=0)


def test_sizes_that_are_not_known_in_advance():
    case = "affine_rgb_nonsquare"
    layer, (output, _, _) = run(case, "float64", image_shape=(None, None, None))
    assert layer.output_shape == (None, None, None, None)
    np.testing.assert_allclose(output, vectors(case)["output"], atol=1e-8)


def test_wrong_shapes_are_refused():
    image, flat = lasagne.layers.InputLayer((None, 1, 8, 8)), lasagne.layers.InputLayer((None, 64))
    six, eight = lasagne.layers.InputLayer((None, 6)), lasagne.layers.InputLayer((None, 8))
    with pytest.raises(ValueError, match=r"must have output shape: \(batch_size, 6\), got \(None, 8\)"):
        TransformerLayer(image, eight)
    with pytest.raises(ValueError, match="4-dimensional output shape"):
        TransformerLayer(flat, six)
    with pytest.raises(ValueError, match=r"must have output shape: \(batch_size, 32\)"):
        TPSTransformerLayer(image, six)
    with pytest.raises(ValueError, match="square number of at least 4, got 10"):
        TPSTransformerLayer(image, eight, control_points=10)


@pytest.mark.skipif(hasattr(lasagne.layers, "TPSTransformerLayer"), reason="this Lasagne has the layers")
def test_lasagnes_own_layers_are_missed_with_a_reason():
    with pytest.raises(ValueError, match="has no TransformerLayer and TPSTransformerLayer .* use ours"):
        transformer_layers("lasagne")
    with pytest.raises(ValueError, match="must be 'ours' or 'lasagne', got 'theirs'"):
        transformer_layers("theirs")


IMAGES, SIX = (None, 1, 8, 8), (None, 6)


@pytest.mark.parametrize("factor", (0, -1, (1, 0), float("nan"), float("inf"), 9))
def test_a_downsampling_that_leaves_nothing_is_refused(factor):
    with pytest.raises(ValueError, match="downsample_factor"):
        TransformerLayer(IMAGES, SIX, downsample_factor=factor)


@pytest.mark.parametrize("number", (-9, 0, 1, 10, 9.5, 9.0, True, "9"))
def test_control_points_that_make_no_square_are_refused(number):
    with pytest.raises(ValueError, match="square number of at least 4, got"):
        TPSTransformerLayer(IMAGES, (None, 18), control_points=number)


def test_one_row_of_parameters_for_many_images_is_refused():
    with pytest.raises(ValueError, match="a row for each image: 1 rows for 3 images"):
        TransformerLayer((3, 1, 8, 8), (1, 6))
    with pytest.raises(ValueError, match="at least one image"):
        TransformerLayer((0, 1, 8, 8), (0, 6))
    image, theta = T.tensor4(), T.matrix()
    for sampler in ("fused", "graph"):
        layer = TransformerLayer(IMAGES, SIX, sampler=sampler)
        function = theano.function([image, theta], layer.get_output_for([image, theta]))
        with pytest.raises(ValueError):
            function(np.ones((3, 1, 8, 8), "float32"), np.ones((1, 6), "float32"))


@pytest.mark.parametrize("options", ({"border_mode": "reflect"}, {"sampler": "fast"}, {"precompute_grid": "always"}))
def test_choices_are_checked_when_a_layer_is_made(options):
    with pytest.raises(ValueError, match="must be one of"):
        TPSTransformerLayer(IMAGES, (None, 32), **options)


def test_a_grid_is_a_constant_or_not(rng):
    with pytest.raises(ValueError, match="precompute_grid needs an input of known rows and columns"):
        TPSTransformerLayer((None, 1, None, 8), (None, 32), precompute_grid=True)
    image, offsets = T.tensor4(), T.matrix()
    outputs = [
        TPSTransformerLayer(IMAGES, (None, 32), precompute_grid=constant).get_output_for([image, offsets])
        for constant in ("auto", True, False)
    ]
    function = theano.function([image, offsets], outputs)
    auto, constant, computed = function(rng.random((2, 1, 8, 8), "float32"), 0.1 * rng.random((2, 32), "float32"))
    np.testing.assert_array_equal(auto, constant)
    np.testing.assert_allclose(auto, computed, atol=1e-5)


@pytest.mark.parametrize("sampler", ("fused", "graph"))
def test_images_and_parameters_of_other_types(rng, sampler):
    image, theta, whole = T.tensor4(dtype="float32"), T.matrix(dtype="float64"), T.matrix(dtype="int64")
    layer = TransformerLayer(IMAGES, SIX, sampler=sampler)
    function = theano.function(
        [image, theta, whole], [layer.get_output_for([image, parameters]) for parameters in (theta, whole)]
    )
    images = rng.random((2, 1, 8, 8), "float32")
    identity = np.array([[1, 0, 0, 0, 1, 0]] * 2)
    for shown in function(images, identity.astype("float64"), identity):
        np.testing.assert_allclose(shown, images, atol=1e-6)


@pytest.mark.parametrize("sampler", ("fused", "graph"))
@pytest.mark.parametrize("shape", ((2, 1, 1, 8), (2, 1, 8, 1)))
def test_images_of_one_row_or_column(rng, sampler, shape):
    image, theta = T.tensor4(), T.matrix()
    outputs = [
        TransformerLayer((None, 1) + size, SIX, sampler=sampler, border_mode="mirror").get_output_for([image, theta])
        for size in (shape[2:], (None, None))
    ]
    images, identity = rng.random(shape, "float32"), np.array([[1, 0, 0, 0, 1, 0]] * shape[0], "float32").reshape(-1, 6)
    for shown in theano.function([image, theta], outputs)(images, identity):
        np.testing.assert_allclose(shown, images, atol=1e-6)

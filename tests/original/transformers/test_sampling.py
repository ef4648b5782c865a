"""Bilinear sampling against SciPy's map_coordinates, its gradients against finite differences."""

import numpy as np
import pytest
import theano
import theano.tensor as T
from scipy.ndimage import map_coordinates
from theano.gradient import verify_grad

from original.spec import BORDER_MODES
from original.transformers.sampling import bilinear_sample

# SciPy's names for the same continuations of an image.
SCIPY_MODES = {
    "nearest": "nearest",
    "mirror": "mirror",
    "wrap": "grid-wrap",
    "zeros": "grid-constant",
    "constant": "grid-constant",
}
VALUES = {mode: 0.7 if mode == "constant" else 0.0 for mode in BORDER_MODES}  # grey levels outside the image


def compiled(border_mode="nearest", sampler="fused", dtype="float64"):
    image, positions = T.tensor4(dtype=dtype), T.tensor3(dtype=dtype)
    sampled = bilinear_sample(image, positions, border_mode, sampler, VALUES[border_mode])
    return theano.function([image, positions], sampled)


def inputs(rng, num=40, margin=6.0):
    """Images of 2 channels and 7 x 9 pixels, and points up to `margin` pixels outside."""
    image = rng.normal(size=(3, 2, 7, 9))
    positions = np.stack([rng.uniform(-margin, 8 + margin, (3, num)), rng.uniform(-margin, 6 + margin, (3, num))], 1)
    return image, positions


@pytest.mark.parametrize("sampler", ("fused", "graph"))
@pytest.mark.parametrize("border_mode", BORDER_MODES)
def test_equals_scipy(rng, border_mode, sampler):
    image, positions = inputs(rng)
    mode, value = SCIPY_MODES[border_mode], VALUES[border_mode]
    expected = [
        [map_coordinates(plane, points[::-1], order=1, mode=mode, cval=value) for plane in planes]
        for planes, points in zip(image, positions)
    ]
    np.testing.assert_allclose(compiled(border_mode, sampler)(image, positions), expected, atol=1e-10)


@pytest.mark.parametrize("border_mode", BORDER_MODES)
def test_gradients_of_the_kernel(rng, border_mode):
    image, positions = inputs(rng, num=12, margin=3.0)
    # Finite differences across a pixel's edge would mix two slopes.
    positions = np.floor(positions) + np.clip(positions - np.floor(positions), 0.1, 0.9)
    verify_grad(
        lambda x, points: bilinear_sample(x, points, border_mode, "fused", VALUES[border_mode]),
        [image, positions],
        rng=np.random.RandomState(0),
    )


def test_many_points_cross_the_kernels_blocks(rng):
    image, positions = inputs(rng, num=1000)
    fused, graph = [compiled(sampler=sampler, dtype="float32") for sampler in ("fused", "graph")]
    arrays = image.astype("float32"), positions.astype("float32")
    np.testing.assert_allclose(fused(*arrays), graph(*arrays), atol=1e-5)


def test_sizes_may_change_between_calls(rng):
    function = compiled()
    for num in (5, 300, 7):
        image, positions = inputs(rng, num)
        assert function(image[: num % 3 + 1], positions[: num % 3 + 1]).shape == (num % 3 + 1, 2, num)


def test_inputs_need_not_be_contiguous(rng):
    image, positions = inputs(rng)
    turned = np.ascontiguousarray(image.transpose(0, 1, 3, 2)).transpose(0, 1, 3, 2)
    assert not turned.flags.c_contiguous
    np.testing.assert_array_equal(compiled()(turned, positions), compiled()(image, positions))


@pytest.mark.parametrize("border_mode", BORDER_MODES)
@pytest.mark.parametrize("value", (1e30, -1e30, np.inf, np.nan))
def test_positions_that_make_no_sense_stay_in_memory(border_mode, value):
    image = np.ones((1, 1, 4, 4), "float32")
    positions = np.full((1, 2, 3), value, "float32")
    positions[0, :, 1] = 1.5
    sampled = compiled(border_mode, dtype="float32")(image, positions)
    assert sampled[0, 0, 1] == pytest.approx(1)  # its neighbours don't matter
    assert np.isfinite(value) or np.isnan(sampled[0, 0, 0])  # what is no number gives none


@pytest.mark.parametrize("sampler", ("fused", "graph"))
@pytest.mark.parametrize("border_mode", ("zeros", "constant"))
def test_a_constant_outside_is_blended_in_over_one_pixel(border_mode, sampler):
    value = VALUES[border_mode]
    image = np.arange(1, 13, dtype="float64").reshape(1, 1, 3, 4) / 12
    x = [-0.25, 3.25, 1, -1, 4, -7, 1e30, 1.5, -0.25]
    y = [1, 1, -0.75, 1, 1, 1, 1, 2.5, -0.25]
    inside = 0.75 * 0.75 * image[0, 0, 0, 0]
    expected = [
        0.25 * value + 0.75 * image[0, 0, 1, 0],
        0.75 * image[0, 0, 1, 3] + 0.25 * value,
        0.75 * value + 0.25 * image[0, 0, 0, 1],
        *[value] * 4,
        0.5 * value + 0.25 * (image[0, 0, 2, 1] + image[0, 0, 2, 2]),
        (1 - 0.75 * 0.75) * value + inside,
    ]
    sampled = compiled(border_mode, sampler)(image, np.array([[x, y]]))
    np.testing.assert_allclose(sampled[0, 0], expected, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("sampler", ("fused", "graph"))
@pytest.mark.parametrize("border_mode", ("zeros", "constant"))
def test_what_lies_outside_has_no_gradient_in_the_image(border_mode, sampler):
    image, positions = T.tensor4(dtype="float32"), T.tensor3(dtype="float32")
    sampled = bilinear_sample(image, positions, border_mode, sampler, VALUES[border_mode])
    gradients = theano.function([image, positions], theano.grad(sampled.sum(), [image, positions]))
    outside = np.array([[[-5, 9, np.nan, 1e30, -1], [1, 1, 1, 1, 1]]], "float32")
    of_image, of_positions = gradients(np.ones((1, 1, 4, 4), "float32"), outside)
    assert not of_image.any()
    np.testing.assert_array_equal(of_positions[0, :, :2], 0)
    assert np.isnan(of_positions[0, 1, 2])  # the slope in y holds the weight in x
    # On the line one pixel outside the slope is that towards the image.
    assert of_positions[0, 0, 4] == pytest.approx(1 - VALUES[border_mode])


@pytest.mark.parametrize("value", (-0.1, 1.1, np.nan, "0", None, True))
def test_a_grey_level_outside_is_one(value):
    with pytest.raises(ValueError, match=r"border_value must be a grey level in \[0, 1\], got"):
        bilinear_sample(T.tensor4(), T.tensor3(), "constant", border_value=value)


def test_a_grey_level_outside_needs_its_mode():
    for mode in ("nearest", "zeros"):
        with pytest.raises(ValueError, match=f"border_value 0.5 needs border_mode constant, got {mode}"):
            bilinear_sample(T.tensor4(), T.tensor3(), mode, border_value=0.5)


def test_unknown_names_are_refused():
    image, positions = T.tensor4(), T.tensor3()
    with pytest.raises(ValueError, match="border_mode must be one of nearest, mirror, wrap, zeros, constant, got 'ref"):
        bilinear_sample(image, positions, "reflect")
    with pytest.raises(ValueError, match="sampler must be one of fused, graph, got 'fast'"):
        bilinear_sample(image, positions, sampler="fast")

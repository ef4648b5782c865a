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
SCIPY_MODES = {"nearest": "nearest", "mirror": "mirror", "wrap": "grid-wrap"}


def compiled(border_mode="nearest", sampler="fused", dtype="float64"):
    image, positions = T.tensor4(dtype=dtype), T.tensor3(dtype=dtype)
    return theano.function([image, positions], bilinear_sample(image, positions, border_mode, sampler))


def inputs(rng, num=40, margin=6.0):
    """Images of 2 channels and 7 x 9 pixels, and points up to `margin` pixels outside."""
    image = rng.normal(size=(3, 2, 7, 9))
    positions = np.stack([rng.uniform(-margin, 8 + margin, (3, num)), rng.uniform(-margin, 6 + margin, (3, num))], 1)
    return image, positions


@pytest.mark.parametrize("sampler", ("fused", "graph"))
@pytest.mark.parametrize("border_mode", BORDER_MODES)
def test_equals_scipy(rng, border_mode, sampler):
    image, positions = inputs(rng)
    expected = [
        [map_coordinates(plane, points[::-1], order=1, mode=SCIPY_MODES[border_mode]) for plane in planes]
        for planes, points in zip(image, positions)
    ]
    np.testing.assert_allclose(compiled(border_mode, sampler)(image, positions), expected, atol=1e-10)


@pytest.mark.parametrize("border_mode", BORDER_MODES)
def test_gradients_of_the_kernel(rng, border_mode):
    image, positions = inputs(rng, num=12, margin=3.0)
    # Finite differences across a pixel's edge would mix two slopes.
    positions = np.floor(positions) + np.clip(positions - np.floor(positions), 0.1, 0.9)
    verify_grad(
        lambda x, points: bilinear_sample(x, points, border_mode, "fused"),
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
    assert sampled[0, 0, 1] == 1  # its neighbours don't matter
    assert np.isfinite(value) or np.isnan(sampled[0, 0, 0])  # what is no number gives none


def test_unknown_names_are_refused():
    image, positions = T.tensor4(), T.tensor3()
    with pytest.raises(ValueError, match="border_mode must be one of nearest, mirror, wrap, got 'reflect'"):
        bilinear_sample(image, positions, "reflect")
    with pytest.raises(ValueError, match="sampler must be one of fused, graph, got 'fast'"):
        bilinear_sample(image, positions, sampler="fast")

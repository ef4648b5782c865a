"""The Ops of bilinear sampling; their numbers are checked with `original.transformers.sampling`."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from original.engines.compat import BACKEND
from original.kernels.bilinear import BilinearSample, BilinearSampleGradient
from original.transformers.sampling import bilinear_sample

SAMPLERS = ("fused", "graph")
# What the graph form raises is the engine's own: Numba asserts sizes, and reads images without pixels as they come.
IN_NUMBA = BACKEND == "numba"


@pytest.fixture(scope="module")
def compiled():
    """{sampler: function of image and positions, both float32}"""
    image, positions = T.tensor4(dtype="float32"), T.tensor3(dtype="float32")
    return {
        sampler: theano.function([image, positions], bilinear_sample(image, positions, sampler=sampler))
        for sampler in SAMPLERS
    }


def arrays(images, positions):
    return np.ones(images, "float32"), np.ones(positions, "float32")


def test_the_gradient_is_one_op(rng):
    image, positions = T.tensor4(), T.tensor3()
    gradients = theano.grad(bilinear_sample(image, positions).sum(), [image, positions])
    ops = [node.op for node in theano.function([image, positions], gradients).maker.fgraph.toposort()]
    assert sum(isinstance(op, BilinearSampleGradient) for op in ops) == 1


def test_other_numbers_of_axes_are_refused_when_the_graph_is_built():
    with pytest.raises(ValueError, match=r"needs arrays of shape \(B, C, H, W\) and \(B, 2, N\)"):
        BilinearSample()(T.tensor3(), T.tensor3())


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize(
    "images, positions", [((3, 1, 4, 4), (1, 2, 5)), ((1, 1, 4, 4), (3, 2, 5)), ((2, 1, 4, 4), (3, 2, 5))]
)
def test_as_many_images_as_rows_of_positions(compiled, sampler, images, positions):
    with pytest.raises(AssertionError if IN_NUMBA and sampler == "graph" else ValueError):
        compiled[sampler](*arrays(images, positions))


@pytest.mark.parametrize(
    "images, positions", [((2, 1, 4, 4), (2, 1, 5)), ((2, 1, 4, 0), (2, 2, 5)), ((2, 1, 0, 4), (2, 2, 5))]
)
def test_a_coordinate_that_is_missing_and_images_without_pixels_are_refused(compiled, images, positions):
    if not IN_NUMBA:
        with pytest.raises((ValueError, IndexError)):
            compiled["graph"](*arrays(images, positions))
    with pytest.raises(ValueError, match="BilinearSample needs"):
        compiled["fused"](*arrays(images, positions))


@pytest.mark.parametrize("cotangent", [(1, 1, 5), (2, 2, 5), (2, 1, 4)])
def test_a_cotangent_of_another_shape_is_refused(cotangent):
    inputs = T.tensor4(dtype="float32"), T.tensor3(dtype="float32"), T.tensor3(dtype="float32")
    gradient = theano.function(inputs, BilinearSampleGradient()(*inputs))
    with pytest.raises(ValueError, match="BilinearSampleGradient needs"):
        gradient(*arrays((2, 1, 4, 4), (2, 2, 5)), np.ones(cotangent, "float32"))


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_no_images_and_no_points_give_none(compiled, sampler):
    assert compiled[sampler](*arrays((0, 1, 4, 4), (0, 2, 5))).shape == (0, 1, 5)
    assert compiled[sampler](*arrays((2, 1, 4, 4), (2, 2, 0))).shape == (2, 1, 0)


@pytest.mark.parametrize("types", [("float32", "float64"), ("float64", "float32"), ("uint8", "float32")])
def test_types_are_brought_together_as_the_graph_does(rng, types):
    image, positions = T.tensor4(dtype=types[0]), T.tensor3(dtype=types[1])
    outputs = [bilinear_sample(image, positions, sampler=sampler) for sampler in SAMPLERS]
    assert outputs[0].dtype == outputs[1].dtype
    values = ((255 * rng.random((2, 1, 4, 4))).astype(types[0]), rng.uniform(-1, 5, (2, 2, 5)).astype(types[1]))
    fused, graph = theano.function([image, positions], outputs)(*values)
    np.testing.assert_allclose(fused, graph, rtol=1e-5)


def test_complex_numbers_are_refused():
    with pytest.raises(TypeError, match="takes real numbers of up to 64 bits, got complex64, float32"):
        BilinearSample()(T.tensor4(dtype="complex64"), T.tensor3(dtype="float32"))


def test_an_axis_that_a_network_added_has_a_gradient(rng):
    image, positions = T.tensor3(dtype="float32"), T.tensor3(dtype="float32")
    sampled = bilinear_sample(image.dimshuffle(0, "x", 1, 2), positions)
    slope = theano.function([image, positions], theano.grad(sampled.sum(), image))
    assert slope(np.ones((2, 4, 4), "float32"), np.ones((2, 2, 5), "float32"))[:, 1, 1] == pytest.approx([5, 5])

"""The kernel of the log likelihood of images, against the graph and against exact logarithms."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from original.distributions import log_bernoulli
from original.kernels.bernoulli import LogBernoulliImages
from original.spec import CLIP


def image_likelihoods(dtype, fused):
    """Compiled (x, p) -> log likelihoods of the images and the gradient of their weighted sum in p."""
    x, p = T.tensor4(dtype=dtype), T.tensor4(dtype=dtype)
    if fused:
        log_px = LogBernoulliImages()(x, p)[0]
    else:
        log_px = log_bernoulli(x, T.clip(p, np.array(CLIP, dtype), np.array(1 - CLIP, dtype))).sum(axis=(1, 2, 3))
    weights = T.arange(1, log_px.shape[0] + 1, dtype=dtype)
    return theano.function([x, p], [log_px, theano.grad((weights * log_px).sum(), p)])


def images_and_probabilities(rng, dtype):
    """Grey levels with many exact 0 and 1, as in MNIST; probabilities with some clipped at either end."""
    x = np.clip(rng.normal(0.5, 1, (4, 1, 13, 11)), 0, 1).astype(dtype)
    p = np.clip(rng.normal(0.5, 0.6, x.shape), 0, 1).astype(dtype)
    p[0, 0, 0, :4] = [1e-5, 1 - 1e-5, 1e-3, 0.999]
    return x, p


def test_the_kernel_equals_the_graph(rng):
    # Measured in float32: 3e-6, in a slope that is the difference of two nearly equal terms.
    for dtype, tolerance in (("float64", 1e-12), ("float32", 1e-5)):
        x, p = images_and_probabilities(rng, dtype)
        assert (p == 0).any() and (p == 1).any()
        for fused, graph in zip(image_likelihoods(dtype, True)(x, p), image_likelihoods(dtype, False)(x, p)):
            np.testing.assert_allclose(fused, graph, rtol=tolerance)


def test_the_kernels_logarithm_is_exact_to_float32(rng):
    # x = 1 and 0 give log p and log(1 - p); one pixel to an image leaves no sum to hide in.
    p = np.concatenate([np.geomspace(1e-6, 0.5, 3000), 1 - np.geomspace(1e-6, 0.5, 3000)]).astype("float32")
    function = image_likelihoods("float32", True)
    for x, exact in ((1, np.log(p.astype("float64"))), (0, np.log1p(-p.astype("float64")))):
        images = np.full((len(p), 1, 1, 1), x, "float32")
        inside = (p > CLIP) & (p < np.float32(1 - CLIP))
        # The absolute part is what 1 - p loses for small p when it is rounded to float32: half a unit at 1.
        np.testing.assert_allclose(
            function(images, p.reshape(-1, 1, 1, 1))[0][inside], exact[inside], rtol=5e-7, atol=7e-8
        )


def test_the_kernel_does_not_hide_nan():
    x, p = np.zeros((2, 1, 3, 3), "float32"), np.full((2, 1, 3, 3), 0.5, "float32")
    p[1, 0, 2, 2] = np.nan
    log_px, gradient = image_likelihoods("float32", True)(x, p)
    assert np.isfinite(log_px[0]) and np.isnan(log_px[1])
    assert np.isnan(gradient).sum() == 1


@pytest.mark.parametrize("probabilities", [(1, 1, 3, 3), (2, 1, 3, 4), (2, 2, 3, 3)])
def test_as_many_probabilities_as_pixels(probabilities):
    with pytest.raises(
        ValueError, match=r"needs arrays of shape \(B, C, H, W\) and \(B, C, H, W\), got \(2, 1, 3, 3\)"
    ):
        image_likelihoods("float32", True)(np.ones((2, 1, 3, 3), "float32"), np.ones(probabilities, "float32"))


def test_images_of_another_type_than_their_probabilities(rng):
    x, p = T.tensor4(dtype="float64"), T.tensor4(dtype="float32")
    function = theano.function([x, p], LogBernoulliImages()(x, p)[0])
    images, probabilities = rng.random((2, 1, 3, 3)), rng.uniform(0.1, 0.9, (2, 1, 3, 3)).astype("float32")
    expected = (images * np.log(probabilities) + (1 - images) * np.log(1 - probabilities)).sum(axis=(1, 2, 3))
    np.testing.assert_allclose(function(images, probabilities), expected, rtol=1e-6)

"""Our transformer layers against what Lasagne 0.2.dev1's own computed (tests/data/transformers.npz)."""

import os

import lasagne
import numpy as np
import pytest
import theano
import theano.tensor as T

from original.transformers import TPSTransformerLayer, TransformerLayer, transformer_layers

VECTORS = np.load(os.path.join(os.path.dirname(__file__), "data", "transformers.npz"), allow_pickle=False)
CASES = sorted({name.split("/")[0] for name in VECTORS.files})


def vectors(case):
    return {name.split("/")[1]: VECTORS[name] for name in VECTORS.files if name.startswith(case + "/")}


def layer_for(case, image_shape, num_parameters, sampler):
    """The layer that a case was computed with; its name tells kind, control points, border mode and factor."""
    kind, detail = case.split("_", 1)
    arguments = {"downsample_factor": 2 if detail == "down2" else 1,
                 "border_mode": detail if detail in ("mirror", "wrap") else "nearest",
                 "sampler": sampler}
    l_image = lasagne.layers.InputLayer((None,) + image_shape)
    l_parameters = lasagne.layers.InputLayer((None, num_parameters))
    if kind == "affine":
        return l_image, l_parameters, TransformerLayer(l_image, l_parameters, **arguments)
    return l_image, l_parameters, TPSTransformerLayer(l_image, l_parameters, control_points=int(kind[3:]), **arguments)


def run(case, dtype, sampler="fused", image_shape=None):
    """Output and both gradients, in `dtype`."""
    data = vectors(case)
    l_image, l_parameters, layer = layer_for(case, image_shape or data["image"].shape[1:], data["theta"].shape[1], sampler)
    image, theta, cotangent = T.tensor4(dtype=dtype), T.matrix(dtype=dtype), T.tensor4(dtype=dtype)
    output = lasagne.layers.get_output(layer, {l_image: image, l_parameters: theta})
    gradients = theano.grad((output * cotangent).sum(), [image, theta])
    function = theano.function([image, theta, cotangent], [output] + gradients)
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

"""The Ops of bilinear sampling; their numbers are checked with `original.transformers.sampling`."""

import pytest
import theano
import theano.tensor as T

from original.kernels.bilinear import BilinearSample, BilinearSampleGradient
from original.transformers.sampling import bilinear_sample


def test_the_gradient_is_one_op(rng):
    image, positions = T.tensor4(), T.tensor3()
    gradients = theano.grad(bilinear_sample(image, positions).sum(), [image, positions])
    ops = [node.op for node in theano.function([image, positions], gradients).maker.fgraph.toposort()]
    assert sum(isinstance(op, BilinearSampleGradient) for op in ops) == 1


def test_images_and_positions_of_other_shapes_or_types_are_refused():
    with pytest.raises(TypeError, match="needs an image .* and positions"):
        BilinearSample()(T.tensor3(), T.tensor3())
    with pytest.raises(TypeError, match="of the same type"):
        BilinearSample()(T.tensor4(dtype="float32"), T.tensor3(dtype="float64"))

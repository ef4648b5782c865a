"""Images warped by SciPy: the conventions are those of the transformer layers."""

import numpy as np
import theano

from original.transformers.layers import TransformerLayer
from original.transformers.poses import affine_of_five
from reproduce.data import rotation, warps


def blobs(rng, rows, columns, num=6):
    """Smooth images that are black at the edge, (num, 1, rows, columns)."""
    from scipy.ndimage import gaussian_filter

    images = np.zeros((num, 1, rows, columns), dtype="float32")
    images[:, :, 6:-6, 6:-6] = rng.random((num, 1, rows - 12, columns - 12))
    return gaussian_filter(images, (0, 0, 1, 1), truncate=3)


def test_a_warp_is_what_the_transformer_layer_does(rng):
    # Higher than wide, so that x and y can't be mistaken for each other.
    images = blobs(rng, 32, 24)
    theta = affine_of_five(
        np.column_stack([rng.uniform(-0.4, 0.4, 6), rng.uniform(-0.1, 0.2, (6, 2)), rng.uniform(-0.15, 0.15, (6, 2))])
    ).astype("float32")
    layer = TransformerLayer((None, 1, 32, 24), (None, 6))
    expected = layer.get_output_for([theano.shared(images), theano.shared(theta)]).eval()
    np.testing.assert_allclose(warps.warped(images, theta), expected, atol=1e-5)


def test_positive_angles_turn_counter_clockwise(rng):
    images, psi = blobs(rng, 28, 28), rng.uniform(-np.pi, np.pi, 6)
    five = np.zeros((6, 5))
    five[:, 0] = psi
    np.testing.assert_allclose(warps.warped(images, affine_of_five(five)), rotation.rotated(images, psi), atol=1e-5)


def centre_of_mass(image):
    rows, columns = np.mgrid[:28, :28]
    return np.array([(columns * image).sum(), (rows * image).sum()]) / image.sum()


def test_positive_shifts_move_to_the_left_and_up_and_scales_above_1_shrink(rng):
    image = blobs(rng, 28, 28, num=1)
    pixel = 2 / 27
    shifted = warps.warped(image, affine_of_five(np.array([[0, 0, 0, 3 * pixel, 2 * pixel]])))
    np.testing.assert_allclose(centre_of_mass(shifted[0, 0]) - centre_of_mass(image[0, 0]), [-3, -2], atol=1e-4)
    smaller = warps.warped(image, affine_of_five(np.array([[0, np.log(1.25), np.log(1.25), 0, 0]])))
    np.testing.assert_allclose(smaller.sum() / image.sum(), 1 / 1.25**2, rtol=0.01)

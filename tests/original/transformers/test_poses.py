"""Poses and the exact affine inverse."""

import numpy as np
import pytest
import theano
import theano.tensor as T

from original.transformers.poses import Affine5Pose, AffinePose, TPSPose, affine_of_five, affine_of_tps, five_of_affine


def homogeneous(theta):
    return np.concatenate([theta.reshape(-1, 2, 3), np.tile([[[0, 0, 1]]], (len(theta), 1, 1))], axis=1)


def test_identities():
    np.testing.assert_array_equal(homogeneous(AffinePose.identity[None])[0], np.eye(3))
    assert TPSPose(3).dim_u == 2 * 9
    assert not TPSPose(3).identity.any() and not TPSPose(3).start.any()


def test_a_spline_that_starts_at_the_grid_shows_the_template_at_half_its_size():
    start = TPSPose(3, "grid").start
    np.testing.assert_array_equal(start, [-1, 0, 1] * 3 + [-1] * 3 + [0] * 3 + [1] * 3)
    np.testing.assert_allclose(affine_of_tps(start[None]), [[2, 0, 0, 0, 2, 0]], atol=1e-12)
    with pytest.raises(ValueError, match="the start of a spline must be one of identity, grid, got 'corner'"):
        TPSPose(3, "corner")


def of_five(numbers):
    u = T.matrix(dtype=str(numbers.dtype))
    return theano.function([u], affine_of_five(u))(numbers)


def test_five_numbers_make_the_matrix_of_section_v_iii():
    psi, scale_x, scale_y, shift_x, shift_y = 0.3, 1.5, 0.8, 0.1, -0.2
    cos, sin = np.cos(psi), np.sin(psi)
    expected = [scale_x * cos, -scale_x * sin, scale_x * shift_x, scale_y * sin, scale_y * cos, scale_y * shift_y]
    np.testing.assert_allclose(
        of_five(np.array([[psi, np.log(scale_x), np.log(scale_y), shift_x, shift_y]])), [expected]
    )
    np.testing.assert_array_equal(of_five(Affine5Pose.identity[None]), [AffinePose.identity])


def test_five_numbers_to_six_and_back(rng):
    u = np.column_stack([rng.uniform(-3.1, 3.1, 500), rng.normal(0, 0.5, (500, 4))])
    np.testing.assert_allclose(five_of_affine(of_five(u)), u, atol=1e-12)


def test_the_angle_of_a_sheared_pose_is_that_of_the_nearest_rotation():
    angles = np.array([0.2, -0.6])  # of the rows, which a rotation turns alike
    theta = np.array([[np.cos(angles[0]), -np.sin(angles[0]), 0, np.sin(angles[1]), np.cos(angles[1]), 0]])
    turns = np.linspace(-np.pi, np.pi, 100001)
    rows = np.stack([np.cos(turns), -np.sin(turns), np.sin(turns), np.cos(turns)], axis=1)
    nearest = turns[((rows - theta[:, [0, 1, 3, 4]]) ** 2).sum(axis=1).argmin()]
    np.testing.assert_allclose(five_of_affine(theta)[0, 0], nearest, atol=1e-4)


def test_five_numbers_make_the_same_matrix_in_numpy(rng):
    u = rng.normal(0, 0.5, (20, 5))
    np.testing.assert_allclose(affine_of_five(u), of_five(u), rtol=1e-12)


def offsets_of(theta, grid_size):
    """The offsets that move the control points of a thin plate spline as affine poses do."""
    line = np.linspace(-1, 1, grid_size)
    points = np.array([(x, y, 1) for y in line for x in line]).T
    return (theta.reshape(-1, 2, 3) @ points - points[:2]).reshape(len(theta), -1)


@pytest.mark.parametrize("grid_size", [2, 3, 4])
def test_affine_pose_of_a_spline(rng, grid_size):
    theta = rng.normal(0, 1, (10, 6))
    np.testing.assert_allclose(affine_of_tps(offsets_of(theta, grid_size)), theta, atol=1e-12)
    # x times y is at right angles to 1, x and y on the grid, so that the nearest pose stays where it is.
    line = np.linspace(-1, 1, grid_size)
    bent = np.concatenate([0.3 * np.outer(line, line).ravel(), -0.5 * np.outer(line, line).ravel()])
    np.testing.assert_allclose(affine_of_tps(offsets_of(theta, grid_size) + bent), theta, atol=1e-12)


def test_the_angle_of_a_spline_made_of_a_rotation():
    psi = np.array([-3, -0.4, 0, 1.2])
    rotations = affine_of_five(np.column_stack([psi, np.zeros((4, 4))]))
    np.testing.assert_allclose(five_of_affine(affine_of_tps(offsets_of(rotations, 3)))[:, 0], psi, atol=1e-12)

"""Poses and the exact affine inverse."""

import numpy as np
import theano
import theano.tensor as T

from original.poses import MIN_DETERMINANT, AffinePose, TPSPose, affine_inverse


def invert(theta):
    poses = T.matrix(dtype=str(theta.dtype))
    return theano.function([poses], affine_inverse(poses))(theta)


def homogeneous(theta):
    return np.concatenate([theta.reshape(-1, 2, 3), np.tile([[[0, 0, 1]]], (len(theta), 1, 1))], axis=1)


def test_the_inverse_undoes_the_pose(rng):
    theta = AffinePose.identity + rng.normal(0, 0.3, (200, 6))
    # Away from singular matrices, where float64 itself loses digits.
    theta = theta[abs(np.linalg.det(homogeneous(theta))) > 0.1]
    np.testing.assert_allclose(homogeneous(theta) @ homogeneous(invert(theta)), np.tile(np.eye(3), (len(theta), 1, 1)),
                               atol=1e-6)
    np.testing.assert_allclose(homogeneous(invert(theta)), np.linalg.inv(homogeneous(theta)), atol=1e-6)


def test_singular_poses_have_finite_inverses_of_the_right_sign():
    almost = 1e-9
    theta = np.array([[1, 0, 0, 0, 0, 0], [1, 0, 0.5, 0, almost, 0], [1, 0, 0, 0, -almost, 0]])
    inverse = invert(theta)
    assert np.isfinite(inverse).all()
    assert abs(inverse).max() <= 1 / MIN_DETERMINANT
    assert inverse[1, 4] > 0 and inverse[2, 4] < 0


def test_identities():
    np.testing.assert_array_equal(homogeneous(AffinePose.identity[None])[0], np.eye(3))
    assert (TPSPose(3).dim_u, TPSPose(3).control_points) == (18, 9)
    assert not TPSPose(3).identity.any()

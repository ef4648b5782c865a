"""Networks whose pose is made by hand follow known warps, in the right direction."""

import lasagne
import numpy as np
import pytest
import theano.tensor as T

from original.transformers.poses import affine_of_five, five_of_affine
from reproduce.data import rotation
from reproduce.evaluation import pose_recovery


class PoseByHand(lasagne.layers.Layer):
    """The pose of a single blob: its angle, `sign` times that of the blob, counter-clockwise from the right."""

    def __init__(self, incoming, sign=1, spline=False):
        super().__init__(incoming)
        self.sign, self.spline = sign, spline

    def get_output_shape_for(self, input_shape):
        return input_shape[0], 18 if self.spline else 6

    def get_output_for(self, input, **kwargs):
        rows, columns = np.mgrid[:28, :28].astype("float32") - np.float32(13.5)
        x, down = [(input * axis).sum(axis=(1, 2, 3)) for axis in (columns, rows)]
        angle = self.sign * T.arctan2(-down, x)
        theta = affine_of_five(T.stack([angle] + 4 * [T.zeros_like(angle)], axis=1))
        if not self.spline:
            return theta
        points = np.array([(x, y, 1) for y in (-1, 0, 1) for x in (-1, 0, 1)], dtype="float32").T
        return (T.dot(theta.reshape((-1, 2, 3)), points) - points[:2]).reshape((-1, 18))


class ShiftByHand(lasagne.layers.Layer):
    """The pose that moves a template at the centre to a blob."""

    def get_output_shape_for(self, input_shape):
        return input_shape[0], 6

    def get_output_for(self, input, **kwargs):
        rows, columns = (np.mgrid[:28, :28].astype("float32") - np.float32(13.5)) / np.float32(13.5)
        x, y = [(input * axis).sum(axis=(1, 2, 3)) / input.sum(axis=(1, 2, 3)) for axis in (columns, rows)]
        one, zero = T.ones_like(x), T.zeros_like(x)
        return T.stack([one, zero, -x, zero, one, -y], axis=1)


def net_of(layer, **options):
    l_in = lasagne.layers.InputLayer((None, 1, 28, 28))
    return {"l_in": l_in, "l_noise": lasagne.layers.InputLayer((None, 1)), "l_pose": layer(l_in, **options)}


@pytest.fixture
def blobs(rng):
    """One blob 5 to 8 pixels from the centre in each of 200 images."""
    angles, radii = rng.uniform(-np.pi, np.pi, 200), rng.uniform(5, 8, 200)
    rows, columns = np.mgrid[:28, :28][:, None] - 13.5
    x, y = radii * np.cos(angles), -radii * np.sin(angles)
    return np.exp(-((columns - x[:, None, None]) ** 2 + (rows - y[:, None, None]) ** 2) / 4).astype("float32")[:, None]


@pytest.mark.parametrize("sign, spline", [(1, False), (1, True), (-1, False)])
def test_a_pose_that_turns_with_the_image_or_against_it(blobs, sign, spline):
    recovered = pose_recovery.recover_warps(net_of(PoseByHand, sign=sign, spline=spline), blobs)
    for name in ("turns_30", "turns_90", "turns_180"):
        assert recovered[name]["relative"]["correlation"] == pytest.approx(sign, abs=0.001)
        assert (recovered[name]["relative"]["error"] < 1) == (sign == 1)
        # A blob's own angle is anything, so that the pose as it is says little about the turn.
        assert abs(recovered[name]["absolute"]["correlation"]) < 0.3


def test_a_pose_that_shifts_with_the_image_is_recovered(blobs):
    recovered = pose_recovery.recover_warps(net_of(ShiftByHand), blobs)
    assert recovered["shifts"]["relative"]["correlation"] == pytest.approx(1, abs=0.01)
    assert 0 < recovered["shifts"]["absolute"]["correlation"] < 0.9, "a blob is anywhere"
    assert recovered["turns_90"]["relative"] == pytest.approx({"correlation": 0, "error": 45}, abs=3), "never turns"


@pytest.mark.parametrize("sign", [1, -1])
def test_kept_angles_have_the_sign_of_the_pose(sign):
    # All blobs are to the right before they are turned.
    image = np.zeros((200, 1, 28, 28), dtype="float32")
    image[:, 0, 12:16, 20:24] = 1
    angles = np.random.default_rng(0).uniform(-np.pi, np.pi, 200)
    recovered = pose_recovery.recover_angles(net_of(PoseByHand, sign=sign), rotation.rotated(image, angles), angles)
    assert recovered["correlation"] == pytest.approx(sign, abs=0.001)
    assert (recovered["error"] < 1) == (sign == 1)


def test_the_pose_between_two_is_the_warp_whatever_pose_the_template_has(rng):
    def matrices(theta):
        return np.concatenate([theta.reshape(-1, 2, 3), np.tile([[[0, 0, 1]]], (len(theta), 1, 1))], axis=1)

    theta, warp = [np.array([1, 0, 0, 0, 1, 0]) + rng.normal(0, 0.2, (20, 6)) for _ in range(2)]
    warped = (matrices(theta) @ matrices(warp))[:, :2].reshape(-1, 6)
    np.testing.assert_allclose(pose_recovery.between(theta, warped), warp, atol=1e-10)


@pytest.mark.parametrize("name, largest", [("turns_30", np.pi / 6), ("shifts", 6 / 27), ("scales", np.log(1.25))])
def test_known_warps(name, largest):
    five = pose_recovery.known_warps(name, 5000)
    varied = pose_recovery.WARPS[name][0]
    np.testing.assert_allclose(abs(five[:, varied]).max(axis=0), largest, rtol=0.01)
    assert (np.delete(five, varied, axis=1) == 0).all()
    assert len(np.unique(five[:, varied])) == 5000 * len(varied), "each number is drawn for itself"
    np.testing.assert_allclose(five_of_affine(affine_of_five(five)), five, atol=1e-12)

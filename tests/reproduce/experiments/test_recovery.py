"""Pose recovery: networks whose pose is made by hand follow known warps, in the right direction; and both tables."""

import os

import lasagne
import numpy as np
import pytest
import theano.tensor as T

from original.transformers.poses import affine_of_five, five_of_affine
from reproduce import files
from reproduce.cli import commands
from reproduce.data import datasets, warps
from reproduce.errors import ConfigError
from reproduce.experiments import recovery
from reproduce.runs.store import Store


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
    recovered = recovery.recover_warps(net_of(PoseByHand, sign=sign, spline=spline), blobs)
    for name in ("turns_30", "turns_90", "turns_180"):
        assert recovered[name]["relative"]["correlation"] == pytest.approx(sign, abs=0.001)
        assert (recovered[name]["relative"]["error"] < 1) == (sign == 1)
        # A blob's own angle is anything, so that the pose as it is says little about the turn.
        assert abs(recovered[name]["absolute"]["correlation"]) < 0.3


def test_a_pose_that_shifts_with_the_image_is_recovered(blobs):
    recovered = recovery.recover_warps(net_of(ShiftByHand), blobs)
    assert recovered["shifts"]["relative"]["correlation"] == pytest.approx(1, abs=0.01)
    assert 0 < recovered["shifts"]["absolute"]["correlation"] < 0.9, "a blob is anywhere"
    assert recovered["turns_90"]["relative"] == pytest.approx({"correlation": 0, "error": 45}, abs=3), "never turns"


@pytest.mark.parametrize("sign", [1, -1])
def test_kept_angles_have_the_sign_of_the_pose(sign):
    # All blobs are to the right before they are turned.
    image = np.zeros((200, 1, 28, 28), dtype="float32")
    image[:, 0, 12:16, 20:24] = 1
    angles = np.random.default_rng(0).uniform(-np.pi, np.pi, 200)
    recovered = recovery.recover_angles(net_of(PoseByHand, sign=sign), datasets.rotated(image, angles), angles)
    assert recovered["correlation"] == pytest.approx(sign, abs=0.001)
    assert (recovered["error"] < 1) == (sign == 1)


def test_the_pose_between_two_is_the_warp_whatever_pose_the_template_has(rng):
    def matrices(theta):
        return np.concatenate([theta.reshape(-1, 2, 3), np.tile([[[0, 0, 1]]], (len(theta), 1, 1))], axis=1)

    theta, warp = [np.array([1, 0, 0, 0, 1, 0]) + rng.normal(0, 0.2, (20, 6)) for _ in range(2)]
    warped = (matrices(theta) @ matrices(warp))[:, :2].reshape(-1, 6)
    np.testing.assert_allclose(recovery.between(theta, warped), warp, atol=1e-10)


@pytest.mark.parametrize("name, largest", [("turns_30", np.pi / 6), ("shifts", 6 / 27), ("scales", np.log(1.25))])
def test_known_warps(name, largest):
    five = recovery.known_warps(name, 5000)
    varied = recovery.WARPS[name][0]
    np.testing.assert_allclose(abs(five[:, varied]).max(axis=0), largest, rtol=0.01)
    assert (np.delete(five, varied, axis=1) == 0).all()
    assert len(np.unique(five[:, varied])) == 5000 * len(varied), "each number is drawn for itself"
    np.testing.assert_allclose(five_of_affine(affine_of_five(five)), five, atol=1e-12)


def rows_of(model, prior="flat", seeds=2):
    """Rows of a table for seeds 0, 1, ..., correlations 0.2, 0.4, ..."""
    given = []
    for seed in range(seeds):
        angle = {"correlation": 0.2 + 0.2 * seed, "error": 10.0}
        warp = {
            name: dict.fromkeys(recovery.READINGS, angle if varied == [0] else {"correlation": 0.5})
            for name, (varied, _) in recovery.WARPS.items()
        }
        given.append(
            dict(
                warp,
                model=model,
                dim_z=20,
                dim_u=0 if model == "vae" else 6,
                pose="transformer",
                pose_prior=prior,
                seed=seed,
                run="",
                angles=None if model == "vae" else angle,
                reconstruction=100.0,
                accuracy=0.8125,
            )
        )
    return given


def test_tables():
    table = {
        "dataset": "digits",
        "warped": 297,
        "on_upright": rows_of("tvae_tps"),
        "undone": [],
        "on_rotated": rows_of("vae") + rows_of("tvae_affine", seeds=1) + rows_of("tvae_affine", "full", seeds=1),
    }
    (header, warped), (header_of_angles, rotated) = recovery.render_tables(table)
    assert all(len(row) == len(header) for row in warped)
    assert all(len(row) == len(header_of_angles) for row in rotated)
    assert [row[:2] for row in warped] == [["TPS-TVAE (20 + 6)", "absolute"], ["TPS-TVAE (20 + 6)", "relative"]]
    assert warped[0][2:4] == ["0.300 ± 0.141", "10.0 ± 0.0"] and warped[0][-2:] == ["0.500 ± 0.000", 2]
    assert rotated == [
        ["VAE (20 + 0)", "", "", "", "100.0 ± 0.0", "81.25 ± 0.00", 2],
        ["Affine-TVAE (20 + 6)", "flat", "0.200", "10.0", "100.0", "81.25", 1],
        ["Affine-TVAE (20 + 6)", "full", "0.200", "10.0", "100.0", "81.25", 1],
    ]
    assert all("On digits, not the thesis' data" in caption for caption in recovery.captions(table))
    assert not any("not the thesis" in caption for caption in recovery.captions(dict(table, dataset="mnist")))
    assert "297 of the test images" in recovery.text(table) and "undo" not in recovery.text(table)
    undone = [{"moved": 2.0, "mean": 0.1, "extreme": 0.5}, {"moved": 3.0, "mean": 0.2, "extreme": 0.6}]
    assert "by 2.50 pixels" in recovery.captions(dict(table, undone=undone))[0]
    assert "leaves 0.15 of that, and 0.55 in one of" in recovery.captions(dict(table, undone=undone))[0]


def test_models_without_a_pose_are_not_asked_for_one():
    assert [settings["model"] for settings in recovery.ON_ROTATED].count("vae") == 1
    assert not any(settings["model"] == "vae" for settings in recovery.ON_UPRIGHT)


def test_rotated_digits_are_not_rotated_again(tmp_path):
    with pytest.raises(ConfigError, match="rotated here anyway: --dataset digits"):
        recovery.make({"dataset": "rot-digits"}, 1, Store(str(tmp_path)))


def test_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(recovery, "ON_UPRIGHT", [{"model": "tvae_affine"}, {"model": "dtvae_tps"}])
    monkeypatch.setattr(recovery, "ON_ROTATED", [{"model": "vae"}, {"model": "tvae_affine"}])
    monkeypatch.setattr(recovery, "DIM_Z", 2)
    assert commands.main(["recovery", "--dataset", "digits", "--epochs", "1", "--jobs", "1"]) == 0
    out = capsys.readouterr().out
    assert "Written to " + os.path.join("results", "digits", "pose.{json,md}") in out
    assert "VAE (2 + 0)" in out and "297 of the test images warped" in out
    table = files.read_json(os.path.join("results", "digits", "pose.json"))
    assert [row["run"].split("-s0-")[0] for row in table["on_upright"] + table["on_rotated"]] == [
        "digits-tvae_affine-z2",
        "digits-dtvae_tps-z2",
        "rot-digits-vae-z2",
        "rot-digits-tvae_affine-z2",
    ]
    (undone,) = table["undone"]
    assert undone["model"] == "dtvae_tps" and 0 < undone["mean"] <= undone["extreme"]
    vae, tvae = table["on_rotated"]
    assert vae["angles"] is None and set(tvae["angles"]) == {"correlation", "error"}
    assert 0 < tvae["accuracy"] <= 1 and tvae["reconstruction"] > 50
    assert (
        "| Affine-TVAE (2 + 6) | flat |" in open(os.path.join("results", "digits", "pose.md"), encoding="utf-8").read()
    )
    # A second time all of it is found.
    monkeypatch.setattr(warps, "warped", lambda *args: pytest.fail("is measured again"))
    assert commands.main(["recovery", "--dataset", "digits", "--epochs", "1", "--jobs", "1"]) == 0
    assert capsys.readouterr().out == out

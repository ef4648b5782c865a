"""Pose recovery: both tables, and the command from end to end."""

import os

import pytest

from reproduce import files
from reproduce.cli import commands
from reproduce.data import warps
from reproduce.errors import ConfigError
from reproduce.experiments import recovery
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options
from reproduce.runs.store import Store


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


def captions(made):
    return [table.caption for table in recovery.tables(made)]


def test_tables():
    table = {
        "dataset": "digits",
        "warped": 297,
        "on_upright": rows_of("tvae_tps"),
        "undone": [],
        "on_rotated": rows_of("vae") + rows_of("tvae_affine", seeds=1) + rows_of("tvae_affine", "full", seeds=1),
    }
    of_warps, of_angles = recovery.tables(table)
    warped, rotated = of_warps.rows, of_angles.rows
    assert all(len(row) == len(of_warps.header) for row in warped)
    assert all(len(row) == len(of_angles.header) for row in rotated)
    assert [row[:2] for row in warped] == [["TPS-TVAE (20 + 6)", "absolute"], ["TPS-TVAE (20 + 6)", "relative"]]
    assert warped[0][2:4] == ["0.300 ± 0.141", "10.0 ± 0.0"] and warped[0][-2:] == ["0.500 ± 0.000", 2]
    assert rotated == [
        ["VAE (20 + 0)", "", "", "", "100.0 ± 0.0", "81.25 ± 0.00", 2],
        ["Affine-TVAE (20 + 6)", "flat", "0.200", "10.0", "100.0", "81.25", 1],
        ["Affine-TVAE (20 + 6)", "full", "0.200", "10.0", "100.0", "81.25", 1],
    ]
    assert all("On digits, not the thesis' data" in caption for caption in captions(table))
    assert not any("not the thesis" in caption for caption in captions(dict(table, dataset="mnist")))
    assert "297 of the test images" in EXPERIMENTS["recovery"].text(table) and "undo" not in EXPERIMENTS[
        "recovery"
    ].text(table)
    undone = [{"moved": 2.0, "mean": 0.1, "extreme": 0.5}, {"moved": 3.0, "mean": 0.2, "extreme": 0.6}]
    assert "by 2.50 pixels" in captions(dict(table, undone=undone))[0]
    assert "leaves 0.15 of that, and 0.55 in one of" in captions(dict(table, undone=undone))[0]


def test_models_without_a_pose_are_not_asked_for_one():
    assert [settings["model"] for settings in recovery.ON_ROTATED].count("vae") == 1
    assert not any(settings["model"] == "vae" for settings in recovery.ON_UPRIGHT)


def test_rotated_digits_are_not_rotated_again(tmp_path):
    with pytest.raises(ConfigError, match="rotated here anyway: --dataset digits"):
        EXPERIMENTS["recovery"].make(Options({"dataset": "rot-digits"}), Store(str(tmp_path)))


@pytest.mark.heavy
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

"""All results in one go, on the digits; and the list of the trainings behind them."""

import os

import pytest

from figures import make
from reproduce import files
from reproduce.claims import evidence, pose_measurements, verdicts
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.experiments.options import Options
from reproduce.report import inventory
from reproduce.runs import run
from reproduce.runs.store import Store
from reproduce.thesis import reported

RESULTS = {
    "claims.csv",
    "claims.json",
    "claims.md",
    "conclusions.md",
    "report.html",
    "runs.csv",
    "sample_quality.json",
    "sample_quality.md",
    "table1.csv",
    "table1.json",
    "table1.md",
} | {f"figure{number}.{ending}" for number in make.FLAT for ending in ("csv", "pdf", "png")}


def test_trainings_are_listed_with_their_settings(tmp_path):
    store = Store(str(tmp_path), jobs=1)
    config = Config("vae", dim_z=2, dataset="digits", epochs=1, seed=3, learning_rate=0.5)
    store.make({config: ()})
    (row,) = inventory.rows([config, config], store)
    assert set(row) == set(inventory.FIELDS)
    assert (row["run"], row["seed"], row["settings"], row["restarts"]) == (
        config.key(),
        3,
        "dataset digits, learning_rate 0.5",
        0,
    )
    inventory.write([row], str(tmp_path))
    assert files.read_csv(str(tmp_path / "runs.csv"))[0]["model"] == "vae"


def test_the_claims_look_at_37_trainings_for_each_seed():
    # Table 1 has 8, figure 5 another 26 (VAE (20) is in both), figures 7 and 8 three more of two dimensions.
    for seeds in (1, 3):
        assert len(set(evidence.configs(Options({}, seeds=seeds)))) == 37 * seeds


@pytest.mark.slow
def test_all_results_are_made_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = ["all", "--dataset", "digits", "--epochs", "6"]
    assert commands.main(command) == 0
    folder = str(tmp_path / "results" / "digits")
    assert set(os.listdir(folder)) == RESULTS
    evaluated = files.read_json(os.path.join(folder, "claims.json"))
    assert [claim["id"] for claim in evaluated] == [claim["id"] for claim in verdicts.ledger()]
    # Those that tables of other commands decide; but the templates of Table 1's models are looked at here.
    assert [claim["id"] for claim in evaluated if claim["verdict"] == "not testable"] == [
        claim["id"]
        for claim in reported.reported("claims")
        if hasattr(pose_measurements, claim["measure"]) and claim["measure"] != "thick_templates"
    ]
    contents = {name: open(os.path.join(folder, name), "rb").read() for name in RESULTS}
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    assert commands.main(command) == 0
    assert [name for name in RESULTS if open(os.path.join(folder, name), "rb").read() != contents[name]] == []

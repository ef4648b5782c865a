"""Discrete codes and conditional models: tables of made-up rows, and the commands from end to end on digits."""

import json
import os

import pytest

from claim_rows import evidence
from reproduce.claims.claim import LEDGER
from reproduce.claims.verdicts import judged
from reproduce.cli import commands
from reproduce.experiments import conditional, discrete
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options

SETTINGS = {"dataset": "digits", "epochs": 1}


def row(model, weight, seed, accuracy, **more):
    return {
        "dataset": "mnist",
        "title": model,
        "clusters": discrete.CODE,
        "model": model,
        "weight": weight,
        "seed": seed,
        "run": "",
        "accuracy": accuracy,
        "nmi": 0.5,
        "in_use": 9,
        "svm_z": 0.875,
        "svm_code": 0.9,
        "elbo": -100.0,
        "kl_c": 0.25,
        **more,
    }


def test_the_table_of_discrete_codes():
    none = dict.fromkeys(("svm_z", "svm_code", "elbo", "kl_c", "weight", "seed", "run"))
    pixels = {**row(None, None, None, 0.55), **none, "title": "Raw pixels", "clusters": discrete.PIXELS}
    (table,) = discrete.tables([pixels, row("vae", 1.0, 0, 0.25), row("vae", 1.0, 1, 0.75)])
    assert table.rows[0] == ["Raw pixels", "k-means on pixels", "55.0", "0.500", "9", "", "", "", "", ""]
    assert table.rows[1][2:4] == ["50.0 ± 35.4", "0.500 ± 0.000"] and table.rows[1][-1] == 2
    assert "not the thesis' data" not in table.caption


def test_the_claim_takes_the_mean_of_the_models_by_seed():
    rows = [row("vae", 1.0, 0, 0.5), row("vae", 1.0, 1, 0.5), row("tvae_affine", 1.0, 0, 0.9)]
    rows += [row("vae", 0.0, 0, 1.0), row(None, None, None, 0.1)]
    claim = LEDGER["discrete.classes"]
    assert claim.values(evidence(discrete=rows)) == {0: pytest.approx(70)}
    assert judged(claim, [70.0])["verdict"] == "partly" and claim.shown_by in EXPERIMENTS
    assert claim.values(evidence()) == {} and "ours" in claim.known


def test_plans():
    of_codes, of_classes = discrete.plan(Options(SETTINGS, seeds=2)), conditional.plan(Options(SETTINGS, seeds=2))
    assert sum(run.epochs > 0 for run in of_codes) == 6 * 2 and len(of_codes) == 13
    assert [(run.model, run.conditional) for run in of_classes][::2] == [
        ("vae", 0),
        ("vae", 10),
        ("tvae_affine", 0),
        ("tvae_affine", 10),
    ]
    both = set(of_codes) & set(of_classes)
    assert len(both) == 4, "the models without code and class are the same trainings"


@pytest.mark.heavy
@pytest.mark.parametrize("name", ["discrete", "conditional"])
def test_the_command(name, tmp_path, capsys):
    words = [name, "--dataset", "digits", "--epochs", "1", "--results", str(tmp_path), "--jobs", "1"]
    assert commands.main(words) == 0
    out = capsys.readouterr().out
    assert "Affine-TVAE (8" in out
    (folder,) = [path for path, _, files in os.walk(str(tmp_path)) if name + ".json" in files]
    with open(os.path.join(folder, name + ".json"), encoding="utf-8") as file:
        rows = json.load(file)
    assert len(rows) == (7 if name == "discrete" else 4)
    if name == "discrete":
        assert all(0.1 <= row["accuracy"] <= 1 for row in rows)
        assert {row["weight"] for row in rows} == {None, 0.0, 1.0}
    else:
        assert [row["gain"] is None for row in rows] == [True, False, True, False]
    assert {name + ending for ending in (".json", ".md", ".png", ".pdf", ".csv")} <= set(os.listdir(folder))

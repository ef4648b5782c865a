"""The table of committed evidence."""

import json
import os

import pytest

from reproduce.cli import commands, evidence
from reproduce.errors import StoreError
from reproduce.runs import evidence as kept
from evidence_lines import line


LINES = [line("tvae_affine"), line(seed=1, accuracy=0.89), line(), line(batch_size=100, measures=())]


def test_a_row_for_each_model_under_each_reading():
    rows = evidence.rows(LINES)
    assert [(row["reading"], row["model"], row["seeds"]) for row in rows] == [
        ("", "vae", [0, 1]),
        ("", "tvae_affine", [0]),
        ("batch size 100", "vae", [0]),
    ]
    assert rows[0]["dimensions_in_use"] == [8, 7] and rows[0]["cv_mean"] == pytest.approx([87, 89])
    assert rows[2]["cv_mean"] == []


def test_table_shows_means_and_what_was_not_measured_is_empty():
    table = evidence.table(evidence.rows(LINES))
    assert table.rows[0] == [
        "as written",
        "theano c",
        "VAE (8)",
        "88.00 ± 1.41",
        "89.00 ± 1.41",
        "7.5",
        "-100.00 ± 0.00",
        "0, 1",
    ]
    assert table.rows[2][3:5] == ["", ""] and table.caption.startswith("4 trainings")


def test_lines_of_the_same_training_are_merged_over_folders_and_files(tmp_path):
    first, second, both = tmp_path / "evidence", tmp_path / "more", tmp_path / "both.jsonl"
    kept.append(str(first / "mnist.jsonl"), [line(measures=("linear_svm",))])
    kept.append(str(second / "mnist.jsonl"), [line(measures=("neighbours",)), line(seed=1)])
    lines = evidence.gather(str(first), [str(second), str(second / "mnist.jsonl")])
    assert [sorted(found["measures"]) for found in lines] == [["linear_svm", "neighbours"], ["linear_svm"]]
    evidence.write(lines, str(both))
    assert kept.read(str(both)) == lines


def test_evidence_that_is_not_there_is_told(tmp_path):
    with pytest.raises(StoreError, match="holds no evidence yet"):
        evidence.gather(str(tmp_path))
    with pytest.raises(StoreError, match="there is no evidence at"):
        evidence.gather(str(tmp_path), [str(tmp_path / "none")])


def test_command(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    kept.append("results/evidence/mnist.jsonl", LINES)
    assert commands.main(["evidence"]) == 0
    assert "batch size 100" in capsys.readouterr().out
    assert commands.main(["evidence", "--json", "--into", "merged.jsonl"]) == 0
    assert [row["model"] for row in json.loads(capsys.readouterr().out)] == ["vae", "tvae_affine", "vae"]
    assert len(kept.read("merged.jsonl")) == 4


def test_committed_evidence_is_listed(capsys):
    folder = os.path.join(os.path.dirname(__file__), "..", "..", "..", "results")
    assert commands.main(["evidence", "--results", folder]) == 0
    assert "binarize threshold" in capsys.readouterr().out

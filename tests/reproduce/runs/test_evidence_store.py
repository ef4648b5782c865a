"""Lines of evidence in the place of runs."""

import os

import pytest

from reproduce.cli.commands import main
from reproduce.errors import StoreError
from reproduce.experiments import table1
from reproduce.experiments.options import Options
from reproduce.runs import evidence
from reproduce.runs.evidence_store import EvidenceStore
from reproduce.runs.store import Measure, plan_of
from tests.evidence_lines import line

OPTIONS = Options({}, seeds=2)
CONFIGS = OPTIONS.trainings("vae", 8)
SVM = table1.LINEAR_SVM["mean"]


def store_of(folder, *lines):
    evidence.append(os.path.join(folder, "evidence", "mnist.jsonl"), lines)
    return EvidenceStore(os.path.join(folder, "runs"), os.path.join(folder, "evidence"))


def test_a_line_is_a_training_with_its_measures(tmp_path):
    store = store_of(str(tmp_path), line(), line(seed=1, accuracy=0.5, signs=["blank"], elbo_by_epoch=[-2.0, -1.0]))
    first, second = store.make(plan_of(CONFIGS, SVM)).values()
    assert first[SVM.name]["cv_mean"] == 0.87 and first["test"] == {"elbo": -100.0} and first["restarts"] == []
    assert second[SVM.name]["cv_mean"] == 0.5 and second["signs"] == ["blank"]
    (row,) = table1.content(OPTIONS, store, [("vae", 8)])
    assert row["obtained"]["cv_mean"] == pytest.approx(68.5) and row["without_bad_minima"]["verdict"]
    assert [store.history(config) for config in CONFIGS] == [[], [{"elbo": -2.0}, {"elbo": -1.0}]]
    assert not os.path.exists(tmp_path / "runs")


def test_of_several_lines_of_a_run_the_last_with_the_measures_counts(tmp_path):
    other = line(elbo=-101.0, measures=())  # by a machine that rounds differently
    store = store_of(str(tmp_path), line(), line(accuracy=0.88, elbo=-102.0), other)
    assert store.make(plan_of(CONFIGS[:1]))[CONFIGS[0]]["test"] == {"elbo": -101.0}
    assert store.make(plan_of(CONFIGS[:1], SVM))[CONFIGS[0]]["test"] == {"elbo": -102.0}


@pytest.mark.parametrize("measures", [(), (SVM,), (Measure("ink", {}, None),)])
def test_what_the_evidence_lacks_is_told_and_not_trained(tmp_path, measures):
    store = store_of(str(tmp_path), line())
    wanted = CONFIGS if measures in ((), (SVM,)) else CONFIGS[:1]
    with pytest.raises(StoreError, match=f"lacks 1 of {len(wanted)} runs, .*{wanted[-1].key()}"):
        store.make(plan_of(wanted, *measures))
    with pytest.raises(StoreError, match="no trained weights"):
        store.network(CONFIGS[0])
    assert store.has(CONFIGS[0]) and not store.has(CONFIGS[1])


def test_lines_of_other_engines_are_no_trainings_of_the_reference(tmp_path):
    store = store_of(str(tmp_path), dict(line(), engine="pytensor"))
    assert not store.has(CONFIGS[0])


def test_the_command_line_tells_what_is_missing(tmp_path, capsys):
    assert main(["figure5", "--from-evidence", "--results", str(tmp_path)]) == StoreError.exit_code
    assert "the evidence lacks 27 of 27 runs" in capsys.readouterr().err

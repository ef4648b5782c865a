"""Runs by their config: what is trained, what is measured, and what is found again."""

import dataclasses
import os
import shutil

import pytest

from reproduce.config import Config
from reproduce.data import datasets, digits
from reproduce.errors import DataError
from reproduce.runs import evidence, run, store
from reproduce.runs.run_folder import RunFolder
from reproduce.runs.store import Baseline, Measure, Store, measured_once, plan_of

CONFIG = Config("vae", dim_z=2, dataset="digits", epochs=1)


def count_images(config, folder, dataset):
    return {
        "images": len(dataset.test_images),
        "dim_z": config.dim_z,
        "trained": os.path.isfile(os.path.join(folder, "weights.npz")),
    }


COUNT = Measure("count", {"images": int, "dim_z": int, "trained": bool}, count_images)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A store with one run, which was asked for twice, and what making it gave."""
    ours = Store(str(tmp_path_factory.mktemp("results") / "runs"), jobs=1)
    return ours, ours.make(plan_of([CONFIG, CONFIG], COUNT))


def test_a_run_is_trained_and_measured(made):
    ours, results = made
    assert list(results) == [CONFIG]
    assert results[CONFIG]["count"] == {"images": len(datasets.load("digits").test_images), "dim_z": 2, "trained": True}
    assert results[CONFIG]["test"]["elbo"] < 0 and os.listdir(ours.root) == [CONFIG.key()]


def test_what_is_there_is_not_made_again(made, monkeypatch):
    ours, results = made
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    monkeypatch.setattr(store, "run_all", lambda *args: pytest.fail("starts processes"))
    assert ours.make({CONFIG: [COUNT]}) == results


def test_only_what_is_missing_is_a_task_and_names_its_folder(made, monkeypatch):
    ours, _ = made
    other, tasks = Config("vae", dim_z=3, dataset="digits", epochs=2), []

    def run_all(given, jobs, epochs, count_epochs, description, scheduler, on_result, seconds_left):
        tasks.extend(given)
        assert (epochs, count_epochs(), description) == (2, 0, "Figure 0, 3 runs")
        return ["baseline", "trained"]

    monkeypatch.setattr(store, "run_all", run_all)
    baseline = Baseline("digits-count", CONFIG, COUNT)
    results = ours.make({CONFIG: (), other: [COUNT], baseline: ()}, "Figure 0")
    assert results[baseline] == "baseline" and results[other] == "trained" and "test" in results[CONFIG]
    folders = [value for _, args in tasks for value in args if isinstance(value, RunFolder)]
    assert folders == [os.path.join(ours.root, "digits-count"), run.run_folder(other, ours.root)]


def test_a_baseline_is_measured_once_and_trains_nothing(made):
    ours, _ = made
    baseline = Baseline("digits-untrained", CONFIG, COUNT)
    first = ours.make({baseline: ()})
    assert first == {baseline: {"count": {"images": 297, "dim_z": 2, "trained": False}}} == ours.make({baseline: ()})
    assert os.listdir(os.path.join(ours.root, "digits-untrained")) == ["count.json"]


def test_each_run_may_be_measured_otherwise(made):
    ours, _ = made
    assert set(ours.make({CONFIG: ()})[CONFIG]) < set(ours.make({CONFIG: [COUNT]})[CONFIG])


def recorded(store):
    path = os.path.join(os.path.dirname(store.root), "evidence", "digits.jsonl")
    return [line["run"] for line in evidence.read(path)] if os.path.exists(path) else []


def test_evidence_is_recorded_when_a_run_ends_not_when_all_do(made, tmp_path, monkeypatch):
    ours, other = Store(str(tmp_path / "runs")), dataclasses.replace(CONFIG, seed=8)
    shutil.copytree(made[0].folder(CONFIG), ours.folder(CONFIG))

    def run_all(tasks, *others):
        others[-2]([config for _, (config, *_) in tasks].index(CONFIG))
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "run_all", run_all)
    with pytest.raises(KeyboardInterrupt):
        ours.make({CONFIG: [Measure("new", {}, count_images)], other: ()})
    assert recorded(ours) == [CONFIG.key()]


def test_evidence_of_a_run_whose_command_was_killed_is_recorded_by_the_next(made, tmp_path):
    ours = Store(str(tmp_path / "runs"))
    shutil.copytree(made[0].folder(CONFIG), ours.folder(CONFIG))
    assert recorded(ours) == []
    ours.make({CONFIG: ()})
    ours.make({CONFIG: ()})
    assert recorded(ours) == [CONFIG.key()]


def test_evidence_that_can_t_be_recorded_is_an_error(tmp_path, monkeypatch):
    (tmp_path / "evidence").mkdir()
    (tmp_path / "evidence" / "digits.jsonl").write_text("no line\n")
    ours = Store(str(tmp_path / "runs"))
    monkeypatch.setattr(store, "run_all", lambda *args: [{}])
    monkeypatch.setattr(store.evidence, "line_of", lambda folder: {})
    with pytest.raises(DataError, match="digits.jsonl, line 1"):
        ours.make({CONFIG: ()})


def test_measures_of_a_run_read_the_data_once(made, monkeypatch):
    ours, _ = made
    calls, arrays = [], digits.arrays
    monkeypatch.setattr(digits, "arrays", lambda *args: calls.append(args) or arrays(*args))
    datasets.forget()
    measures = [Measure(f"count{number}", COUNT.parts, count_images) for number in range(3)]
    assert len(ours.make({CONFIG: measures})[CONFIG]["count2"]) == 3 and len(calls) == 1


def test_history_is_numbers(made):
    ours, results = made
    (line,) = ours.history(CONFIG)
    assert line["epoch"] == 1 and abs(line["test_elbo"] - results[CONFIG]["test"]["elbo"]) < 1e-3


def test_the_network_has_the_trained_weights(made):
    from reproduce.evaluation.evaluator import Evaluator

    ours, results = made
    terms = Evaluator(ours.network(CONFIG), CONFIG.seed).terms(ours.dataset("digits").test_images)
    assert abs(terms["elbo"] - results[CONFIG]["test"]["elbo"]) < 1e-3


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"images": 1, "dim_z": "many", "trained": true}'])
def test_a_damaged_measurement_is_made_again(tmp_path, capsys, content):
    (tmp_path / "count.json").write_text(content)
    measured = {"images": 3, "dim_z": 2, "trained": True}
    for _ in range(2):
        assert measured_once(COUNT.name, COUNT.parts, str(tmp_path), lambda: measured) == measured
    assert capsys.readouterr().err.count("set aside as count.json.damaged") == 1

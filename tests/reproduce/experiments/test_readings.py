"""Readings: what each changes, and how they are compared."""

import pytest

from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import ConfigError
from reproduce.experiments import readings, table1
from reproduce.experiments.options import Options
from reproduce.runs.store import Store
from reproduce.thesis import reported as compare


def rows(accuracy, reported=True):
    """Rows of the readings' models with one accuracy for all."""
    options = Options({} if reported else {"dataset": "digits"})
    results = [{"cv_mean": accuracy, "cv_std": 0.01, "test": accuracy, "dimensions_in_use": 5}]
    return [table1.row(name, dim, options, results) for name, dim in readings.INPUTS]


@pytest.mark.parametrize("name", readings.READINGS)
def test_each_reading_is_a_setting_and_differs_from_the_others(name):
    settings, codes = readings.READINGS[name]
    for model in MODELS:
        Config.fitting(model, **settings)
    assert codes in table1.LINEAR_SVM
    assert list(readings.READINGS.values()).count((settings, codes)) == 1


def test_numbers_within_reach_are_counted():
    assert readings.within_reach(rows(0.876)) == (5, 8), "both of both VAEs, and Affine-TVAE (8) on the test set"
    assert readings.within_reach(rows(0.5)) == (0, 8)
    (table,) = readings.tables({"as written": rows(0.876), "batch 20": rows(0.5)})
    header, cells = table.header, table.rows
    assert header[1] == "VAE (8)" and cells[0][:2] == ["thesis", "87.70 / 87.99"]
    assert cells[1] == ["as written"] + ["87.60 / 87.60; 5 in use"] * 4 + ["5 of 8"]
    assert cells[2][-1] == "0 of 8"
    assert compare.TOLERANCE == 2 and header[-1] == "within 2 sd"


def test_an_unknown_reading_is_refused():
    with pytest.raises(ConfigError, match="unknown reading batch 3; they are as written"):
        readings.plan(Options({}, only=["batch 3"]))


def test_readings_share_trainings(monkeypatch):
    monkeypatch.setattr(readings, "INPUTS", [("vae", 8)])
    options = Options({"dataset": "digits"}, only=["as written", "codes drawn, not means", "batch 20"])
    plan = readings.plan(options)
    plain, batch_20 = Config("vae", dataset="digits"), Config("vae", dataset="digits", batch_size=20)
    assert {config: [measure.name for measure in measures] for config, measures in plan.items()} == {
        plain: ["linear_svm", "linear_svm-drawn"],
        batch_20: ["linear_svm"],
    }

    def make(self, plan, description=""):
        svm = {"cv_mean": 0.5, "cv_std": 0.1, "test": 0.5}
        found = {"linear_svm": svm, "linear_svm-drawn": svm, "restarts": [], "signs": [], "dimensions_in_use": 1}
        return {config: dict(found, test={"elbo": -1}) for config in plan}

    monkeypatch.setattr(Store, "make", make)
    made = readings.content(options, Store("nowhere"))
    assert list(made) == options.only and made["batch 20"][0]["obtained"]["test"] == 50
    assert made["batch 20"][0]["settings"]["batch_size"] == 20


def test_all_models_are_those_of_the_thesis():
    assert len(readings.inputs_of(Options({}))) == 4 and len(readings.inputs_of(Options({}, all_models=True))) == 8

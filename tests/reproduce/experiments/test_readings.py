"""Readings: what each changes, and how they are compared."""

import pytest

from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import ConfigError
from reproduce.experiments import readings, table1
from reproduce.runs.store import Store
from reproduce.thesis import reported as compare


def rows(accuracy, reported=True):
    """Rows of the readings' models with one accuracy for all."""
    made = []
    for name, dim in readings.INPUTS:
        layout = table1.Layout(readings.INPUTS, 1, {})
        made.append(
            table1._row(
                name,
                dim,
                layout,
                "mnist" if reported else "digits",
                [{"cv_mean": accuracy, "cv_std": 0.01, "test": accuracy, "dimensions_in_use": 5}],
            )
        )
    return made


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
    header, cells = readings.render_readings({"as adopted": rows(0.876), "batch 20": rows(0.5)})
    assert header[1] == "VAE (8)" and cells[0][:2] == ["thesis", "87.70 / 87.99"]
    assert cells[1] == ["as adopted"] + ["87.60 / 87.60; 5 in use"] * 4 + ["5 of 8"]
    assert cells[2][-1] == "0 of 8"
    assert compare.TOLERANCE == 2 and header[-1] == "within 2 sd"


def test_an_unknown_reading_is_refused():
    with pytest.raises(ConfigError, match="unknown reading batch 3; they are as adopted"):
        readings.layouts(1, {}, readings=["batch 3"])


def test_readings_share_trainings(tmp_path, monkeypatch):
    asked = []

    def make_all(self, configs, measures=(), others=(), description=""):
        asked.append((configs, [measure.name for measure in measures]))
        svm = {"cv_mean": 0.5, "cv_std": 0.1, "test": 0.5}
        return {
            config: {
                "linear_svm": svm,
                "linear_svm-drawn": svm,
                "restarts": [],
                "dimensions_in_use": 1,
                "test": {"elbo": -1},
            }
            for config in configs
        }, []

    monkeypatch.setattr(Store, "make", make_all)
    layouts = readings.layouts(
        1, {"dataset": "digits"}, [("VAE", 8)], ["as adopted", "codes drawn, not means", "batch 20"]
    )
    made = readings.make(Store(str(tmp_path)), layouts)
    plain = Config("vae", dataset="digits")
    assert asked[0] == ([plain, Config("vae", dataset="digits", batch_size=20)], ["linear_svm"])
    assert asked[1] == ([plain], ["linear_svm-drawn"])
    assert list(made) == list(layouts) and made["batch 20"][0]["obtained"]["test"] == 50

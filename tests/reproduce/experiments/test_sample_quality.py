"""The table of sample quality, and what its numbers are named by."""

import numpy as np
import pytest

from reproduce.evaluation import classifier
from reproduce.experiments import sample_quality
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options
from reproduce.runs.store import Store
from reproduce.stack import engine


@pytest.mark.heavy
def test_table_of_sample_quality(tmp_path, monkeypatch):
    monkeypatch.setattr(sample_quality, "NUM_SAMPLES", 200)
    monkeypatch.setattr(sample_quality, "rows_of", lambda options: [("vae", 2)])
    monkeypatch.setattr(classifier, "EPOCHS", 2)
    store = Store(str(tmp_path / "runs"), jobs=1)
    table = sample_quality.content(Options({"dataset": "digits", "epochs": 1}, seeds=2), store)
    assert [(row["model"], row["dimensions"], row["seed"]) for row in table["rows"]] == [("vae", 2, 0), ("vae", 2, 1)]
    assert table["reference"]["frechet"] < min(row["frechet"] for row in table["rows"])
    (shown,) = sample_quality.tables(table)
    header, cells = shown.header, shown.rows
    assert [row[0] for row in cells] == ["VAE (2 + 0)", "Test images"] and cells[0][-2:] == [2, 0]
    assert all(len(row) == len(header) for row in cells) and "±" in cells[0][1]
    assert "200 samples" in shown.caption and "not the thesis' data" in shown.caption
    EXPERIMENTS["quality"].write(table, str(tmp_path))
    assert "| VAE (2 + 0) |" in (tmp_path / "sample_quality.md").read_text(encoding="utf-8")


def test_rows_of_sample_quality_are_the_panels_of_the_figures():
    assert sample_quality.rows_of(Options({})) == [
        ("vae", 10),
        ("vae", 20),
        ("tvae_affine", 2),
        ("tvae_affine", 4),
        ("tvae_affine", 14),
        ("tvae_affine", 24),
        ("tvae_tps", 12),
        ("dtvae_affine", 2),
        ("dtvae_affine", 4),
        ("dtvae_affine", 14),
    ]


@pytest.mark.parametrize("tag", ["", "pytensor-numba"])
def test_a_changed_classifier_measures_anew_under_every_engine(tmp_path, monkeypatch, tag):
    monkeypatch.setattr(engine, "tag", lambda: tag)
    monkeypatch.setattr(sample_quality, "rows_of", lambda options: [("vae", 2)])
    monkeypatch.setattr(sample_quality, "_classifier", lambda folder, dataset: {"test_accuracy": 1.0, "settings": {}})
    monkeypatch.setattr(sample_quality, "measured_once", lambda *args: {})
    names = []

    class Measured(Store):
        def make(self, plan, description=""):
            names.extend(measure.name for measures in plan.values() for measure in measures)
            return {config: {"signs": [], names[-1]: {}} for config in plan}

    for version in (2, 3):
        monkeypatch.setattr(classifier, "VERSION", version)
        sample_quality.content(Options({"dataset": "digits"}), Measured(str(tmp_path)))
    assert names[0] != names[1] and all(name.startswith("sample_quality-") for name in names)


@pytest.mark.parametrize(
    "settings, name", [({}, "sample_quality"), ({"binarize": "threshold"}, "sample_quality-threshold")]
)
def test_the_reference_is_measured_on_the_pixels_that_the_models_see(monkeypatch, tmp_path, settings, name):
    def measured(images, folder, dataset):
        return dict.fromkeys(sample_quality.PARTS, float(len(np.unique(images))))

    monkeypatch.setattr(sample_quality, "_measured", measured)
    found = sample_quality._reference(str(tmp_path), Options({"dataset": "digits", **settings}), Store(str(tmp_path)))
    assert (tmp_path / f"{name}.json").exists()
    assert (found["frechet"] == 2) == bool(settings), "black and white alone, where pixels are thresholded"

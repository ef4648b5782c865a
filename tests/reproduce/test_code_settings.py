"""Settings of discrete codes and of the class: what goes together, what is typed, and the data that they need."""

import dataclasses

import command_line
import numpy as np
import pytest

from original.annealing import Annealing
from reproduce.cli import commands
from reproduce.config import CODE_SETTINGS, Config
from reproduce.data import datasets
from reproduce.errors import ConfigError, DataError
from reproduce.experiments.options import Options
from reproduce.experiments.table1 import trainings, thesis_inputs


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"discrete": 1}, "discrete is a number of classes, at least 2, or 0 for none; got 1"),
        ({"conditional": 1}, "conditional is a number of classes, at least 2, or 0 for none; got 1"),
        ({"discrete": -2}, "discrete must be at least 0"),
        ({"discrete_codes": 2}, "discrete_codes is of no use without a discrete code"),
        ({"discrete_weight": 0.0}, "discrete_weight is of no use without a discrete code"),
        ({"temperature_rate": 1.0}, "temperature_rate is of no use without a discrete code"),
        ({"discrete": 4, "temperature": 0.0}, "temperature must be above 0"),
        ({"discrete": 4, "temperature": 0.25}, "temperature_floor 0.5 is above the temperature at the start, 0.25"),
    ],
)
def test_what_does_not_go_together_is_refused(settings, message):
    with pytest.raises(ConfigError, match=message):
        Config("vae", **settings)


def test_the_divergence_of_the_codes_has_weights_of_its_own():
    discrete = Config("vae", discrete=10, discrete_codes=2, dim_z=4)
    assert discrete.kl_weights == (1, 1, 1) and discrete.dim_c == 20
    assert dataclasses.replace(discrete, kl_weight=0.5, discrete_weight=0.5).kl_weights == (0.5, 0.5, 0.25)
    assert dataclasses.replace(discrete, kl_weight="per-dim").kl_weights == (1 / 4, 1, 1 / 2)
    assert discrete.annealing == Annealing(1.0, 0.5, 1e-4)


def settings_typed(*words):
    return command_line.parsed("train", "vae", *words).settings


def test_options_as_they_are_typed(capsys):
    assert settings_typed("--discrete", "10", "--discrete-codes", "2")["discrete_codes"] == 2
    assert settings_typed("--conditional")["conditional"] == 10
    assert settings_typed("--conditional", "47")["conditional"] == 47
    assert "conditional" not in settings_typed()
    assert commands.main(["train", "vae", "--temperature-floor", "0.1"]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_tables_of_all_models_do_not_take_them(capsys):
    with pytest.raises(SystemExit):
        commands.main(["table1", "--discrete", "10"])
    assert not set(CODE_SETTINGS) & set(dict(Options({}).settings)) and trainings(Options({}), thesis_inputs())


def data(labels):
    images = np.zeros((len(labels), 1, 28, 28), "float32")
    return datasets.Dataset(images, np.array(labels), images, np.array(labels))


@pytest.mark.parametrize(
    "labels, message",
    [
        ([0, 0, 0], "digits has no labels, or one alone: a model that is conditional on them needs two"),
        ([0, 6, 2], "digits has labels of 7 classes: conditional must be 7"),
    ],
)
def test_data_without_such_labels_are_refused(labels, message, monkeypatch):
    monkeypatch.setattr(datasets, "load", lambda *args: data(labels))
    with pytest.raises(DataError, match=message):
        datasets.load_for(Config("vae", dataset="digits", conditional=5))
    assert datasets.load_for(Config("vae", dataset="digits", conditional=7 if 6 in labels else 0))


def test_images_without_labels_end_in_one_line(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("IMAGES_CACHE", str(tmp_path / "cache"))
    path = str(tmp_path / "images.npy")
    np.save(path, np.random.default_rng(0).integers(256, size=(20, 8, 8), dtype="uint8"))
    assert commands.main(["train", "vae", "--images", path, "--conditional", "--out", str(tmp_path / "run")]) == 4
    assert "has no labels" in capsys.readouterr().err and not (tmp_path / "run").exists()

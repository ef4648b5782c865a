"""A trained model as it is typed, and how images for it are prepared: as those of its training."""

import dataclasses

import numpy as np
import pytest

from explorer import write_run
from reproduce import files, trained
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.data.own import preparation, source
from reproduce.data.own.preparation import Preparation
from reproduce.errors import ConfigError, StoreError
from reproduce.runs import description

NOTHING = {"size": None, "invert": False, "grey": False, "label_level": None}


@pytest.fixture(autouse=True)
def kept(tmp_path, monkeypatch):
    monkeypatch.setenv("IMAGES_CACHE", str(tmp_path / "kept"))
    yield
    datasets.forget()


@pytest.fixture
def run_of(tmp_path, rng):
    """`run_of(channels, Preparation)` is the folder of a run on small images that were prepared in this way."""

    def run_of(channels, given):
        path = str(tmp_path / "images.npz")
        np.savez(path, images=rng.integers(0, 256, (8, 6, 9, channels), dtype="uint8"))
        config = Config("vae", dim_z=2, dataset=preparation.prepare(path, given))
        folder = write_run(str(tmp_path / "run"), config)
        files.write_json(folder + "/config.json", description.describe(config))
        return folder

    return run_of


def found_by(folder, **given):
    return trained.preparation(trained.find(folder, "nowhere"), {**NOTHING, **given})


def test_a_run_says_how_its_images_were_prepared(run_of):
    folder = run_of(3, Preparation(size=(5, 7), invert=True, grey=True, label_level=2))
    assert files.read_json(folder + "/config.json")["images"]["invert"] is True
    expected = Preparation(size=(5, 7), invert=True, grey=True, label_level=2)
    assert found_by(folder) == expected == found_by(folder, invert=True, size=[5, 7], grey=True)
    assert found_by(folder, label_level=3).label_level == 3
    assert found_by(folder, label_level=1).label_level == 1  # typed, though it is the default of a training


def test_a_run_on_a_data_set_of_ours_says_nothing_of_images():
    assert "images" not in description.describe(Config("vae", dataset="digits"))


@pytest.mark.parametrize(
    "given, message",
    (
        ({"size": (7, 5)}, "--size 7 5: .* takes 6 x 9 pixels"),
        ({"invert": True}, "--invert: the images that trained run were not inverted"),
        ({"grey": True}, "--grey: run takes 3 channels"),
    ),
)
def test_an_option_that_contradicts_the_training_is_refused(run_of, given, message):
    with pytest.raises(ConfigError, match=message):
        found_by(run_of(3, Preparation()), **given)


def test_of_an_older_run_the_kept_images_tell(run_of, tmp_path):
    folder = run_of(1, Preparation(invert=True))
    described = files.read_json(folder + "/config.json")
    del described["images"]
    files.write_json(folder + "/config.json", described)
    assert found_by(folder).invert is True
    (kept,) = (tmp_path / "kept").iterdir()
    kept.unlink()
    assert found_by(folder).invert is False and found_by(folder, invert=True).invert is True


def test_pictures_for_a_model_of_mnist_become_grey():
    model = dataclasses.make_dataclass("M", ["image_shape", "channels"])((28, 28), 1)
    of_mnist = trained.Trained(model, Config("vae"), "vae", None)
    assert trained.preparation(of_mnist, NOTHING) == Preparation(size=(28, 28), grey=True)
    assert trained.preparation(of_mnist, dict(NOTHING, invert=True)).invert


def test_the_model_sees_pixels_as_in_training(rng):
    images = rng.integers(0, 256, (4, 1, 28, 28), dtype="uint8")
    for settings, expected in (
        ({}, images / 255),
        ({"white": 256}, images / 256),
        ({"binarize": "threshold"}, images / 255 > 0.5),
        ({"noise": "gaussian", "noise_level": 0.3}, images / 255),
    ):
        of_it = trained.Trained(None, Config("vae", **settings), "vae", None)
        np.testing.assert_allclose(trained.as_input(of_it, images), expected, atol=1e-6)


def test_the_same_images_prepared_in_another_way_are_told(tmp_path, rng):
    images = rng.integers(0, 256, (8, 6, 6), dtype="uint8")
    np.save(str(tmp_path / "a.npy"), images)
    np.save(str(tmp_path / "b.npy"), 255 - images)
    names = [
        preparation.prepare(str(tmp_path / name), Preparation(invert=invert))
        for name, invert in (("a.npy", False), ("b.npy", True))
    ]
    assert names[0] == names[1] and source.about(names[0])["invert"] is True  # of those that were named last


def test_a_pretrained_model_a_folder_and_a_part_of_a_name_are_found(tmp_path):
    root = tmp_path / "runs"
    write_run(str(root / "mine-one"), Config("vae", dim_z=3))
    for name, dim_z in (("vae", 8), ("mine", 3), (str(root / "mine-one"), 3)):
        found = trained.find(name, str(root))
        assert found.model.dim_z == found.config.dim_z == dim_z
    assert trained.find("vae", str(root), dim_z=20).model.dim_z == 20


def test_what_is_no_model_is_told(tmp_path):
    write_run(str(tmp_path / "runs" / "mine"), Config("vae", dim_z=3))
    with pytest.raises(StoreError, match="no run under"):
        trained.find("other", str(tmp_path / "runs"))
    with pytest.raises(StoreError, match="holds no finished run"):
        trained.find(str(tmp_path), str(tmp_path / "runs"))
    with pytest.raises(ConfigError, match="not of dim_z=4"):
        trained.find("mine", str(tmp_path / "runs"), dim_z=4)

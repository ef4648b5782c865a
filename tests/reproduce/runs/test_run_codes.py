"""Runs of models with discrete codes that see the class: interrupted, gone on with, exported, and loaded."""

import os

import numpy as np
import pytest

from reproduce import files, load
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.runs import history, pretrained, run

CONFIG = Config("tvae_affine", dim_z=2, dataset="digits", epochs=2, discrete=3, conditional=10, temperature_rate=0.02)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, digits):
    folder = str(tmp_path_factory.mktemp("whole"))
    return folder, run.train(CONFIG, folder, digits)


def test_the_history_has_the_divergence_of_the_codes(whole):
    folder, metrics = whole
    lines = history.read(folder)
    assert lines[-1]["test_kl_c"] == pytest.approx(metrics["test"]["kl_c"], abs=1e-4)
    for line in lines:
        parts = sum(line["test_" + part] for part in ("reconstruction", "kl_z", "kl_u", "kl_c"))
        assert line["test_elbo"] == pytest.approx(-parts, abs=1e-3)


@pytest.mark.heavy
def test_going_on_in_the_middle_of_an_epoch_gives_the_same_weights_bit_by_bit(whole, digits, tmp_path):
    folder, metrics = whole

    def interrupt(epoch, share, elbo):
        if epoch == 2 and share > 0.5:
            raise KeyboardInterrupt

    again = str(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run.train(CONFIG, again, digits, on_batch=interrupt, checkpoint_minutes=1e-9)
    assert not run.is_finished(again)
    assert run.train(CONFIG, again, digits)["test"] == metrics["test"]
    ours, others = [files.read_npz(os.path.join(name, "weights.npz")) for name in (again, folder)]
    for name, value in others.items():
        np.testing.assert_array_equal(ours[name], value, err_msg=name)
    columns = [name for name in history.read(folder)[0] if name != "seconds"]
    assert [[line[name] for name in columns] for line in history.read(again)] == [
        [line[name] for name in columns] for line in history.read(folder)
    ]


def test_a_run_and_its_export_are_loaded(whole, digits, tmp_path):
    folder, metrics = whole
    index = pretrained.Index(str(tmp_path))
    index.add(CONFIG, folder, digits)
    index.write()
    images, labels = digits.test_images, digits.test_labels
    of_run, exported = load(folder=folder), load("tvae_affine", str(tmp_path))
    assert of_run.elbo(images, labels).mean() == pytest.approx(metrics["test"]["elbo"], abs=1e-3)
    assert exported.elbo(images, labels).mean() == pytest.approx(metrics["test"]["elbo"], abs=pretrained.TOLERANCE)
    np.testing.assert_allclose(of_run.mean_pose, exported.mean_pose, atol=0.01)
    assert exported.sample(4, label=[3, 3, 8, 8]).shape == (4, 28, 28)

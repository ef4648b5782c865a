"""Runs: what a training leaves, how it goes on after an interruption, and what it makes of what went wrong."""

import os
import re
import shutil

import numpy as np
import pytest

from original.training import stream
from reproduce import data, files, runs
from reproduce.config import Config
from reproduce.errors import ConfigError, StoreError, TrainingError
from reproduce.evaluation import Evaluator

CONFIG = Config("vae", dim_z=2, dataset="digits", epochs=3)


@pytest.fixture(scope="module")
def digits():
    return data.load("digits")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, digits):
    """(folder, metrics, calls of on_epoch) of a training that nothing disturbed."""
    folder, lines = str(tmp_path_factory.mktemp("whole")), []
    return folder, runs.train(CONFIG, folder, digits, on_epoch=lines.append), lines


@pytest.fixture(scope="module")
def stopped(tmp_path_factory, digits):
    """Folder of the same training, interrupted after the second of its three epochs."""
    folder = str(tmp_path_factory.mktemp("stopped"))

    def interrupt(line):
        if line["epoch"] == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        runs.train(CONFIG, folder, digits, on_epoch=interrupt)
    return folder


@pytest.fixture
def interrupted(stopped, tmp_path):
    """A copy of that folder, to be changed."""
    return shutil.copytree(stopped, str(tmp_path / "interrupted"))


def weights(folder):
    return files.read_npz(os.path.join(folder, "weights.npz"))


def history(folder):
    """The history without the times, which never repeat."""
    lines = files.read_csv(os.path.join(folder, "history.csv"))
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def assert_same_run(folder, other):
    ours, others = weights(folder), weights(other)
    assert set(ours) == set(others)
    for name in ours:
        assert np.array_equal(ours[name], others[name]), "{} differs".format(name)
    assert history(folder) == history(other)


def test_a_finished_run_holds_what_it_says(whole):
    folder, metrics, lines = whole
    assert sorted(os.listdir(folder)) == ["config.json", "history.csv", "metrics.json", "weights.npz"]
    assert runs.is_finished(folder) and runs.epochs_done(folder) == 3
    assert files.read_json(os.path.join(folder, "metrics.json")) == metrics
    assert runs.read_config(os.path.join(folder, "config.json")) == CONFIG
    assert [line["epoch"] for line in lines] == [1, 2, 3]


def test_training_learns(whole):
    _, metrics, lines = whole
    assert float(lines[-1]["test_elbo"]) > float(lines[0]["test_elbo"]) + 1
    assert float(lines[-1]["test_elbo"]) == pytest.approx(metrics["test"]["elbo"], abs=1e-4)


def test_an_interrupted_run_is_not_finished(interrupted):
    assert sorted(os.listdir(interrupted)) == ["checkpoint.npz", "config.json", "history.csv"]
    assert not runs.is_finished(interrupted)
    assert runs.epochs_done(interrupted) == 2


def test_going_on_gives_the_same_weights_bit_by_bit(whole, interrupted, digits, monkeypatch):
    folder, metrics, _ = whole
    monkeypatch.setattr(data, "load", lambda *args: digits)
    epochs = []
    again = runs.find_or_train(CONFIG, interrupted, on_epoch=lambda line: epochs.append(line["epoch"]))
    assert epochs == [3]
    assert_same_run(interrupted, folder)
    assert again["test"] == metrics["test"] and again["train"] == metrics["train"]
    assert not os.path.exists(os.path.join(interrupted, "checkpoint.npz"))


def test_damaged_checkpoint_starts_again_and_says_so(whole, interrupted, digits, capsys):
    checkpoint = os.path.join(interrupted, "checkpoint.npz")
    with open(checkpoint, "r+b") as file:
        file.truncate(os.path.getsize(checkpoint) // 2)
    epochs = []
    runs.train(CONFIG, interrupted, digits, on_epoch=lambda line: epochs.append(line["epoch"]))
    assert epochs == [1, 2, 3]
    message = capsys.readouterr().err
    assert checkpoint in message and "is damaged" in message and "training starts again" in message
    assert_same_run(interrupted, whole[0])


class AnyTrainer:
    """Takes up every state."""

    def set_state(self, arrays):
        self.arrays = arrays


class OtherTrainer:
    """Takes up none."""

    def set_state(self, arrays):
        raise ValueError("encoder1.W has shape (784, 256), expected (784, 128)")


def damaged(content):
    """Each way in which a checkpoint can be damaged: `content` of a sound one to that of a damaged one."""
    def flipped(place):
        return content[:place] + bytes([content[place] ^ 255]) + content[place + 1:]

    half, directory = len(content) // 2, content.rindex(b"PK\x01\x02")
    # Byte 10 of an entry in the directory of a zip file is the method of compression.
    return {"empty": b"", "garbage": b"garbage" * 100, "cut off": content[:half], "a byte in an array": flipped(half),
            "a byte in the directory": flipped(directory + 10)}


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut off", "a byte in an array", "a byte in the directory"])
def test_every_damage_to_a_checkpoint_is_noticed(interrupted, damage, capsys):
    path = os.path.join(interrupted, "checkpoint.npz")
    with open(path, "rb") as file:
        content = file.read()
    with open(path, "wb") as file:
        file.write(damaged(content)[damage])
    assert runs._resume(AnyTrainer(), interrupted) == []
    assert "training starts again" in capsys.readouterr().err


def test_checkpoint_without_its_epoch(interrupted, capsys):
    files.write_npz(os.path.join(interrupted, "checkpoint.npz"), {"encoder1.W": np.zeros(3)})
    assert runs._resume(AnyTrainer(), interrupted) == []
    assert "epoch" in capsys.readouterr().err


def test_checkpoint_of_another_model(interrupted, capsys):
    assert runs._resume(OtherTrainer(), interrupted) == []
    assert "encoder1.W has shape" in capsys.readouterr().err


def test_checkpoint_without_its_history(interrupted, capsys):
    os.remove(os.path.join(interrupted, "history.csv"))
    assert runs._resume(AnyTrainer(), interrupted) == []
    assert "training starts again" in capsys.readouterr().err


def test_history_is_cut_to_the_checkpoint(interrupted):
    # The history is written first: a crash between the two leaves an epoch in it that the weights have not seen.
    path = os.path.join(interrupted, "history.csv")
    lines = files.read_csv(path)
    files.write_csv(path, lines + [dict(lines[-1], epoch="3")], runs.HISTORY_FIELDS)
    assert runs._resume(AnyTrainer(), interrupted) == lines


def test_no_checkpoint_is_nothing_to_tell(tmp_path, capsys):
    assert runs._resume(AnyTrainer(), str(tmp_path)) == []
    assert capsys.readouterr().err == ""


def test_loss_that_is_not_finite(interrupted, digits):
    # One image with a pixel that is no number; the order of epoch 3 tells which batch meets it.
    images = digits.train_images.copy()
    images[700, 0, 14, 14] = np.nan
    place = list(stream(CONFIG.seed, "order", epoch=3).permutation(1500)).index(700)
    with pytest.raises(TrainingError) as caught:
        runs.train(CONFIG, interrupted, digits._replace(train_images=images))
    expected = "(log_px_given_zu|kl_z) became nan in epoch 3, batch {}; the last good checkpoint stays in {}"
    assert re.fullmatch(expected.format(place // CONFIG.batch_size + 1, re.escape(interrupted)), str(caught.value))
    checkpoint = files.read_npz(os.path.join(interrupted, "checkpoint.npz"))
    assert checkpoint["epoch"] == 2
    assert all(np.isfinite(array).all() for array in checkpoint.values())
    assert not runs.is_finished(interrupted)


def test_weights_read_again_give_the_same_terms(whole, digits):
    folder, metrics, _ = whole
    terms = Evaluator(runs.load_network(CONFIG, folder), CONFIG.seed).terms(digits.test_images)
    assert terms.pop("kl_z_per_dim") == pytest.approx(metrics["test"]["kl_z_per_dim"], rel=1e-6)
    assert terms == {name: pytest.approx(metrics["test"][name], rel=1e-6) for name in terms}


def test_what_is_finished_is_found(whole, monkeypatch):
    folder, metrics, _ = whole
    monkeypatch.setattr(runs, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    assert runs.find_or_train(CONFIG, folder) == metrics


def test_other_settings_do_not_touch_a_run(whole):
    with pytest.raises(StoreError, match="{} holds a run with other settings".format(whole[0])):
        runs.find_or_train(Config("vae", dim_z=3, dataset="digits", epochs=3), whole[0])


def test_folder_is_named_after_the_config():
    assert runs.run_folder(CONFIG, "runs") == os.path.join("runs", CONFIG.key())


def test_epochs_done_where_nothing_is(tmp_path):
    assert runs.epochs_done(str(tmp_path)) == 0


def test_describe_names_what_ran(whole):
    described = files.read_json(os.path.join(whole[0], "config.json"))
    assert described["config"] == CONFIG.to_dict()
    assert described["versions"]["Theano-PyMC"] == "1.1.2"


@pytest.mark.parametrize("content", ["", "garbage", "[]", "{}", '{"config": 3}', '{"config": {"model": ["vae"]}}',
                                     '{"config": {"model": "vae", "rate": 1}}', '{"config": {"dim_z": 2}}'])
def test_config_file_that_is_none(tmp_path, content):
    path = tmp_path / "config.json"
    path.write_text(content)
    with pytest.raises(ConfigError):
        runs.read_config(str(path))


def test_config_file_that_is_missing(tmp_path):
    with pytest.raises(ConfigError, match="can't read {}: No such file".format(tmp_path / "none.json")):
        runs.read_config(str(tmp_path / "none.json"))

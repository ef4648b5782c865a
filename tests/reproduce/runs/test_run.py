"""Runs: what a training leaves, how it goes on after an interruption, and what it makes of what went wrong."""

import dataclasses
import errno
import os
import re
import shutil
import signal
from importlib.metadata import version

import numpy as np
import pytest

from original import training
from original.engines import compat
from original.training import stream
from reproduce import files
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.errors import ConfigError, StackError, StoreError, TrainingError
from reproduce.evaluation import local_minima
from reproduce.evaluation.evaluator import Evaluator
from reproduce.runs import description, history, network, run

CONFIG = Config("vae", dim_z=2, dataset="digits", epochs=3)


@pytest.fixture(scope="module")
def digits():
    return datasets.load("digits")


@pytest.fixture(scope="module")
def whole(tmp_path_factory, digits):
    """(folder, metrics, calls of on_epoch) of a training that nothing disturbed."""
    folder, lines = str(tmp_path_factory.mktemp("whole")), []
    return folder, run.train(CONFIG, folder, digits, on_epoch=lines.append), lines


@pytest.fixture(scope="module")
def stopped(tmp_path_factory, digits):
    """Folder of the same training, interrupted after the second of its three epochs."""
    folder = str(tmp_path_factory.mktemp("stopped"))

    def interrupt(line):
        if line["epoch"] == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.train(CONFIG, folder, digits, on_epoch=interrupt)
    return folder


@pytest.fixture
def interrupted(stopped, tmp_path):
    """A copy of that folder, to be changed."""
    return shutil.copytree(stopped, str(tmp_path / "interrupted"))


def weights(folder):
    return files.read_npz(os.path.join(folder, "weights.npz"))


def lines_of(folder):
    """The history without the times, which never repeat."""
    lines = files.read_csv(os.path.join(folder, "history.csv"))
    return [{name: value for name, value in line.items() if name != "seconds"} for line in lines]


def assert_same_run(folder, other):
    ours, others = weights(folder), weights(other)
    assert set(ours) == set(others)
    for name in ours:
        assert np.array_equal(ours[name], others[name]), f"{name} differs"
    assert lines_of(folder) == lines_of(other)


def test_a_finished_run_holds_what_it_says(whole):
    folder, metrics, lines = whole
    assert sorted(os.listdir(folder)) == ["config.json", "history.csv", "metrics.json", "weights.npz"]
    assert run.is_finished(folder) and history.epochs_done(folder) == 3
    assert files.read_json(os.path.join(folder, "metrics.json")) == metrics
    assert description.read_config(os.path.join(folder, "config.json")) == CONFIG
    assert [line["epoch"] for line in lines] == [1, 2, 3]


def test_training_learns(whole):
    _, metrics, lines = whole
    assert float(lines[-1]["test_elbo"]) > float(lines[0]["test_elbo"]) + 1
    assert float(lines[-1]["test_elbo"]) == pytest.approx(metrics["test"]["elbo"], abs=1e-4)


def test_an_interrupted_run_is_not_finished(interrupted):
    assert sorted(os.listdir(interrupted)) == [
        "checkpoint-previous.npz",
        "checkpoint.npz",
        "config.json",
        "history.csv",
    ]
    assert not run.is_finished(interrupted)
    assert history.epochs_done(interrupted) == 2


def test_going_on_gives_the_same_weights_bit_by_bit(whole, interrupted, digits, monkeypatch):
    folder, metrics, _ = whole
    monkeypatch.setattr(datasets, "load", lambda *args: digits)
    epochs = []
    again = run.find_or_train(CONFIG, interrupted, on_epoch=lambda line: epochs.append(line["epoch"]))
    assert epochs == [3]
    assert_same_run(interrupted, folder)
    assert again["test"] == metrics["test"] and again["train"] == metrics["train"]
    assert sorted(os.listdir(interrupted)) == sorted(os.listdir(folder))


def test_damaged_checkpoint_goes_on_from_the_one_before(whole, interrupted, digits, capsys):
    checkpoint = os.path.join(interrupted, "checkpoint.npz")
    with open(checkpoint, "r+b") as file:
        file.truncate(os.path.getsize(checkpoint) // 2)
    epochs = []
    run.train(CONFIG, interrupted, digits, on_epoch=lambda line: epochs.append(line["epoch"]))
    assert epochs == [2, 3]
    message = capsys.readouterr().err
    assert message.startswith(checkpoint + " can't be used (") and "set aside as checkpoint.npz.damaged" in message
    assert_same_run(interrupted, whole[0])


def test_checkpoint_without_a_history_is_set_aside(whole, interrupted, digits, capsys):
    path = os.path.join(interrupted, "checkpoint.npz")
    arrays = files.read_npz(path)
    files.write_npz(path, dict(arrays, record=np.array('{"seconds": 1.0}')))
    run.train(CONFIG, interrupted, digits)
    assert "it does not record a training" in capsys.readouterr().err
    assert_same_run(interrupted, whole[0])


@pytest.mark.heavy
def test_stopped_within_an_epoch_goes_on_from_the_minibatch(whole, digits, tmp_path):
    folder, shares = str(tmp_path), []

    def press_ctrl_c(epoch, share, elbo):
        if epoch == 2 and share > 0.4 and not shares:
            os.kill(os.getpid(), signal.SIGINT)
            shares.append(share)

    with pytest.raises(KeyboardInterrupt):
        run.train(CONFIG, folder, digits, on_batch=press_ctrl_c)
    assert len(files.read_csv(os.path.join(folder, "history.csv"))) == 1
    run.train(CONFIG, folder, digits, on_batch=lambda epoch, share, elbo: shares.append((epoch, share)))
    epoch, share = shares[1]
    assert epoch == 2 and share > shares[0]  # the minibatch behind the one that was interrupted
    assert_same_run(folder, whole[0])


def test_no_room_loses_nothing(whole, digits, tmp_path, monkeypatch):
    folder, writes, write = str(tmp_path), [], os.fsync

    def full(descriptor):
        writes.append(descriptor)
        if len(writes) == 5:  # config.json, history.csv, history.csv and checkpoint.npz of epoch 1, then this
            raise OSError(errno.ENOSPC, "No space left on device")
        write(descriptor)

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StoreError, match="can't write .*: No space left on device"):
        run.train(CONFIG, folder, digits)
    assert sorted(os.listdir(folder)) == ["checkpoint.npz", "config.json", "history.csv"]
    epochs = []
    run.train(CONFIG, folder, digits, on_epoch=lambda line: epochs.append(line["epoch"]))
    assert epochs == [2, 3]
    assert_same_run(folder, whole[0])


@pytest.mark.parametrize("name", ["metrics.json", "weights.npz"])
def test_a_damaged_result_is_set_aside_and_made_again(whole, digits, tmp_path, monkeypatch, capsys, name):
    folder = shutil.copytree(whole[0], str(tmp_path / "run"))
    with open(os.path.join(folder, name), "r+b") as file:
        file.truncate(50)
    monkeypatch.setattr(datasets, "load", lambda *args: digits)
    metrics = run.find_or_train(CONFIG, folder)
    assert f"{os.path.join(folder, name)} can't be used" in capsys.readouterr().err
    assert sorted(os.listdir(folder)) == sorted(os.listdir(whole[0]) + [name + ".damaged"])
    assert_same_run(folder, whole[0])
    assert metrics["test"] == whole[1]["test"]


def bad_from(*seeds):
    """Stands in for `local_minima.signs`: finds something in trainings from these seeds, asked in turn from seed 0."""
    asked = iter(range(0, 10 * run.RESTART_STRIDE, run.RESTART_STRIDE))
    return lambda metrics, config: ["blank"] if next(asked) in seeds else []


@pytest.mark.heavy
def test_bad_minima_are_left_by_training_again(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(local_minima, "signs", bad_from(0, 1000))
    again = dataclasses.replace(CONFIG, epochs=1, restarts=3)
    metrics = run.train(again, str(tmp_path / "again"), digits)
    assert metrics["seed"] == 2000 and metrics["signs"] == []
    assert [line["seed"] for line in metrics["restarts"]] == [0, 1000]
    assert all(line["signs"] == ["blank"] and np.isfinite(line["test_elbo"]) for line in metrics["restarts"])
    assert files.read_json(str(tmp_path / "again" / "metrics.json")) == metrics
    assert sorted(os.listdir(str(tmp_path / "again"))) == ["config.json", "history.csv", "metrics.json", "weights.npz"]
    run.train(dataclasses.replace(CONFIG, epochs=1, seed=2000), str(tmp_path / "direct"), digits)
    ours, direct = weights(str(tmp_path / "again")), weights(str(tmp_path / "direct"))
    assert all(np.array_equal(ours[name], direct[name]) for name in direct)


@pytest.mark.heavy
def test_restarts_go_on_after_an_interruption(digits, tmp_path, monkeypatch):
    def interrupt(line):
        if training.seed_weights.seed == 1000:
            raise KeyboardInterrupt

    seed_weights = training.seed_weights

    def remember(seed):
        remember.seed = seed
        seed_weights(seed)

    monkeypatch.setattr(training, "seed_weights", remember)
    monkeypatch.setattr(local_minima, "signs", bad_from(0))
    again = dataclasses.replace(CONFIG, epochs=1, restarts=1)
    with pytest.raises(KeyboardInterrupt):
        run.train(again, str(tmp_path), digits, on_epoch=interrupt)
    monkeypatch.setattr(local_minima, "signs", lambda metrics, dim_z: [])
    metrics = run.train(again, str(tmp_path), digits)
    assert metrics["seed"] == 1000 and [line["seed"] for line in metrics["restarts"]] == [0]


@pytest.mark.heavy
def test_the_first_images_alone_train(digits, tmp_path):
    from reproduce.evaluation.evaluator import Evaluator

    config = Config("vae", dim_z=2, dataset="digits", epochs=1, train_images=150)
    metrics = run.train(config, str(tmp_path), digits)
    of_first = Evaluator(network.load_network(config, str(tmp_path))).terms(digits.train_images[:150])
    assert metrics["train"]["elbo"] == pytest.approx(of_first["elbo"], rel=1e-6)
    less = run.train(dataclasses.replace(config, train_images=100), str(tmp_path / "less"), digits)
    assert less["train"]["elbo"] != metrics["train"]["elbo"]


def test_without_restarts_signs_are_only_told(digits, tmp_path, monkeypatch):
    monkeypatch.setattr(local_minima, "signs", bad_from(0))
    metrics = run.train(dataclasses.replace(CONFIG, epochs=1), str(tmp_path), digits)
    assert (metrics["seed"], metrics["signs"], metrics["restarts"]) == (0, ["blank"], [])


def test_a_compiler_that_fails_is_named(tmp_path, digits, monkeypatch):
    def fail(*args, **settings):
        raise Exception("Compilation failed (return status=1): cc1plus: out of memory")

    monkeypatch.setattr(training, "Trainer", fail)
    with pytest.raises(StackError, match="engine's C.. compiler failed: Compilation failed .*out of memory.*doctor"):
        run.train(CONFIG, str(tmp_path), digits)


def test_loss_that_is_not_finite(interrupted, digits, monkeypatch):
    # One image with a pixel that is no number; the order of epoch 3 tells which batch meets it.
    images = digits.train_images.copy()
    images[700, 0, 14, 14] = np.nan
    monkeypatch.setattr("original.training.grey_levels", lambda images, dtype: images)  # which refuses it
    place = list(stream(CONFIG.seed, "order", epoch=3).permutation(1500)).index(700)
    with pytest.raises(TrainingError) as caught:
        run.train(CONFIG, interrupted, dataclasses.replace(digits, train_images=images))
    expected = "(log_px_given_zu|kl_z) became nan in epoch 3, batch {}; the last good checkpoint stays in {}"
    assert re.fullmatch(expected.format(place // CONFIG.batch_size + 1, re.escape(interrupted)), str(caught.value))
    checkpoint = files.read_npz(os.path.join(interrupted, "checkpoint.npz"))
    assert checkpoint["epoch"] == 2
    assert all(np.isfinite(array).all() for array in checkpoint.values() if array.dtype.kind == "f")
    assert not run.is_finished(interrupted)


def test_weights_read_again_give_the_same_terms(whole, digits):
    folder, metrics, _ = whole
    terms = Evaluator(network.load_network(CONFIG, folder), CONFIG.seed).terms(digits.test_images)
    assert terms.pop("kl_z_per_dim") == pytest.approx(metrics["test"]["kl_z_per_dim"], rel=1e-6)
    assert terms == {name: pytest.approx(metrics["test"][name], rel=1e-6) for name in terms}


def test_weights_that_do_not_fit_are_not_taken(whole, tmp_path):
    with pytest.raises(StoreError, match="weights.npz"):
        network.load_network(dataclasses.replace(CONFIG, dim_z=3), whole[0])
    with pytest.raises(StoreError, match="can't read {}: No such file".format(tmp_path / "weights.npz")):
        network.load_network(CONFIG, str(tmp_path))


def test_what_is_finished_is_found(whole, monkeypatch):
    folder, metrics, _ = whole
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    assert run.find_or_train(CONFIG, folder) == metrics


def test_other_settings_do_not_touch_a_run(whole):
    with pytest.raises(StoreError, match=f"{whole[0]} holds a run with other settings"):
        run.find_or_train(Config("vae", dim_z=3, dataset="digits", epochs=3), whole[0])


def test_folder_is_named_after_the_config():
    assert run.run_folder(CONFIG, "runs") == os.path.join("runs", CONFIG.key())


def test_epochs_done_where_nothing_is(tmp_path):
    assert history.epochs_done(str(tmp_path)) == 0


def test_describe_names_what_ran(whole):
    described = files.read_json(os.path.join(whole[0], "config.json"))
    assert described["config"] == CONFIG.to_dict()
    assert described["versions"][compat.engine.PACKAGE] == version(compat.engine.PACKAGE)
    assert (described["engine"], described["backend"]) == (compat.ENGINE, compat.BACKEND)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "garbage",
        "[]",
        "{}",
        '{"config": 3}',
        '{"config": {"model": ["vae"]}}',
        '{"config": {"model": "vae", "rate": 1}}',
        '{"config": {"dim_z": 2}}',
    ],
)
def test_config_file_that_is_none(tmp_path, content):
    path = tmp_path / "config.json"
    path.write_text(content)
    with pytest.raises(ConfigError):
        description.read_config(str(path))


def test_config_file_that_is_missing(tmp_path):
    with pytest.raises(ConfigError, match="can't read {}: No such file".format(tmp_path / "none.json")):
        description.read_config(str(tmp_path / "none.json"))

"""The engine of the command line: options, messages, and that each engine's runs are kept apart."""

import os

import pytest
from fresh import python

from original.engines import compat
from reproduce import files
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.errors import ConfigError, StackError, StoreError
from reproduce.runs import description, results_folder, run
from reproduce.stack import engine


def test_an_engine_that_is_not_installed_is_one_line():
    other = "pytensor" if compat.ENGINE == "theano" else "theano"
    code, out, err = python("-m", "reproduce", "doctor", "--engine", other)
    assert code == StackError.exit_code and out == ""
    assert err.startswith(f"reproduce: the engine {other} is not installed here") and err.count("\n") == 0


def test_theano_has_one_back_end(capsys):
    assert commands.main(["doctor", "--engine", "theano", "--backend", "jax"]) == StackError.exit_code
    assert "has the back ends c, not 'jax'" in capsys.readouterr().err


def test_an_engine_is_not_changed_once_there_is_one():
    name, backend = engine.current()
    engine.choose(name, backend)
    with pytest.raises(StackError, match="works in this process already"):
        engine.choose("pytensor", "jax" if backend != "jax" else "numba")


def test_workers_of_a_scheduler_are_out_of_reach():
    with pytest.raises(ConfigError, match="REPRODUCE_ENGINE"):
        engine.choose(compat.ENGINE, scheduler="tcp://host:8786")


@pytest.mark.parametrize(
    "of, tag", [(("theano", "c"), ""), (("pytensor", "c"), "pytensor-c"), (("pytensor", "jax"), "pytensor-jax")]
)
def test_runs_and_results_of_another_engine_have_names_of_their_own(monkeypatch, of, tag):
    monkeypatch.setattr(engine, "REFERENCE", ("theano", "c"))
    monkeypatch.setattr(engine, "current", lambda: of)
    config = Config("vae")
    assert run.run_folder(config, "runs") == os.path.join("runs", config.key() + ("-" + tag if tag else ""))
    assert results_folder.subfolder({}) == tag
    assert results_folder.subfolder({"dataset": "digits"}) == os.path.join(tag, "digits")


def test_a_run_of_another_engine_is_not_taken_for_this_ones(tmp_path, monkeypatch):
    config, path = Config("vae"), str(tmp_path / "config.json")
    described = description.describe(config)
    assert (described["engine"], described["backend"]) == (compat.ENGINE, compat.BACKEND)
    files.write_json(path, described)
    description.check_same_config(config, str(tmp_path))
    files.write_json(path, dict(described, engine="pytensor", backend="mlx"))
    with pytest.raises(StoreError, match="holds a run by the engine pytensor, back end mlx"):
        description.check_same_config(config, str(tmp_path))
    monkeypatch.setattr(engine, "REFERENCE", ("theano", "c"))
    files.write_json(path, {"config": config.to_dict()})  # from before there were two engines: Theano-PyMC's
    monkeypatch.setattr(engine, "current", lambda: ("pytensor", "c"))
    with pytest.raises(StoreError, match="by the engine theano, back end c"):
        description.check_same_config(config, str(tmp_path))


@pytest.mark.skipif(compat.ENGINE != "pytensor", reason="tests/reproduce/stack/test_device.py has Theano's")
@pytest.mark.parametrize(
    "options, message",
    [
        (["--backend", "numba"], "reproduce: --device cuda: PyTensor's back end numba works on the CPU alone"),
        ([], "reproduce: --device cuda: jax finds no GPU"),
    ],
)
def test_a_gpu_is_for_jax_and_has_to_be_there(options, message):
    code, out, err = python("-m", "reproduce", "train", "vae", "--device", "cuda", *options, CUDA_VISIBLE_DEVICES="")
    assert (code, out) == (StackError.exit_code, "")
    assert err.splitlines()[-1].startswith(message) and "Traceback" not in err


@pytest.mark.skipif(compat.ENGINE != "pytensor", reason="it is said where Theano-PyMC is not installed")
def test_the_engine_that_nobody_asked_for_is_said(tmp_path):
    _, _, err = python("-m", "reproduce", "report", "--results", str(tmp_path))
    assert err.startswith("reproduce: engine PyTensor, back end c, as Theano-PyMC is not installed")
    assert (
        "engine PyTensor"
        not in python("-m", "reproduce", "report", "--engine", "pytensor", "--results", str(tmp_path))[2]
    )

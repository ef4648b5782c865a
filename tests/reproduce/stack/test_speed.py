"""The speed of back ends: measured once, kept, and what is made of it."""

import os

import pytest

from original.engines.choice import BACKEND_VARIABLE, ENGINE_VARIABLE
from reproduce import notices
from reproduce.errors import StackError
from reproduce.stack import engine, fresh_python, speed


@pytest.fixture
def answers(monkeypatch, tmp_path):
    """Answers of each back end that is measured, seconds or a failure, and a list of those that were asked."""
    monkeypatch.setenv("SPEED_CACHE", str(tmp_path / "cache" / "speed.json"))
    monkeypatch.setattr(speed, "has_backend", lambda backend: backend in found)
    found, asked = {"c": "0.003", "jax": "0.002"}, []

    def ask(*arguments, environment, timeout):
        assert environment[ENGINE_VARIABLE] == "pytensor"
        backend = environment[BACKEND_VARIABLE]
        asked.append(backend)
        return ([], found[backend][1:]) if found[backend].startswith("!") else (["a word", found[backend]], None)

    monkeypatch.setattr(fresh_python, "ask", ask)
    return found, asked


def test_it_is_measured_once(answers, capsys):
    _, asked = answers
    assert speed.known("pytensor") == {} and speed.faster_than("c", "pytensor") == ""
    assert list(speed.measured("pytensor").items()) == [("jax", 0.002), ("c", 0.003)]
    assert "measuring how fast c, jax are" in capsys.readouterr().err
    assert speed.fastest("pytensor") == "jax" and sorted(asked) == ["c", "jax"]
    assert speed.faster_than("c", "pytensor").startswith("jax is 1.5 times as fast here")
    assert speed.faster_than("jax", "pytensor") == "" == speed.faster_than("numba", "pytensor")
    assert speed.in_words(speed.known("pytensor")) == "jax 2.00 ms, c 3.00 ms"


def test_a_back_end_that_was_installed_since_is_measured(answers):
    found, asked = answers
    speed.measured("pytensor")
    found["numba"] = "0.001"
    assert speed.fastest("pytensor") == "numba" and asked.count("numba") == 1


def test_one_that_does_not_work_is_left_out(answers):
    found, _ = answers
    found["jax"] = "!exit code 1: no JAX here"
    assert speed.fastest("pytensor") == "c"
    found["c"] = "!exit code 1: no compiler"
    with pytest.raises(StackError, match="no back end of pytensor can be measured: c: exit code 1: no compiler; jax"):
        speed.measured("pytensor")


@pytest.mark.parametrize("content", ["", "[1]", "{"])
def test_a_damaged_file_counts_as_none_and_is_written_again(answers, content):
    os.makedirs(os.path.dirname(speed.path()))
    with open(speed.path(), "w", encoding="utf-8") as file:
        file.write(content)
    assert speed.known("pytensor") == {}
    speed.measured("pytensor")
    assert speed.known("pytensor")


def test_a_folder_that_cant_be_written_is_no_reason_to_stop(answers, monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("SPEED_CACHE", str(tmp_path / "file" / "speed.json"))
    assert speed.fastest("pytensor") == "jax" and speed.known("pytensor") == {}


def test_an_engine_with_one_back_end_is_not_measured(answers):
    _, asked = answers
    assert speed.fastest("theano") == "c" and asked == []


def test_auto_takes_the_fastest(monkeypatch):
    present = engine.current()
    monkeypatch.setattr(speed, "fastest", lambda name: present.backend if name == present.engine else "another")
    engine.choose(backend=speed.AUTO)
    assert engine.current() == present


def test_a_run_says_what_would_be_faster(monkeypatch, capsys):
    monkeypatch.setenv(notices.VARIABLE, "")
    monkeypatch.setattr(engine.choice, "asked", lambda: False)
    monkeypatch.setattr(engine.choice, "decide", lambda *given: engine.choice.Choice("pytensor", "c"))
    monkeypatch.setattr(speed, "faster_than", lambda backend, name: f"another than {backend} of {name}")
    monkeypatch.setenv(ENGINE_VARIABLE, "")
    monkeypatch.setenv(BACKEND_VARIABLE, "")
    engine.choose()
    assert capsys.readouterr().err.endswith("as Theano-PyMC is not installed; another than c of pytensor\n")


def test_it_is_measured_by_training(capsys, monkeypatch):
    monkeypatch.setattr(speed, "MINIBATCHES", 2)
    monkeypatch.setattr(speed, "ROUNDS", 1)
    speed.main()
    assert 1e-5 < float(capsys.readouterr().out) < 10

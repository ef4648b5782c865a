"""The decision on the engine: what is asked for, what is installed, and what this process runs already."""

import importlib.util

import pytest
from fresh import python

from original.engines import BACKENDS, DEVICES, ENGINES, REFERENCE, StackError, choice, compat


@pytest.fixture
def nothing_runs(monkeypatch):
    """`nothing_runs(*packages)` has only these installed, and no engine has started."""
    monkeypatch.setattr(choice, "running", lambda: None)
    for variable in (choice.ENGINE_VARIABLE, choice.BACKEND_VARIABLE):
        monkeypatch.delenv(variable, raising=False)
    return lambda *packages: monkeypatch.setattr(choice, "_installed", lambda package: package in packages)


def test_every_engine_and_back_end_is_listed_once():
    assert list(ENGINES) == ["theano", "pytensor"] and REFERENCE == ("theano", ENGINES["theano"].backends[0])
    assert set(BACKENDS) == {backend for engine in ENGINES.values() for backend in engine.backends}
    assert DEVICES == ("cpu", "cuda")


@pytest.mark.parametrize(
    "installed, asked, found",
    [
        (["theano", "pytensor"], {}, ("theano", "c")),
        (["pytensor"], {}, ("pytensor", "c")),
        (["theano", "pytensor"], {"engine": "pytensor"}, ("pytensor", "c")),
        (["pytensor"], {"backend": "numba"}, ("pytensor", "numba")),
        (["pytensor"], {"for_gpu": lambda: True}, ("pytensor", "jax")),
        (["pytensor"], {"backend": "c", "for_gpu": lambda: pytest.fail("it was asked")}, ("pytensor", "c")),
        (["theano"], {"for_gpu": lambda: pytest.fail("it was asked")}, ("theano", "c")),
    ],
)
def test_without_the_environment(nothing_runs, installed, asked, found):
    nothing_runs(*installed)
    assert choice.decide(**asked) == found and not choice.asked()


@pytest.mark.parametrize(
    "asked, found", [({}, ("pytensor", "jax")), ({"backend": "c"}, ("pytensor", "c")), ({"engine": "theano"}, None)]
)
def test_arguments_count_before_the_environment(nothing_runs, monkeypatch, asked, found):
    nothing_runs("theano", "pytensor")
    monkeypatch.setenv("REPRODUCE_ENGINE", "pytensor")
    monkeypatch.setenv("REPRODUCE_BACKEND", "jax")
    assert choice.asked()
    if found:
        assert choice.decide(**asked) == found
    else:
        with pytest.raises(StackError, match="the engine theano has the back ends c, not 'jax'"):
            choice.decide(**asked)


def test_an_engine_that_is_not_installed(nothing_runs):
    nothing_runs("theano")
    with pytest.raises(StackError, match="pytensor is not installed here: `make setup` with Python 3.13 or later"):
        choice.decide("pytensor")


def test_what_runs_counts_before_the_environment(monkeypatch):
    monkeypatch.setenv("REPRODUCE_ENGINE", "caffe")
    monkeypatch.setenv("REPRODUCE_BACKEND", "mlx")
    assert choice.running() is compat and choice.decide() == (compat.ENGINE, compat.BACKEND)
    other = "pytensor" if compat.ENGINE == "theano" else "theano"
    with pytest.raises(StackError, match="works in this process already"):
        choice.decide(other, "c")


@pytest.mark.parametrize(
    "environment, message",
    [
        ({"REPRODUCE_ENGINE": "caffe"}, "the engine must be one of theano, pytensor, got 'caffe'"),
        (
            {"REPRODUCE_ENGINE": "theano", "REPRODUCE_BACKEND": "jax"},
            "the engine theano has the back ends c, not 'jax'",
        ),
    ],
)
def test_an_engine_that_there_is_not_is_one_clear_error(environment, message):
    _, _, err = python("-c", "import original.models", **environment)
    assert err.splitlines()[-1].endswith("StackError: " + message)


def test_the_default_is_the_same_for_the_command_line_and_for_the_models():
    code, out, _ = python(
        "-c",
        "from reproduce.stack import engine; before = engine.current()\n"
        "from original.engines import compat; print(before == (compat.ENGINE, compat.BACKEND), "
        "compat.ENGINE == 'theano', engine.current() == before)",
    )
    assert (code, out) == (0, "True {} True".format(importlib.util.find_spec("pytensor") is None))

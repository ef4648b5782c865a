"""Golden vectors: what the doctor makes of the differences, and how they are found."""

import importlib.util

import pytest

from original.engines import compat
from reproduce.cli import doctor
from reproduce.stack import engine, golden_vectors

FOUND = [
    backend for backend in engine.ENGINES[compat.ENGINE].backends if backend == "c" or importlib.util.find_spec(backend)
]


@pytest.mark.parametrize("difference, wrong", [(1e-12, []), (1e-3, ["computes other numbers than Lasagne did"])])
def test_the_doctor_knows_wrong_numbers(monkeypatch, capsys, difference, wrong):
    monkeypatch.setattr(doctor.golden_vectors, "check", lambda name, backend: difference)
    told = doctor.Findings(as_json=False)
    told.head("engine")
    found = doctor._vectors(told)
    assert len(found) == len(wrong) * len(FOUND) and all(wrong[0] in line for line in found)
    assert f"golden vectors    {compat.ENGINE} through c: within" in capsys.readouterr().out


@pytest.mark.parametrize("failure", (None, "exit code 1: no compiler"))
def test_a_check_that_fails_says_why(monkeypatch, failure):
    asked = {}

    def ask(*arguments, environment, timeout):
        asked.update(environment)
        return ["a warning", "1e-12"], failure

    monkeypatch.setattr(golden_vectors.fresh_python, "ask", ask)
    if failure:
        with pytest.raises(RuntimeError, match=failure):
            golden_vectors.check("pytensor", "jax")
    else:
        assert golden_vectors.check("pytensor", "jax") == 1e-12
    assert (asked["REPRODUCE_ENGINE"], asked["REPRODUCE_BACKEND"]) == ("pytensor", "jax")
    assert asked["THEANO_FLAGS"] == asked["PYTENSOR_FLAGS"] == "floatX=float64"

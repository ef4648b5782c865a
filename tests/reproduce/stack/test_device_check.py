"""The check of what a device computes: all is well here, and each kind of wrong result is seen."""

import numpy as np
import pytest
import theano

from reproduce.cli import doctor
from reproduce.errors import StackError
from reproduce.stack import device_check


def faulty(damage):
    """`theano.function`, whose functions' results are passed through `damage`."""
    compile_now = theano.function

    def function(inputs, outputs):
        compiled = compile_now(inputs, outputs)

        def call(*values):
            results = compiled(*values)
            several = isinstance(results, (list, tuple))
            damaged = [damage(np.array(result)) for result in (results if several else [results])]
            return damaged if several else damaged[0]

        return call

    return function


def last_a_percent_too_large(result):
    result.reshape(-1)[-1] = 1.01 * result.reshape(-1)[-1] + 0.01
    return result


def large_ones_lose_their_end(result):
    """As sums do whose warps don't wait for each other: small results are right."""
    if result.size > 1000:
        result.reshape(-1)[1000:] = 0
    return result


def never_a_number(result):
    return result * np.nan


def test_all_is_well_here():
    assert device_check.problems() == []


@pytest.mark.parametrize(
    "damage, seen",
    [
        (
            last_a_percent_too_large,
            [
                "sums of a 1 x 1 matrix",
                "sums over images",
                "products of 1 terms",
                "functions of single",
                "bilinear samples",
            ],
        ),
        (large_ones_lose_their_end, ["sums of a 1 x 1025 matrix", "products of 1 terms", "functions", "bilinear"]),
        (never_a_number, ["sums of a 1 x 1 matrix", "products", "functions", "bilinear"]),
    ],
)
def test_wrong_results_are_seen(monkeypatch, damage, seen):
    monkeypatch.setattr(theano, "function", faulty(damage))
    found = device_check.problems()
    assert all(any(problem.startswith(start) for problem in found) for start in seen), found


@pytest.fixture
def ask_again():
    device_check.assert_sound.cache_clear()
    yield
    device_check.assert_sound.cache_clear()


def test_the_cpu_is_trusted(monkeypatch, ask_again):
    monkeypatch.setattr(device_check, "problems", lambda: pytest.fail("it was examined"))
    device_check.assert_sound()


@pytest.mark.parametrize("found", ([], ["sums differ"]))
def test_a_gpu_is_examined_once_before_it_trains(monkeypatch, ask_again, found):
    asked = []
    monkeypatch.setattr("original.engines.compat.device", lambda: "cuda")
    monkeypatch.setattr(device_check, "problems", lambda: asked.append(1) or found)
    if found:
        with pytest.raises(StackError, match="cuda computes wrongly: sums differ; train on the CPU"):
            device_check.assert_sound()
    else:
        device_check.assert_sound()
        device_check.assert_sound()
    assert asked == [1]


def test_the_doctor_tells_it(monkeypatch, tmp_path, capsys):
    monkeypatch.setattr(doctor, "find_gpu", lambda: ("a card", None))
    monkeypatch.setattr(device_check, "problems_of", lambda device: ["sums differ"])
    assert doctor.examine(str(tmp_path), str(tmp_path))[0] == "the GPU: sums differ; train on the CPU"
    assert "it computes       wrongly" in capsys.readouterr().out


def test_a_check_that_dies_is_a_problem(monkeypatch, tmp_path):
    dies = tmp_path / "dies"
    dies.write_text("#!/bin/sh\necho no card $JAX_PLATFORMS >&2\nexit 3\n")
    dies.chmod(0o700)
    monkeypatch.setattr("sys.executable", str(dies))
    assert device_check.problems_of("cuda") == ["the check ended with exit code 3: no card cuda"]


def test_the_check_in_a_process_of_its_own():
    assert device_check.problems_of("cpu") == []

"""A change that alters a trained number asks for a new NUMERICS_VERSION, or this is red."""

import copy

import golden
import pytest

from reproduce.config import NUMERICS_VERSION

HOW = (
    "a trained number changed: raise NUMERICS_VERSION in reproduce/config.py, so that no run made before is taken "
    "for one of this version, and write the numbers down again with `python tests/golden.py`"
)


@pytest.fixture(scope="module")
def found():
    return golden.numbers()


@pytest.mark.heavy
def test_trained_numbers_are_those_of_this_version(found):
    version, expected = golden.read()
    assert golden.differences(found, expected) == [], HOW
    assert version == NUMERICS_VERSION, "run `python tests/golden.py`"


def test_another_number_under_the_same_version_is_not_written_down(found, monkeypatch, tmp_path, capsys):
    path = tmp_path / "numerics.json"
    path.write_text(open(golden.PATH, encoding="utf-8").read())
    monkeypatch.setattr(golden, "PATH", str(path))
    changed = copy.deepcopy(found)
    changed["vae"]["test"][0] *= 1.01
    monkeypatch.setattr(golden, "numbers", lambda: changed)
    assert golden.main() == 1 and "raise NUMERICS_VERSION" in capsys.readouterr().err
    assert golden.read()[1] != changed
    monkeypatch.setattr(golden, "NUMERICS_VERSION", NUMERICS_VERSION + 1)
    assert golden.main() == 0 and golden.read() == (NUMERICS_VERSION + 1, changed)

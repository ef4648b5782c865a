"""Flags: ours, the user's, and characters at which the engines split them."""

import string

import pytest

from original.engines import StackError
from original.engines.c import compiler, flags

VARIABLE = "FLAGS_OF_A_TEST"


@pytest.fixture(autouse=True)
def unset(monkeypatch):
    monkeypatch.setenv(VARIABLE, "")


@pytest.fixture
def put(monkeypatch):
    """`put(text, **more)` gives the flags beside those of a user; the engine and later processes read the same."""

    def put(text="", **more):
        monkeypatch.setenv(VARIABLE, text)
        found = flags.put(VARIABLE, **more)
        assert flags.parse(VARIABLE) == found == flags.put(VARIABLE, **more)
        return found

    return put


def test_the_users_win(put):
    assert put("floatX=float64, openmp=False,floatX=float16", mode="Mode")["floatX"] == "float16"
    assert put("mode=FAST_RUN", mode="Mode")["mode"] == "FAST_RUN"


def test_flags_of_the_compiler_follow_ours(put):
    assert put("gcc.cxxflags=-O0 -g")["gcc__cxxflags"].startswith("-O3 -fno-math-errno")
    assert put("gcc.cxxflags=-O0 -g")["gcc__cxxflags"].endswith("-O0 -g")


def test_no_path_stands_in_the_flags(put):
    found = put()
    assert found["blas__ldflags"] == flags.LINKED_ALREADY and "-Dsgemm_=scipy_sgemm_" in found["gcc__cxxflags"].split()
    own = put("blas__ldflags=-lblas")
    assert own["blas__ldflags"] == "-lblas" and "scipy_" not in own["gcc__cxxflags"]


def test_any_character_may_stand_in_a_value(put, monkeypatch, tmp_path):
    for character in set(string.printable) - set("/\0"):
        cxx = str(tmp_path / f"a{character}b" / "g++")
        monkeypatch.setattr(compiler, "find", lambda cxx=cxx: cxx)
        assert put()["cxx"] == cxx


def test_a_quotation_without_an_end():
    with pytest.MonkeyPatch.context() as patch, pytest.raises(
        StackError, match=f"{VARIABLE} can't be read: No closing"
    ):
        patch.setenv(VARIABLE, "floatX='float32")
        flags.parse(VARIABLE)


def test_one_search_for_the_compiler(monkeypatch, tmp_path):
    for name in ("g++", "clang++", "conda-g++"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 0\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("CXX", raising=False)
    assert compiler.find() == str(tmp_path / "g++")
    monkeypatch.setenv("CXX", "conda-g++")
    assert compiler.find() == str(tmp_path / "conda-g++") and compiler.is_gcc(compiler.find())
    assert compiler.find(lambda path: path.endswith("clang++")) == str(tmp_path / "clang++")
    assert not compiler.is_gcc("/usr/bin/clang++")
    (tmp_path / "g++").write_text("#!/bin/sh\nexit 1\n")
    assert not compiler.compiles(str(tmp_path / "g++")) and compiler.compiles(str(tmp_path / "clang++"))
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CXX")
    assert compiler.find() is None

"""Precompiled headers: made once, and no harm where they can't be made."""

import os
from types import SimpleNamespace

import pytest
import theano

from original.engines.c import cache, precompiled_headers

pytestmark = pytest.mark.skipif(os.path.basename(theano.config.cxx) != "g++", reason="only g++ is given them")


def theano_with_cache(folder):
    return SimpleNamespace(
        config=SimpleNamespace(base_compiledir=str(folder), cxx=theano.config.cxx, gcc__cxxflags="-O3")
    )


def test_made_once(tmp_path, monkeypatch):
    first, second = theano_with_cache(tmp_path), theano_with_cache(tmp_path)
    precompiled_headers.use(first)
    (folder,) = os.listdir(str(tmp_path))
    assert sorted(os.listdir(str(tmp_path / folder))) == ["Python.h", "Python.h.gch"]
    assert sorted(os.listdir(str(tmp_path / folder / "Python.h.gch"))) == ["openmp", "plain"]
    assert first.config.gcc__cxxflags == "-O3 -I" + str(tmp_path / folder)
    monkeypatch.setattr(cache, "run", lambda *commands: pytest.fail("compiles again"))
    precompiled_headers.use(second)
    assert second.config.gcc__cxxflags == first.config.gcc__cxxflags


def test_a_cache_that_can_t_be_written_changes_nothing(tmp_path):
    (tmp_path / "file").write_text("in the way")
    without = theano_with_cache(tmp_path / "file")
    precompiled_headers.use(without)
    assert without.config.gcc__cxxflags == "-O3"

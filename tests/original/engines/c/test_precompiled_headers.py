"""Precompiled headers: made once, and no harm where they can't be made."""

import os
import shutil
import subprocess
from types import SimpleNamespace

import pytest
import theano
from theano.link.c import cmodule

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


def test_environments_share_them_and_outlive_each_other(tmp_path, monkeypatch):
    """Two virtual environments of one Python and one NumPy have the same headers in different folders."""
    include = [folder for folder in cmodule.std_include_dirs() if os.path.isdir(os.path.join(folder, "numpy"))]
    config = []
    for name in ("first", "second"):
        shutil.copytree(include[0], str(tmp_path / name))
        with monkeypatch.context() as patch:
            others = [folder for folder in cmodule.std_include_dirs() if folder not in include]
            patch.setattr(cmodule, "std_include_dirs", lambda own=str(tmp_path / name), rest=others: [own, *rest])
            made = theano_with_cache(tmp_path / "cache")
            precompiled_headers.use(made)
        config.append(made.config.gcc__cxxflags)
    assert config[0] == config[1]
    (folder,) = os.listdir(str(tmp_path / "cache"))
    shutil.rmtree(str(tmp_path / "first"))
    (tmp_path / "module.cpp").write_text("#include <Python.h>\n#include <numpy/arrayobject.h>\nnpy_intp n;\n")
    flags = ["-g", *cmodule.GCC_compiler.compile_args(), "-fvisibility=hidden", "-H", "-Winvalid-pch"]
    folders = [str(tmp_path / "cache" / folder), str(tmp_path / "second"), *others]
    flags = [flag for flag in flags if "precompiled" not in flag] + ["-I" + name for name in folders]
    done = subprocess.run(
        [theano.config.cxx, *flags, "-c", str(tmp_path / "module.cpp"), "-o", str(tmp_path / "module.o")],
        stderr=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert f"! {folders[0]}/Python.h.gch/plain" in done.stderr  # g++ marks the one that it takes


def test_what_nobody_used_for_long_is_removed_when_another_is_made(tmp_path):
    def make(identity):
        return cache.cached(theano_with_cache(tmp_path), "precompiled", ["file"], identity, touch)

    def touch(folder):
        open(os.path.join(folder, "file"), "w").close()

    unused, used, other = make("unused"), make("used"), str(tmp_path / "compiledir_of_an_engine")
    os.mkdir(other)
    for folder in (unused, used, other):
        os.utime(folder, (0, 0))
    assert make("used") == used  # which counts as use
    assert make("new") and sorted(os.listdir(str(tmp_path))) == sorted(
        os.path.basename(folder) for folder in (make("new"), used, other)
    )

"""The needs of the C back end, and the message if one is missing."""

import os
import types

import pytest

from original.engines import StackError
from original.engines.c import environment


def engine(**config):
    return types.SimpleNamespace(config=types.SimpleNamespace(**config))


def check(**config):
    environment.check(engine(**config), "THEANO_FLAGS", "models need one")


def test_all_is_well_here(tmp_path):
    check(cxx="sh", base_compiledir=str(tmp_path / "new"))
    assert os.listdir(tmp_path / "new") == []


@pytest.mark.parametrize(
    "cxx, message",
    [
        ("", "no C\\+\\+ compiler found, and models need one"),
        ("/no/g++", "the C\\+\\+ compiler /no/g\\+\\+ does not run"),
    ],
)
def test_a_compiler_that_is_missing(tmp_path, cxx, message):
    with pytest.raises(StackError, match=message):
        check(cxx=cxx, base_compiledir=str(tmp_path))


def test_a_header_that_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.sysconfig, "get_paths", lambda: {"include": str(tmp_path)})
    with pytest.raises(StackError, match=r"Python 3.* lacks its header .*Python.h: `apt-get install python3.*-dev`"):
        check(cxx="sh", base_compiledir=str(tmp_path))


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StackError) as caught:
        check(cxx="sh", base_compiledir=str(tmp_path / "file" / "folder"))
    assert str(caught.value).endswith(
        "file/folder: Not a directory. THEANO_FLAGS=base_compiledir=FOLDER names another folder"
    )


def test_a_full_disk(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(environment.os, "fsync", full)
    assert environment.unusable(str(tmp_path)) == "No space left on device" and os.listdir(tmp_path) == []


@pytest.mark.skipif(not hasattr(os, "ST_NOEXEC"), reason="of Linux")
def test_a_folder_of_which_no_program_may_run(tmp_path, monkeypatch):
    monkeypatch.setattr(environment.os, "statvfs", lambda folder: types.SimpleNamespace(f_flag=os.ST_NOEXEC))
    assert "noexec" in environment.unusable(str(tmp_path))

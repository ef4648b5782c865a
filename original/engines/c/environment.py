"""Checks of what the C back end needs, before it compiles: each is one line, where the engine would say thousands."""

import os
import platform
import shutil
import sysconfig
import tempfile

from original.engines import StackError

ROOM = 1 << 20  # bytes that have to be free for compiled code; a model takes some ten times as much


def check(engine, variable: str, need: str) -> None:
    """Raise StackError unless the module `engine` has a compiler, Python's headers and a folder for compiled code.

    Parameters
    ----------
    engine : module
    variable : str
        The environment variable of its flags.
    need : str
        Who needs a compiler, for the message.
    """
    _compiler(engine.config.cxx, variable, need)
    _header()
    folder = str(engine.config.base_compiledir)
    reason = unusable(folder)
    if reason:
        raise StackError(
            f"the engine can't keep compiled code in {folder}: {reason}. {variable}=base_compiledir=FOLDER names "
            "another folder"
        )


def _compiler(cxx, variable, need):
    if not cxx:
        raise StackError(
            f"no C++ compiler found, and {need}. Install one: `apt-get install g++` (Debian, Ubuntu), "
            "`dnf install gcc-c++` (Fedora), `xcode-select --install` (macOS)."
        )
    if not shutil.which(cxx):
        raise StackError(f"the C++ compiler {cxx} does not run here: see CXX and {variable}")


def _header():
    path = os.path.join(sysconfig.get_paths()["include"], "Python.h")
    if not os.path.isfile(path):
        version = ".".join(platform.python_version_tuple()[:2])
        raise StackError(
            f"Python {version} lacks its header {path}: `apt-get install python{version}-dev` (Debian, Ubuntu), "
            f"`dnf install python{version}-devel` (Fedora)"
        )


def unusable(folder: str) -> str:
    """Return why compiled code can't be kept in `folder`; empty if it can."""
    try:
        os.makedirs(folder, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(bytes(ROOM))
            file.flush()
            os.fsync(file.fileno())
        no_exec = os.statvfs(folder).f_flag & getattr(os, "ST_NOEXEC", 0)
    except OSError as error:
        return error.strerror or str(error)
    return "its file system allows no programs (noexec)" if no_exec else ""

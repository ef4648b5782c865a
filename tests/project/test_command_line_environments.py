"""The command line in odd environments: it works, or ends in one line and the right code, never in a traceback."""

import contextlib
import os
import string
import subprocess
import sys

import pytest
from fresh import ROOT

COMMAND = [sys.executable, "-W", "ignore", "-m", "reproduce"]
FIGURE = ["figure6", "--pretrained"]  # no data, no training; builds a model and draws


def run(*words, cwd, without=(), **environment):
    """(exit code, output, errors) of the command line in a folder."""
    inherited = {name: value for name, value in os.environ.items() if name not in without}
    settings = {**inherited, "PYTHONPATH": ROOT, **environment}
    done = subprocess.run([*COMMAND, *words], cwd=cwd, env=settings, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


@contextlib.contextmanager
def mounted(folder, options):
    """A small file system of its own on a folder, where this user may mount one."""
    folder.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("only root can mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=False)


def assert_drawn(result, folder):
    code, out, err = result
    assert code == 0, err
    assert os.path.isfile(folder / "results" / "pretrained" / "figure6.png")


@pytest.mark.slow
def test_no_home(tmp_path):
    assert_drawn(run(*FIGURE, cwd=tmp_path, without=("HOME",)), tmp_path)


@pytest.mark.slow
def test_a_temporary_folder_that_runs_nothing(tmp_path):
    with mounted(tmp_path / "tmp", "noexec") as folder:
        assert_drawn(run(*FIGURE, cwd=tmp_path, TMPDIR=str(folder)), tmp_path)


@pytest.mark.slow
def test_a_home_that_is_read_only_is_one_line(tmp_path):
    with mounted(tmp_path / "home", "ro") as folder:
        code, out, err = run(*FIGURE, cwd=tmp_path, HOME=str(folder))
    assert (code, out, err.count("\n")) == (6, "", 1) and "base_compiledir=FOLDER" in err


@pytest.mark.slow
@pytest.mark.parametrize(
    "options, filled, reason", [("noexec", 0, "noexec"), ("size=64k", 50_000, "No space left on device")]
)
def test_a_home_that_keeps_no_compiled_code_is_one_line(tmp_path, options, filled, reason):
    with mounted(tmp_path / "home", options) as folder:
        (folder / "filler").write_bytes(bytes(filled))
        code, out, err = run(*FIGURE, cwd=tmp_path, HOME=str(folder))
    assert (code, out, err.count("\n")) == (6, "", 1) and reason in err and "base_compiledir=FOLDER" in err


@pytest.mark.slow
def test_the_doctor_names_a_folder_for_compiled_code(tmp_path):
    with mounted(tmp_path / "home", "ro") as folder:
        code, out, err = run("doctor", cwd=tmp_path, HOME=str(folder))
    problems = [line for line in out.splitlines() if line.startswith("wrong: ")]
    assert (code, err, len(problems)) == (1, "", 1) and "base_compiledir=FOLDER names another folder" in problems[0]


@pytest.mark.slow
def test_a_full_disk_is_one_line(tmp_path):
    with mounted(tmp_path / "full", "size=64k") as folder:
        (folder / "filler").write_bytes(b"0" * 50_000)
        code, out, err = run("figure1", "--results", str(folder / "results"), cwd=tmp_path)
    assert (code, err.count("\n")) == (5, 1) and "No space left on device" in err


def test_packages_of_the_same_names_elsewhere(tmp_path):
    for name in ("figures", "original"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('the wrong package')")
    code, out, err = run("figure1", cwd=tmp_path, LANG="C", LC_ALL="C")
    assert (code, err) == (0, "") and os.path.isfile(tmp_path / "results" / "figure1.pdf")


@pytest.mark.parametrize("name", ["mit Leerzeichen é漢", "".join(sorted(set(string.punctuation + " ") - set("/")))])
def test_a_folder_of_any_name(tmp_path, name):
    folder = tmp_path / name
    folder.mkdir()
    code, out, err = run("figure1", "--results", str(folder / "r s"), cwd=folder)
    assert (code, err) == (0, "") and os.path.isfile(folder / "r s" / "figure1.pdf")


def test_a_version_from_elsewhere_has_no_colour(tmp_path):
    code, out, err = run("--version", cwd=tmp_path)
    assert (code, err) == (0, "") and out.startswith("reproduce ") and "\x1b" not in out

"""The end of commands: one line, an exit code, and a file for what nobody foresaw."""

import os
import re
import subprocess
import sys

import pytest
from fresh import ROOT

from reproduce.cli.ending import exit_code_of
from reproduce.errors import DataError


def raising(error):
    def run():
        raise error

    return run


@pytest.mark.parametrize(
    "error, code, line",
    [
        (DataError("MNIST: not here"), 4, "reproduce: MNIST: not here"),
        (ImportError("no module"), 6, "reproduce: no module"),
        (MemoryError("76 GiB"), 6, "reproduce: there is not enough memory .76 GiB.; ask for less at a time"),
        (MemoryError(), 6, "reproduce: there is not enough memory .MemoryError.; ask for less at a time"),
        (OSError(28, "No space left on device"), 5, "reproduce: the system can't do this: .* No space left on device"),
        (ZeroDivisionError("by\nzero"), 70, "reproduce: nobody foresaw this ZeroDivisionError: by zero"),
        (KeyboardInterrupt(), 130, "reproduce: interrupted; .*"),
    ],
)
def test_each_error_is_one_line_and_a_code(capsys, tmp_path, monkeypatch, error, code, line):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    assert exit_code_of(raising(error)) == code
    said = capsys.readouterr().err.strip()
    assert re.fullmatch(line + r"( \(the traceback is in .*\.log\))?", said)
    logs = [path.read_text() for path in tmp_path.iterdir()]
    assert bool(logs) == ("traceback" in said) and all("Traceback" in log for log in logs)


def test_what_is_returned_is_the_code():
    assert (exit_code_of(lambda: None), exit_code_of(lambda: 1)) == (0, 1)


def shell(command, **environment):
    """(exit code, standard output and error) of a shell command, in which "$reproduce" is the command line."""
    environment = {**os.environ, "reproduce": f"{sys.executable} -m reproduce", **environment}
    done = subprocess.run(["sh", "-c", command], cwd=ROOT, env=environment, capture_output=True, check=False)
    return done.returncode, (done.stdout + done.stderr).decode(errors="replace").strip()


@pytest.mark.parametrize("encoding", ("ascii", "latin-1"))
def test_help_in_any_encoding(encoding):
    code, said = shell(
        "$reproduce --help", PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"
    )
    assert code == 0 and "Arthur Viv" in said and "Traceback" not in said


@pytest.mark.parametrize("words", ("", "--help", "evidence"))
def test_output_that_cannot_be_written(words):
    if not os.path.exists("/dev/full"):
        pytest.skip("there is no device that is always full")
    code, said = shell(f"$reproduce {words} > /dev/full")
    assert code == 5 and said.startswith("reproduce: the system can't do this:") and said.count("\n") == 0


@pytest.mark.parametrize("closed", ("2>&-", ">&-", "<&-", "<&- >&- 2>&-"))
def test_closed_streams(closed, tmp_path):
    code, said = shell(f"$reproduce train no-such-model {closed}")
    assert code == 2 and "Traceback" not in said


def test_a_reader_that_goes():
    code, said = shell("{ $reproduce --help; echo $? >&2; } | true")
    assert "Traceback" not in said and "Exception ignored" not in said

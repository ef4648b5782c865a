"""Our packages of common names, `original` and `figures`, beside others of the same names."""

import subprocess
import sys

import pytest
from fresh import ROOT


@pytest.fixture
def elsewhere(tmp_path):
    """`elsewhere(*arguments)` runs Python in a folder with packages of our names: (exit code, output, errors)."""
    (tmp_path / "original").mkdir()
    (tmp_path / "original" / "__init__.py").write_text("raise SystemExit('theirs')")
    (tmp_path / "figures.py").write_text("raise SystemExit('theirs')")

    def run(*arguments):
        environment = {"PYTHONPATH": ROOT, "PATH": ""}
        done = subprocess.run(
            [sys.executable, *arguments], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
        )
        return done.returncode, done.stdout.strip(), done.stderr.strip()

    return run


def test_the_command_and_the_api_take_ours(elsewhere):
    assert elsewhere("-m", "reproduce", "--help")[0] == 0
    code, out, err = elsewhere(
        "-c", "import reproduce.model, original.spec, figures.grids; print(original.spec.name_of('VAE'))"
    )
    assert (code, out) == (0, "vae"), err


def test_what_is_imported_already_is_named(elsewhere, tmp_path):
    (tmp_path / "original" / "__init__.py").write_text("")
    code, _, err = elsewhere("-c", "import original, reproduce")
    assert code == 1
    assert err.splitlines()[-1] == (
        f"ImportError: {tmp_path}/original/__init__.py is imported as 'original' and hides the package in "
        f"{ROOT}/original: rename it"
    )

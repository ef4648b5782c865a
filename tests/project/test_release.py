"""The parts that people pick up: the version that all files name, and packages that work outside the repository."""

import os
import re
import subprocess
import sys

import pytest

from reproduce import __version__

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


@pytest.mark.parametrize(
    "name, pattern",
    [("setup.py", r'version="(.*?)"'), ("CITATION.cff", r"^version: (.*)$"), ("Dockerfile", r'image\.version="(.*?)"')],
)
def test_every_file_names_the_same_version(name, pattern):
    with open(os.path.join(ROOT, name), encoding="utf-8") as file:
        assert re.findall(pattern, file.read(), re.MULTILINE) == [__version__]


@pytest.mark.slow
@pytest.mark.parametrize("kind, pattern", [("bdist_wheel", ".whl"), ("sdist", ".tar.gz")])
def test_a_package_draws_a_figure_in_an_empty_folder(tmp_path, kind, pattern):
    def run(*command, cwd=tmp_path):
        subprocess.run([str(word) for word in command], cwd=str(cwd), check=True)

    run("git", "clone", "-q", ROOT, tmp_path / "clone")
    run(sys.executable, "setup.py", "-q", kind, "-d", tmp_path, cwd=tmp_path / "clone")
    (package,) = [name for name in os.listdir(str(tmp_path)) if name.endswith(pattern)]
    run(sys.executable, "-m", "venv", "venv")
    run("venv/bin/python", "-m", "pip", "install", "-q", package)
    (tmp_path / "empty").mkdir()
    run(tmp_path / "venv" / "bin" / "reproduce", "figure6", "--pretrained", cwd=tmp_path / "empty")
    assert (tmp_path / "empty" / "results" / "pretrained" / "figure6.png").stat().st_size > 10000

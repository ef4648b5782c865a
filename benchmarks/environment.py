"""The peers' own virtual environment, made once from `requirements.txt` beside this file."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(HERE)
FOLDER = os.path.join(HERE, ".venv")
PEERS_PYTHON = os.path.join(FOLDER, "bin", "python")
REQUIREMENTS = os.path.join(HERE, "requirements.txt")
OLDEST_PYTHON = (3, 11)


class NoEnvironment(RuntimeError):
    """The peers can't be installed; the message says why and what to do."""


def prepare():
    """Make the environment unless it is there and of these requirements."""
    with open(REQUIREMENTS, "rb") as file:
        wanted = hashlib.sha256(file.read()).hexdigest()
    ready = os.path.join(FOLDER, ".ready")
    if os.path.isfile(ready):
        with open(ready, encoding="ascii") as file:
            if file.read() == wanted:
                return
    if sys.version_info < OLDEST_PYTHON:
        raise NoEnvironment(
            "the peers need Python {}.{} or newer, this is {}.{}: run `make clean` and "
            "`make setup PYTHON=python3.11`, or measure ours alone with --contenders ours".format(
                *(OLDEST_PYTHON + sys.version_info[:2])
            )
        )
    print(f"installing PyTorch and JAX into {os.path.relpath(FOLDER, ROOT)}, once", flush=True)
    shutil.rmtree(FOLDER, ignore_errors=True)
    venv.create(FOLDER, with_pip=True)
    # pip's own settings say where from: the builds for the CPU are on PyTorch's index, those elsewhere bring CUDA.
    _pip("--requirement", REQUIREMENTS)
    with open(ready, "w", encoding="ascii") as file:
        file.write(wanted)


def _pip(*arguments):
    command = [PEERS_PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--quiet"]
    if subprocess.run(command + list(arguments)).returncode:
        raise NoEnvironment(
            f"pip could not install {os.path.relpath(REQUIREMENTS, ROOT)} (its message is above); when that is solved, "
            "run again"
        )

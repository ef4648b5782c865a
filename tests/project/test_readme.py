"""The README's commands and its Python run, as they stand there; trainings take one epoch of small digits."""

import os
import re
import subprocess
import sys

import numpy as np
import pytest

from reproduce.cli import commands
from tools import pages

README = pages.read("README.md")
TARGETS = sorted(
    {
        line.strip()
        for line in re.findall(r"^    (make [^#\n]+)|^\| `(make [^`]+)`", README, re.M)
        for line in line
        if line
    }
)
RUN = [line for line in TARGETS if line.split()[1] not in ("help", "core")]  # core is all the others, and more


def test_the_commands_are_found():
    assert len(TARGETS) >= 8 and {"make demo", "make table1"} <= set(RUN)


@pytest.mark.slow
@pytest.mark.parametrize("line", RUN)
def test_a_command_runs(line, tmp_path):
    words = line.split()
    known = set(commands.commands()[words[1]].settings)
    settings = ["EPOCHS=1", *(["DATASET=digits"] if "dataset" in known else [])] if "PRETRAINED=1" not in words else []
    results = f"ARGS=--results {tmp_path}"
    program = [*words, *settings, results, f"RUN={sys.executable} -m reproduce", "-o", ".venv/.ready"]
    done = subprocess.run(program, cwd=pages.ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, done.stdout
    if words[1] != "doctor":
        assert os.listdir(str(tmp_path)), done.stdout


@pytest.mark.slow
def test_its_python_runs():
    names = {"images": np.random.default_rng(0).random((20, 28, 28), "float32")}
    names.update(x=names["images"].reshape(20, -1), labels=np.arange(20) % 2)
    blocks = re.findall(r"^```python\n(.*?)^```", README, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 2
    for block in blocks:
        exec(block.replace("dim_z=8)", "dim_z=8, epochs=1)") if "SpatialVAE(" in block else block, names)
    assert names["z"].shape == (20, 8)

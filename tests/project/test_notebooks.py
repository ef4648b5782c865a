"""The notebooks' pages show the cells of their scripts, and the scripts run."""

import os
import re

import pytest

from tools import notebooks

SCRIPTS = notebooks.scripts()


def read(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


@pytest.mark.parametrize("path", SCRIPTS)
def test_a_page_shows_the_cells_of_its_script(path):
    cells, page = notebooks.cells(read(path)), read(path[:-2] + "md")
    assert [kind for kind, _ in cells].count("code") > 5
    shown = re.sub(r"\n```text\n.*?\n```\n", "", page, flags=re.DOTALL)
    place = 0
    for kind, source in cells:
        cell = source if kind == "markdown" else f"```python\n{source}\n```"
        assert cell in shown[place:], "run `make notebooks`"
        place = shown.index(cell, place) + len(cell)
    assert len(re.findall("^```python$", page, re.MULTILINE)) == [kind for kind, _ in cells].count("code")


def test_a_cell_shows_what_it_prints_and_its_last_value():
    names = {}
    assert notebooks.run("x = 2\nprint(x)\nx + 1", names) == "2\n3"
    assert notebooks.run("x = 3", names) == "" and names["x"] == 3
    assert notebooks.cells("# %% [markdown]\n# # Title\n#\n# text\n\n# %%\nx = 1\n") == [
        ("markdown", "# Title\n\ntext"),
        ("code", "x = 1"),
    ]


def test_the_network_of_a_notebook_can_be_built():
    (path,) = [path for path in SCRIPTS if "def build_" in read(path)]
    names = {}
    for kind, source in notebooks.cells(read(path)):
        if kind == "code":
            notebooks.run(source, names)
        if "def build_" in source:
            break
    (build,) = [value for name, value in names.items() if name.startswith("build_")]
    assert build()["l_out"].output_shape == (None, 1, 28, 28)


@pytest.mark.slow
@pytest.mark.parametrize("path", SCRIPTS)
def test_a_notebook_runs(path, tmp_path):
    page = notebooks.page(path, str(tmp_path))
    pictures = re.findall(r"!\[Picture \d+\]\((.*?)\)", page)
    assert pictures and all(os.path.getsize(str(tmp_path / name)) > 1000 for name in pictures)
    assert set(pictures) == set(re.findall(r"\]\(([\w-]*?\.png)\)", read(path[:-2] + "md")))

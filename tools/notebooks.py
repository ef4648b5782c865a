"""The notebooks: ``python -m tools.notebooks`` runs ``docs/notebooks/*.py`` and writes their pages and pictures.

A notebook is a script of cells, marked by ``# %%`` and ``# %% [markdown]`` (jupytext's py:percent), so that Jupyter
with jupytext, and editors that know cells, open it. Its page shows each cell with what it printed and drew.
"""

import ast
import contextlib
import glob
import io
import os
import re
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FOLDER = os.path.join(ROOT, "docs", "notebooks")
DPI = 90


def scripts():
    """Return the paths of the notebooks."""
    return sorted(glob.glob(os.path.join(FOLDER, "*.py")))


def cells(text):
    """Return the cells of a script as (kind, source), kind 'markdown' or 'code'."""
    found = []
    for part in re.split(r"^# %%", text, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        if "[markdown]" in head:
            found.append(("markdown", re.sub(r"^# ?", "", body.strip(), flags=re.MULTILINE)))
        else:
            found.append(("code", body.strip()))
    return found


def run(source, names):
    """Run a cell in the namespace `names`; return what it printed, and the value of its last expression."""
    tree = ast.parse(source)
    last = ast.Expression(tree.body.pop().value) if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "<cell>", "exec"), names)
        value = eval(compile(last, "<cell>", "eval"), names) if last else None
        if value is not None:
            print(value)
    return printed.getvalue().rstrip()


def page(path, folder):
    """Run a notebook, write its pictures into `folder`, and return its page as Markdown."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    stem = os.path.splitext(os.path.basename(path))[0]
    with open(path, encoding="utf-8") as file:
        text = file.read()
    parts, names, pictures = [], {"__name__": "__main__"}, 0
    for kind, source in cells(text):
        if kind == "markdown":
            parts.append(source)
            continue
        parts.append(f"```python\n{source}\n```")
        printed = run(source, names)
        if printed:
            parts.append(f"```text\n{printed}\n```")
        for number in pyplot.get_fignums():
            pictures += 1
            name = f"{stem}-{pictures}.png"
            pyplot.figure(number).savefig(os.path.join(folder, name), dpi=DPI, bbox_inches="tight")
            parts.append(f"![Picture {pictures}]({name})")
        pyplot.close("all")
    return "\n\n".join(parts) + f"\n\nThe script of this page: [{stem}.py]({stem}.py). `make notebooks` runs it.\n"


def main(folder=FOLDER):
    """Write the page of each notebook into `folder`."""
    for path in scripts():
        written = os.path.join(folder, os.path.splitext(os.path.basename(path))[0] + ".md")
        made = page(path, folder)
        with open(written, "w", encoding="utf-8") as file:
            file.write(made)
        print(f"{written} written", file=sys.stderr)


if __name__ == "__main__":
    main()

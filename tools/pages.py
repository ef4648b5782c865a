"""The generated parts of the README and of the pages: ``python -m tools.pages`` writes them again.

A part stands between ``<!-- generated: NAME -->`` (or ``<!-- results/NAME.md -->``) and ``<!-- end -->``. What is
around it is written by hand.
"""

import dataclasses
import glob
import json
import os
import re

from reproduce.claims import verdicts
from reproduce.cli import arguments, commands, targets
from reproduce.cli.command import PROGRAM, typed
from reproduce.config import Config, choices_of
from reproduce.config.recipes import INFERRED, RECIPES
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import OPTIONS
from reproduce.experiments.recipe_tables import of_table1
from reproduce.experiments.table import Table
from reproduce.runs.results_folder import by_recipe
from reproduce.thesis import interpretations
from tools import fidelity_parts

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
BLOCK = re.compile(r"(<!-- (?:generated: )?([a-z0-9_ ]+|results/[a-z0-9_/]+\.md) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def read(*path):
    """Return the text of a file of the repository."""
    with open(os.path.join(ROOT, *path), encoding="utf-8") as file:
        return file.read()


def pages():
    """Return the paths of the README and of all pages, from the root of the repository."""
    found = glob.glob(os.path.join(ROOT, "docs", "**", "*.md"), recursive=True)
    return ["README.md", "CONTRIBUTING.md"] + sorted(os.path.relpath(path, ROOT) for path in found)


def table1():
    """Return Table 1 in short: accuracies, and whether they lie within two of the thesis' deviations."""
    rows = []
    for row in json.loads(read("results", "table1.json")):
        reported, obtained = row["reported"], row["obtained"]
        cells = [f"{row['input']} ({row['dim']})"]
        for measure in ("cv_mean", "test"):
            cells += [f"{reported[measure]:.2f}" if reported else "", f"{obtained[measure]:.2f}"]
        within = [row["verdict"][measure]["within"] for measure in ("cv_mean", "test")] if row["verdict"] else []
        cells.append(
            {(): "not in the thesis", (True, True): "both", (False, False): "neither"}.get(tuple(within), "one")
        )
        rows.append(cells)
    header = ["input (dim z)", "CV %, thesis", "CV %, ours", "test %, thesis", "test %, ours", "within two deviations"]
    return Table(header, rows).markdown()


def table1_by_recipe():
    """Return Table 1 under the recipes that the thesis may have run, side by side."""
    made = by_recipe(os.path.join(ROOT, "results"), "table1.json")
    return of_table1({name: rows for name, rows in made.items() if RECIPES[name].is_reading}).markdown()


def head_count():
    """Return how many claims have each verdict, as a sentence for each recipe, and how many the same under both."""
    found = by_recipe(os.path.join(ROOT, "results"), "claims.json")
    known = {"thesis": "As the thesis is written", INFERRED: f"As inferred (the recipe {INFERRED})"}
    both = {name: found[name] for name in known}
    counted = "\n\n".join(f"{known[name]}, {verdicts.head_count(evaluated)}." for name, evaluated in both.items())
    return f"{counted} {verdicts.agreement(both)}"


def other_commands():
    """Return the table of the commands that are no single table or figure."""
    listed = re.findall(r"^## ([a-z0-9-]+)", read("Makefile"), re.MULTILINE)
    rows = [
        [f"`reproduce {command.name}`", f"`make {command.name}`" if command.name in listed else "", command.help]
        for command in commands.commands().values()
        if command.name not in EXPERIMENTS
    ]
    return Table(["command", "with make", "makes"], rows).markdown()


def reference():
    """Return a section for each command: what it does, examples, its options, and which settings it takes.

    Those of ``reproduce plan`` take what the commands take whose names they have: one section stands for all.
    """
    known = commands.commands()
    sections = [_section(words, command) for words, command in typed(known.values()).items() if words[0] != "plan"]
    return "\n\n".join([*sections, _section(("plan",), known["plan"])])


def _section(words, command):
    known = {name: OPTIONS[name] if name in OPTIONS else arguments.ARGUMENTS[name] for name in command.reads}
    known.update({option.name: option for option in command.own})
    lines = [f"### {PROGRAM} {' '.join(words)}", command.about.strip()]
    if command.examples:
        lines.append("```\n" + "\n".join(f"{PROGRAM} {line}" for line in command.examples) + "\n```")
    if known:
        lines.append("Options: " + ", ".join(f"`{option.flag}`" for option in known.values()) + ".")
    if command.settings:
        left_out = [_flag(name) for name in arguments.ALL_SETTINGS if name not in command.settings and name != "model"]
        if len(command.settings) < len(left_out):
            lines.append("Settings: " + ", ".join(_flag(name) for name in command.settings) + ".")
        else:
            lines.append("Settings: all" + (f" but {', '.join(left_out)}" if left_out else "") + ".")
    return "\n\n".join(lines)


def options():
    """Return the table of the options, each with its values and its default."""
    known = {option.flag: option for option in [*OPTIONS.values(), *arguments.ARGUMENTS.values()]}
    for command in commands.commands().values():
        known.update({f"{option.flag} ({command.name})": option for option in command.own})
    return Table(
        ["option", "values", "default", "meaning"],
        [
            [
                f"`{flag}`",
                _cell(", ".join(option.choices) or ("" if option.default is False else option.metavar)),
                "" if option.default in (None, []) or option.default is False else f"`{option.default}`",
                _cell(option.help or "take the pretrained weights, train nothing"),
            ]
            for flag, option in known.items()
        ],
    ).markdown()


def settings():
    """Return the table of the settings of a training."""
    rows = []
    for field in dataclasses.fields(Config):
        words = [str(choice) for choice in choices_of(field)] or [field.type.__name__, *field.metadata["words"]]
        default = "" if field.default is dataclasses.MISSING else f"`{field.default}`"
        flag = "`MODEL`" if field.name == "model" else _flag(field.name)
        rows.append([flag, _cell(", ".join(words)), default, _cell(field.metadata["help"])])
    return Table(["setting", "values", "default", "meaning"], rows).markdown()


def _flag(name):
    return f"`--{name.replace('_', '-')}`"


def _cell(text):
    return text.replace("|", "\\|")


GENERATED = {
    "table1": table1,
    "table1 by recipe": table1_by_recipe,
    "head count": head_count,
    "experiments": lambda: targets.commands().markdown(),
    "commands": other_commands,
    "reference": reference,
    "options": options,
    "settings": settings,
    "interpretations": interpretations.markdown,
    **fidelity_parts.PARTS,
}


def content(name):
    """Return what stands in the generated part `name`."""
    return (read(name) if name.startswith("results/") else GENERATED[name]()).strip()


def current(text):
    """Return a page with its generated parts as they are now."""

    def again(match):
        made = content(match.group(2))
        return match.group() if match.group(3).strip() == made else f"{match.group(1)}\n{made}\n\n{match.group(4)}"

    return BLOCK.sub(again, text)


def main():
    """Write what is generated again, and name the pages that changed."""
    for page in pages():
        text = read(page)
        made = current(text)
        if made != text:
            with open(os.path.join(ROOT, page), "w", encoding="utf-8") as file:
                file.write(made)
            print(f"{page} written again")


if __name__ == "__main__":
    main()

"""The README and the pages agree with the code: generated parts, commands, options, links, exit codes."""

import ast
import json
import os
import re
import shlex

import command_line
import pytest
import sources

from reproduce import errors
from reproduce.claims import verdicts
from reproduce.cli import arguments, command, commands
from reproduce.config.recipes import INFERRED
from reproduce.data import registry
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.thesis import interpretations
from tools import pages

ROOT, read = pages.ROOT, pages.read
PAGES = pages.pages()
PLACEHOLDERS = {"MODEL": "vae", "N": "3", "TARGET": "table1", "tcp://host:8786": "tcp://host:8786"}
# Options of other programs that pages name.
FOREIGN = {"--nworkers", "--nthreads", "--gpus", "--user", "--target"}
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def lines_of_code(page):
    """Return the lines that a reader types: indented blocks, fenced ones that are no Python, and inline code."""
    text = read(page)
    fenced = [block for language, block in FENCE.findall(text) if language in ("", "bash", "sh", "console")]
    rest = FENCE.sub("", text)
    indented = re.findall(r"^(?: {4})+(\S.*)$", rest, re.MULTILINE)
    inline = re.findall(r"`([^`\n]+)`", rest)
    return [line.strip() for line in "\n".join(fenced).splitlines() + indented + inline if line.strip()]


def words_of(line):
    """Return the words of a command line, without comments, variables in front, and the folder of the program."""
    try:
        words = shlex.split(line.replace("\\|", "|").split(" | ")[0], comments=True)
    except ValueError:  # not a command line
        return []
    while words and re.fullmatch(r"[A-Z_]+=\S*|time|sudo", words[0]):
        words.pop(0)
    return words and [words[0].rpartition("/")[2], *words[1:]]


TYPED = sorted({(page, line) for page in PAGES for line in lines_of_code(page)})


def typed(program):
    """Return (page, words) of every line that calls `program`."""
    return [(page, words_of(line)) for page, line in TYPED if words_of(line)[:1] == [program]]


def test_the_readme_is_short():
    assert len(read("README.md").splitlines()) <= 150


@pytest.mark.parametrize("page", PAGES)
def test_what_is_generated_is_current(page):
    assert pages.current(read(page)) == read(page), "run `make pages`"


def test_every_result_stands_on_a_page():
    counts = verdicts.head_count(json.loads(read("results", "claims.json")))
    assert counts in read("README.md") and counts in read("docs", "results.md")
    assert len(pages.table1().splitlines()) == 15 and pages.table1() in read("README.md")
    table = [line for line in read("results", "table1.md").splitlines() if line.startswith("|")]
    assert len(table) == 15 and "\n".join(table) in read("docs", "results.md")
    conclusions = read("results", "conclusions.md").strip()
    assert len(conclusions.splitlines()) > 10 and conclusions in read("docs", "priors.md")
    assert interpretations.markdown() in read("docs", "interpretations.md")
    assert read("results", "infer.md").strip() in read("docs", "fidelity.md")


def inside_95(*table):
    """Count the numbers of Table 1's models that lie where one further training of ours does, by committed verdicts."""
    rows = [row for row in json.loads(read("results", *table)) if row["model"] and row["verdict"]]
    return sum(row["verdict"][part]["tail"] >= 0.05 for row in rows for part in ("cv_mean", "test"))


def test_the_first_lines_on_what_the_thesis_ran_follow_from_the_evidence():
    lines = " ".join(line.strip() for line in read("docs", "fidelity.md").splitlines()[:12])
    ranked = json.loads(read("results", "infer.json"))["sound"]
    first, written = [
        next(reading for reading in ranked["readings"] if reading["name"] == name) for name in (INFERRED, "as written")
    ]
    assert f"It has {first['probability']:.0%} among the readings tried".replace("%", " %") in lines
    assert f"and {first['probability_stretched']:.0%} if something else".replace("%", " %") in lines
    assert f"as written has {written['probability_stretched']:.0%}.".replace("%", " %") in lines
    assert f"`inferred` is `{INFERRED}`" in lines
    (counted,) = [
        one for one in json.loads(read("results", "infer.json"))["downsampled"]["readings"] if one["name"] == INFERRED
    ]
    assert f"templates, it has {counted['probability']:.0%}".replace("%", " %") in lines
    left_out = [max(ranked["readings"], key=lambda reading: reading["without"][cell]) for cell in first["without"]]
    assert f"the first in {left_out.count(first)} of {len(left_out)} cases" in lines
    counts = inside_95(INFERRED, "table1.json"), inside_95("table1.json")
    assert f"{counts[0]} of the 16 numbers under `inferred`" in lines and f"and {counts[1]} as written" in lines
    assert f"it is {first['inside']} and {written['inside']} of sound trainings" in lines


def test_the_commands_page_has_every_command_and_experiment():
    page = read("docs", "commands.md")
    known = commands.commands()
    assert "### reproduce plan\n" in page  # which has the options of those that it plans
    for words in command.typed(known[name] for name in known if name != "plan"):
        assert f"### reproduce {' '.join(words)}\n" in page
    for experiment in EXPERIMENTS.values():
        assert f"| `make {experiment.name}` | {experiment.help} | `results/{experiment.outputs}` |" in page


def test_targets_that_are_typed_exist():
    makefile = read("Makefile") + read("tools", "targets.mk")
    targets = set(re.findall(r"^## ([a-z0-9-]+)", makefile, re.MULTILINE)) | {"PYTHON", "VENV", "EXTRA"}
    variables = set(re.findall(r"\$[({]([A-Z_]+)[)}]", makefile)) | {"MNIST_DIR", "EXTRA"}
    lines = [(page, words[1:]) for page, words in typed("make")]
    assert len(lines) > 60
    for page, words in lines:
        named = [word for word in words if "=" not in word]
        assert set(named) <= targets, (page, words)
        assert {word.split("=")[0] for word in words if "=" in word} <= variables, (page, words)


def test_arguments_of_make_are_those_of_the_command():
    for page, words in typed("make"):
        given = dict(word.split("=", 1) for word in words if "=" in word).get("ARGS", "")
        if words[1:] and words[1] in commands.commands():
            parse([words[1], *shlex.split(given)], page)


def parse(words, page):
    """Have the real parser read the words of a command line of `reproduce`."""
    words = [PLACEHOLDERS.get(word, word) for word in words]
    try:
        return command_line.parsed(*words)
    except SystemExit as end:
        assert end.code == 0, (page, words)


def test_commands_that_are_typed_parse(capsys):
    lines = typed("reproduce") + [(page, words[2:]) for page, words in typed("python") if "reproduce" in words]
    lines += [(page, words[words.index("reproduce") :]) for page, words in typed("docker") if "reproduce" in words]
    lines = [(page, words[1:]) for page, words in lines if "build" not in words]
    assert len(lines) > 15
    for page, words in lines:
        if words[1:] or words[:1] not in [[name] for name in commands.commands()]:  # else it is the name of a command
            parse(words, page)


def test_options_that_are_named_exist():
    known = {f"--{name.replace('_', '-')}" for name in arguments.ALL_SETTINGS} | FOREIGN | {"--help", "--version"}
    for one in command.typed(commands.commands().values()).values():
        known |= {"--" + name.replace("_", "-") for name in one.taken}
    for page, line in TYPED:
        if words_of(line)[:1] not in (["pip"], ["python"], ["ruff"], ["mkdocs"]):
            assert set(re.findall(r"(?<![\w-])(--[a-z][a-z-]+)", line)) <= known | {"--check"}, (page, line)


def test_modules_and_files_that_are_run_exist():
    for page, words in typed("python"):
        if words[1] == "-m":
            path = os.path.join(ROOT, *words[2].split("."))
            assert os.path.isdir(path) or os.path.isfile(path + ".py"), (page, words)
        elif words[1].endswith(".py"):
            assert os.path.isfile(os.path.join(ROOT, words[1])), (page, words)


def test_paths_that_are_named_exist():
    shape = re.compile(r"(?:original|reproduce|figures|tests|tools|docs|requirements)/[\w./-]*")
    for page, line in TYPED:
        if shape.fullmatch(line):
            assert os.path.exists(os.path.join(ROOT, line)), (page, line)


@pytest.mark.parametrize("page", PAGES)
def test_links_and_pictures_exist(page):
    text = FENCE.sub("", read(page))
    links = re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r'(?:src|srcset|href)="(.*?)"', text)
    for link in links:
        path, _, anchor = link.partition("#")
        if re.match("[a-z]+:", path):
            continue
        target = os.path.normpath(os.path.join(ROOT, os.path.dirname(page), path)) if path else os.path.join(ROOT, page)
        assert os.path.exists(target), link
        if anchor:
            titles = re.findall(r"^#+ (.*)$", open(target, encoding="utf-8").read(), re.MULTILINE)
            assert anchor in [re.sub(r"[^\w -]", "", title).lower().replace(" ", "-") for title in titles], link


def test_the_page_on_errors_has_every_exit_code():
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type)]
    codes = {kind.exit_code for kind in kinds} | {errors.BROKEN_PIPE, errors.UNFORESEEN, errors.INTERRUPTED, 0}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", read("docs", "errors.md"), re.MULTILINE)} == codes


def documented():
    """Return (place, docstring) of all modules, classes and functions."""
    for path in sources.own(("original", "reproduce", "figures", "tools", "tests", "benchmarks")):
        for node in ast.walk(ast.parse(read(path))):
            if isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Module)):
                yield f"{path}:{getattr(node, 'lineno', 1)}", ast.get_docstring(node) or ""


def test_no_docstring_begins_with_a_question():
    assert [place for place, text in documented() if re.match(r"(What|How|Whether)\b", text)] == []


def test_make_help_names_the_values_of_its_options():
    line = re.search(r'"Options: (.*)"', read("Makefile")).group(1)
    given = dict(re.findall(r"\b([A-Z]+)=([a-z0-9-]+(?:\|[a-z0-9-]+)+)", line))
    options = ("RECIPE", "DEVICE", "ENGINE", "BACKEND")
    known = {name: "|".join(arguments.ARGUMENTS[name.lower()].choices) for name in options}
    assert given == dict(known, DATASET="|".join(registry.names()))

"""Imports go one way: the floors of the house, as data, and no circle of files."""

import ast
import os

import pytest
import sources

# From the ground up. A module may import from its own floor and from those below.
FLOORS = [
    {"original"},
    {"reproduce", "reproduce.errors", "reproduce.files", "reproduce.notices", "reproduce.suggestions"},
    {"reproduce.progress"},
    {"reproduce.data"},
    {"reproduce.config"},
    {"reproduce.stack", "reproduce.evaluation", "reproduce.thesis"},
    {"reproduce.runs"},
    {"reproduce.model", "reproduce.estimator", "reproduce.estimator_file", "reproduce.trained"},
    {"reproduce.experiments"},
    {"figures", "reproduce.claims"},
    {"reproduce.fidelity"},
    {"reproduce.report"},
    {"reproduce.cli", "reproduce.__main__"},
]
# What a module hands on when it is asked for, and imports only then: ``from reproduce import load``.
HANDED_ON = {"reproduce": {"reproduce.model"}}
# What nothing but these may import.
ONLY_FROM = {"figures": {"figures", "reproduce.report", "reproduce.cli"}}


def modules():
    """{dotted name: path} of every module."""
    found = {}
    for path in sources.own(("original", "reproduce", "figures")):
        dotted = path[:-3].replace(os.sep, ".")
        found[dotted[: -len(".__init__")] if dotted.endswith(".__init__") else dotted] = os.path.join(
            sources.ROOT, path
        )
    return found


MODULES = modules()


def imported(name):
    """Names of our modules that a module imports, in its functions, too."""
    with open(MODULES[name], encoding="utf-8") as file:
        tree = ast.parse(file.read())
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            found |= {target if target in MODULES else node.module for target in names}
    return {target for target in found - HANDED_ON.get(name, set()) if target in MODULES}


def room(name):
    """The package or module of `FLOORS` that a module is in, and its floor."""
    while name:
        for floor, rooms in enumerate(FLOORS):
            if name in rooms:
                return name, floor
        name = name.rpartition(".")[0]
    raise KeyError("in no room of FLOORS")


@pytest.mark.parametrize("name", MODULES)
def test_imports_go_down(name):
    own, floor = room(name)
    for target in imported(name):
        other, level = room(target)
        assert level <= floor, f"{name} imports {target}, which stands above it"
        if other in ONLY_FROM:
            assert own in ONLY_FROM[other], f"{name} imports {target}, which only {ONLY_FROM[other]} may"


def circles(graph):
    """One circle of a graph, {node: set of nodes}, as a list of nodes; empty if there is none."""
    done, path = set(), []

    def follow(node):
        if node in path:
            return path[path.index(node) :] + [node]
        if node in done:
            return []
        path.append(node)
        found = next(filter(None, map(follow, sorted(graph[node]))), [])
        path.pop()
        done.add(node)
        return found

    return next(filter(None, map(follow, sorted(graph))), [])


def test_no_files_import_each_other_in_a_circle():
    assert circles({name: imported(name) - {name} for name in MODULES}) == []


def test_no_rooms_of_a_floor_import_each_other_in_a_circle():
    graph = {}
    for name in MODULES:
        own, _ = room(name)
        graph.setdefault(own, set()).update({room(target)[0] for target in imported(name)} - {own})
    assert circles(graph) == []


def test_a_circle_and_an_import_upwards_are_found():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}}) == ["a", "b", "c", "a"]
    assert circles({"a": {"b", "c"}, "b": {"c"}, "c": set()}) == []
    assert room("original.engines.compat")[1] < room("reproduce.runs.store")[1] < room("reproduce.cli.parser")[1]

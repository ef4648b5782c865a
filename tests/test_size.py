"""No file over 300 lines, no function over 50: a file holds one concept, a function does one job."""

import ast
import os

import pytest
import sources

LARGEST_FILE, LONGEST_FUNCTION = 300, 50
FILES = sources.own(("original", "reproduce", "figures"), (".py", ".h", ".cpp", ".j2", ".js", ".css"))


def read(path):
    with open(os.path.join(sources.ROOT, path), encoding="utf-8") as file:
        return file.read()


def lines_of(function):
    """Return how many lines a function has without its docstring."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if isinstance(first, ast.Expr) and isinstance(getattr(first, "value", None), ast.Constant):
        lines -= first.end_lineno - first.lineno + 1
    return lines


@pytest.mark.parametrize("path", FILES)
def test_no_file_and_no_function_is_too_long(path):
    text = read(path)
    assert len(text.splitlines()) <= LARGEST_FILE
    if path.endswith(".py"):
        functions = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)]
        assert {node.name: lines_of(node) for node in functions if lines_of(node) > LONGEST_FUNCTION} == {}

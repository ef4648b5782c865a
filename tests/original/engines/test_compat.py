"""The stack: Theano's flags, the names that Lasagne needs, and what is said where something is missing."""

import os
import sys

import fresh
import pytest

from original.engines import compat


def run(code, **environment):
    """Return standard output and error of `code` in a fresh Python."""
    return fresh.python("-c", code, leave_out=(), **environment)[1:]


def test_flags_of_the_user_win():
    output, _ = run(
        "from original.engines.compat import theano as t; c = t.config\nprint(c.floatX, c.blas__ldflags, c.optimizer)",
        **{compat.engine.FLAGS: "floatX=float64,blas__ldflags=,optimizer=fast_compile"},
    )
    assert output.split() == ["float64", "fast_compile"]


def test_default_flags():
    output, _ = run(
        "from original.engines.compat import device, theano as t; c = t.config\n"
        "print(c.floatX, device(), c.gcc__cxxflags)",
        **{compat.engine.FLAGS: ""},
    )
    assert output.startswith("float32 cpu -O3 -fno-math-errno")
    assert "-ffast-math" not in output


def test_a_missing_compiler_is_one_clear_error():
    _, error = run("import original.models", PATH=os.path.dirname(sys.executable), **{compat.engine.FLAGS: ""})
    assert "StackError: no C++ compiler found" in error
    assert "apt-get install g++" in error


def test_lasagne_is_imported_without_setuptools_pkg_resources():
    output, _ = run(
        "import sys; from original.engines.compat import lasagne\n"
        "print(lasagne.__version__, 'pkg_resources' in sys.modules)"
    )
    assert output.split()[1] == "False"


@pytest.mark.parametrize(
    "module", ("original.transformers.sampling", "reproduce.evaluation.evaluator", "reproduce.evaluation.sampling")
)
def test_modules_prepare_the_stack_whichever_is_imported_first(module):
    assert run(f"import {module}", **{compat.engine.FLAGS: ""}) == ("", "")

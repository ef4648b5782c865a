"""The facts of the thesis' models: known without an engine, and each declared once."""

import pytest
from fresh import python

from original import spec
from original.registry import Registry

ENGINES = {"theano", "pytensor", "lasagne", "jax", "numba"}


@pytest.mark.parametrize(
    "module",
    (
        "original",
        "original.spec",
        "original.registry",
        "original.options",
        "original.engines",
        "original.engines.choice",
    ),
)
def test_what_exists_is_known_without_an_engine(module):
    code, out, err = python("-c", f"import sys, {module}; print(sorted({ENGINES} & set(sys.modules)))")
    assert (code, out) == (0, "[]"), err


def test_a_registry_keeps_its_order_and_refuses_a_second_entry():
    entries = [spec.Prior("b", "second"), spec.Prior("a", "first")]
    registry = Registry("prior", entries)
    assert list(registry) == ["b", "a"] and registry["a"] is entries[1]
    with pytest.raises(ValueError, match="there is a prior 'a' already"):
        registry.add(spec.Prior("a", "again"))
    with pytest.raises(KeyError, match="unknown prior 'c'; there are b, a"):
        registry["c"]
    assert registry.remove("b") is entries[0] and list(registry) == ["a"] and "b" not in registry


@pytest.mark.parametrize("part", ("mean", "deviation", "map"))
def test_a_prior_of_unknown_parts_is_refused(part):
    with pytest.raises(ValueError, match=f"the {part} of a prior must be one of .*, got 'cubic'"):
        spec.Prior("cubic", "cubic", **{part: "cubic"})

"""Flags of the user: those that go with the models, and one line for each of the others."""

import types

import pytest

from original.engines import StackError
from original.engines.c import rules

CONFIG = {"floatX": "float32", "mode": "Mode", "linker": "cvm", "gcc__cxxflags": "-O3", "openmp": True}


def check(names=(), **config):
    engine = types.SimpleNamespace(config=types.SimpleNamespace(**{**CONFIG, **config}))
    rules.check(engine, "THEANO_FLAGS", names, ("Mode", "FAST_RUN"), ("cvm",))


@pytest.mark.parametrize("config", ({}, {"floatX": "float64"}, {"mode": "FAST_RUN"}, {"gcc__cxxflags": "-O0 -g"}))
def test_these_go_with_the_models(config):
    check(config, **config)


@pytest.mark.parametrize(
    "config, message",
    [
        ({"floatX": "float16"}, "floatX=float16, from THEANO_FLAGS or its file, is none .*: float32 or float64"),
        ({"mode": "FAST_COMPILE"}, "mode=FAST_COMPILE, .*: Mode or FAST_RUN"),
        ({"linker": "py"}, "linker=py, .*: cvm"),
        ({"gcc__cxxflags": "-O3 -ffast-math"}, "with -ffast-math in gcc__cxxflags"),
        ({"gcc__cxxflags": "-Ofast"}, "with -Ofast in gcc__cxxflags"),
    ],
)
def test_these_do_not(config, message):
    with pytest.raises(StackError, match=message):
        check(**config)


def test_a_flag_that_there_is_not():
    with pytest.raises(StackError, match="THEANO_FLAGS: there is no flag floatx"):
        check(["floatX", "floatx"])

"""Modules compiled side by side: all of them, the right ones, and errors as Theano reports them."""

import inspect
import os
import time
import uuid

import filelock
import numpy as np
import pytest
import theano
import theano.tensor as T

from original.engines.c.parallel_compile import _missing_modules, install
from original.kernels.op import KernelOp
from original.kernels.signature import Signature
from theano.link.c.cmodule import GCC_compiler
from theano.link.vm import VMLinker


class Filled(KernelOp):
    """A vector full of one number, with C code that no cache has seen."""

    __props__ = ("number", "code")
    header = "sums.h"
    signature = Signature("N->N")

    def __init__(self, number, code="for (npy_intp i = 0; i < in0[0]; i++) z0[i] = {};"):
        super().__init__()
        self.number, self.code = number, code

    @property
    def call(self):
        return self.code.format(self.number) + " // " + uuid_of_this_run


uuid_of_this_run = uuid.uuid4().hex


@pytest.fixture
def compilers(monkeypatch, request):
    """So many compilers at a time, two by default, on Theano's own linker."""
    monkeypatch.setattr(VMLinker, "make_all", inspect.unwrap(VMLinker.make_all))
    install(getattr(request, "param", 2))


def test_each_module_is_compiled_once_and_ahead(compilers, monkeypatch):
    compiled, compile_now = [], GCC_compiler.compile_str
    monkeypatch.setattr(
        GCC_compiler,
        "compile_str",
        staticmethod(
            lambda **arguments: (
                compiled.append((uuid_of_this_run in arguments["src_code"], arguments["py_module"]))
                or compile_now(**arguments)
            )
        ),
    )
    x = T.vector()
    function = theano.function([x], [Filled(number)(x) for number in (3, 5, 7)] + [Filled(3)(x + 1)])
    assert [int(y[0]) for y in function(np.zeros(2, "float32"))] == [3, 5, 7, 3]
    assert compiled.count((True, False)) == 3  # ahead; what Theano asked for itself would have been imported, too
    assert not list(_missing_modules(function.maker.fgraph.toposort()))


def test_an_error_is_reported_by_theano(compilers, capfd):
    x = T.vector()
    with pytest.raises(Exception, match="Compilation failed"):
        theano.function([x], Filled(1, "this is no C++ {};")(x))


@pytest.mark.parametrize("compilers", (1, 2), indirect=True)
def test_nobody_waits_for_the_cache_while_a_module_is_compiled(compilers, monkeypatch, request):
    free, compile_now = [], GCC_compiler.compile_str

    def compile_str(**arguments):
        if uuid_of_this_run in arguments["src_code"]:
            time.sleep(1)  # by then Theano would hold the lock, if it asked for the module before it is compiled
            lock = filelock.FileLock(os.path.join(theano.config.compiledir, ".lock"))
            with lock.acquire(timeout=20):  # other tests may hold it for a moment
                free.append(arguments["module_name"])
        return compile_now(**arguments)

    monkeypatch.setattr(GCC_compiler, "compile_str", staticmethod(compile_str))
    x = T.vector()
    theano.function([x], Filled(10 + request.node.callspec.params["compilers"])(x))
    assert len(free) == 1

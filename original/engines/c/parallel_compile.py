"""All modules of a function compiled side by side: Theano itself starts one g++ after the other.

A model has some fifty modules that are not in the cache at first, half a second each. Before Theano makes them one by
one, their sources are written and handed to as many compilers as there are cores; Theano then finds each one done.
Theano holds the lock of its cache while g++ runs, and so lets one process compile at a time. Here the lock is held for
a moment, when a module that is done enters the cache. Processes go through the modules in different orders and take
what another has entered: two trainings of one model that start side by side share its modules.
"""

import functools
import itertools
import os
import random
import shutil
import tempfile
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait


def install(workers):
    """Have Theano compile each function with `workers` compilers at a time, outside the lock of its cache."""
    from theano.link.vm import VMLinker

    make_all = VMLinker.make_all

    @functools.wraps(make_all)
    def make_all_from_cache(linker, *args, **kwargs):
        nodes = list(linker.schedule(linker.fgraph))
        random.Random(os.getpid()).shuffle(nodes)
        _compile_all(_missing_modules(nodes), workers)
        return make_all(linker, *args, **kwargs)

    VMLinker.make_all = make_all_from_cache


def _compile_all(missing, workers):
    """Compile the modules that `missing` yields, `workers` at a time, and enter each into the cache when it is done.

    One that fails is left out: Theano tries again in its turn, and reports what is wrong.
    """
    from theano.link.c.cmodule import GCC_compiler

    running = {}
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(workers) as pool:
        while True:
            for linker, key, arguments in itertools.islice(missing, workers - len(running)):
                folder = tempfile.mkdtemp(dir=scratch)
                future = pool.submit(GCC_compiler.compile_str, location=folder, py_module=False, **arguments)
                running[future] = (linker, key, folder)
            if not running:
                return
            for future in wait(running, return_when=FIRST_COMPLETED).done:
                linker, key, folder = running.pop(future)
                if not future.exception():
                    _enter(linker, key, folder)


def _enter(linker, key, folder):
    """Have Theano's cache take the module of `linker` from the files in `folder`."""
    from theano.link.c.basic import get_module_cache
    from theano.link.c.cmodule import GCC_compiler, dlimport

    compile_str = GCC_compiler.compile_str

    def take(module_name, location, **arguments):
        for name in os.listdir(folder):
            shutil.move(os.path.join(folder, name), os.path.join(location, name))
        (library,) = [name for name in os.listdir(location) if name.startswith(module_name)]
        open(os.path.join(location, "__init__.py"), "w").close()
        return dlimport(os.path.join(location, library))

    GCC_compiler.compile_str = staticmethod(take)
    try:
        get_module_cache().module_from_key(key, linker)
    finally:
        GCC_compiler.compile_str = staticmethod(compile_str)


def _missing_modules(nodes):
    """Yield linker, key and the arguments of `compile_str` for each module of `nodes` that Theano's cache lacks."""
    from theano.graph.fg import FunctionGraph
    from theano.graph.op import COp
    from theano.link.c.basic import CLinker, get_module_cache
    from theano.link.c.cmodule import get_module_hash

    cache, seen = get_module_cache(), set()
    for node in nodes:
        if not isinstance(node.op, COp):
            continue
        try:
            node.op.prepare_node(node, storage_map=None, compute_map=None, impl="c")
            linker = CLinker().accept(FunctionGraph(node.inputs, node.outputs))
            key = linker.cmodule_key()
            if key in seen or cache._get_from_key(key) is not None:
                continue
            cache.refresh(cleanup=False)  # another process may have compiled it by now
            if cache._get_from_key(key) is not None:
                continue
            seen.add(key)
            module = linker.get_dynamic_module()
            source = module.code()
            if source in seen or cache._get_from_hash(get_module_hash(source, key), key) is not None:
                continue
            seen.add(source)
            arguments = {
                "module_name": module.code_hash,
                "src_code": source,
                "include_dirs": linker.header_dirs(),
                "lib_dirs": linker.lib_dirs(),
                "libs": linker.libraries(),
                "preargs": linker.compile_args(),
            }
        except Exception:  # nothing is lost: Theano tries again in its turn, and reports what is wrong
            continue
        yield linker, key, arguments

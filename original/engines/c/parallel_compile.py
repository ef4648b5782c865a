"""All modules of a function compiled side by side: Theano itself starts one g++ after the other.

A model has some fifty modules that are not in the cache at first, half a second each. Before Theano makes them one by
one, their sources are written and handed to as many compilers as there are cores; Theano then finds each one done.
Theano holds the lock of its cache while g++ runs, and so lets one process compile at a time. Here g++ has ended before
Theano asks for the lock: trainings and tests that start side by side no longer wait for each other.
"""

import functools
import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor, wait


def install(theano, workers):
    """Have Theano compile each function with `workers` compilers at a time, outside the lock of its cache."""
    from theano.link.c.cmodule import GCC_compiler, dlimport
    from theano.link.vm import VMLinker

    make_all, compile_str = VMLinker.make_all, GCC_compiler.compile_str

    @functools.wraps(make_all)
    def make_all_ahead(linker, *args, **kwargs):
        with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(workers) as pool:
            under_way = {}

            def compile_or_take(module_name, src_code, location, **arguments):
                future = under_way.get(src_code)
                if future is None or future.exception():  # what failed is compiled again, to report it
                    return compile_str(module_name, src_code, location, **arguments)
                for name in os.listdir(future.result()):
                    shutil.move(os.path.join(future.result(), name), os.path.join(location, name))
                (library,) = [name for name in os.listdir(location) if name.startswith(module_name)]
                open(os.path.join(location, "__init__.py"), "w").close()
                return dlimport(os.path.join(location, library))

            try:
                GCC_compiler.compile_str = staticmethod(compile_or_take)
                for arguments in _missing_modules(linker.schedule(linker.fgraph)):
                    folder = os.path.join(scratch, str(len(under_way)))
                    under_way[arguments["src_code"]] = pool.submit(_compile, compile_str, folder, arguments)
                wait(under_way.values())
                return make_all(linker, *args, **kwargs)
            finally:
                GCC_compiler.compile_str = staticmethod(compile_str)
                for future in under_way.values():
                    future.cancel()

    VMLinker.make_all = make_all_ahead


def _compile(compile_str, folder, arguments):
    os.mkdir(folder)
    compile_str(location=folder, py_module=False, **arguments)
    return folder


def _missing_modules(nodes):
    """Yield the arguments of `compile_str` for each module of `nodes` that Theano's cache lacks."""
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
            seen.add(key)
            module = linker.get_dynamic_module()
            source = module.code()
            if source in seen or cache._get_from_hash(get_module_hash(source, key), key) is not None:
                continue
            seen.add(source)
            yield {
                "module_name": module.code_hash,
                "src_code": source,
                "include_dirs": linker.header_dirs(),
                "lib_dirs": linker.lib_dirs(),
                "libs": linker.libraries(),
                "preargs": linker.compile_args(),
            }
        except Exception:  # nothing is lost: Theano tries again in its turn, and reports what is wrong
            continue

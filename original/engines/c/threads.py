"""One pool of threads for the matrix products and for the kernels.

OpenBLAS comes with threads of its own, which wait for the next product in a busy loop, as OpenMP's do for the next
kernel. On as many cores as threads the two pools take the cores from each other: an epoch took five times as long as
on one thread. OpenBLAS from 0.3.27 on lets others run its threads' work.
"""

import ctypes
import os

from original.engines.c import cache

_SOURCE = os.path.join(os.path.dirname(__file__), "..", "..", "kernels", "threads.cpp")


def cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def number() -> int:
    """Return how many threads a process starts: OMP_NUM_THREADS, or one for each core that it may use."""
    wanted = os.environ.get("OMP_NUM_THREADS", "")
    return int(wanted) if wanted.isdigit() and int(wanted) > 0 else cores()


def load_openblas():
    """Return the library of the wheel scipy-openblas32, which Theano's products use; None without it."""
    try:
        import scipy_openblas32
    except ImportError:
        return None
    return ctypes.CDLL(f"{scipy_openblas32.get_lib_dir()}/lib{scipy_openblas32.get_library()}.so")


def use(engine):
    """Have the kernels follow the flag `openmp` of the module `engine`, as long as no second pool comes of it.

    The engine's own elementwise loops stay on one thread: with the flag, Theano-PyMC 1.1.2 writes some that don't
    compile, and PyTensor some that take twice as long.
    """
    if engine.config.openmp and not share(engine):
        engine.config.openmp = False
    engine.tensor.elemwise.Elemwise.openmp = property(lambda self: False, lambda self, value: None)


def share(theano):
    """Have OpenMP's threads do OpenBLAS's work; return whether they do from now on."""
    openblas = load_openblas()
    if not hasattr(openblas, "scipy_openblas_set_threads_callback_function"):
        return False
    with open(_SOURCE, encoding="utf-8") as file:
        identity = file.read(), theano.config.cxx

    def make(folder):
        library = os.path.join(folder, "threads.so")
        cache.run([theano.config.cxx, "-O2", "-fopenmp", "-shared", "-fPIC", _SOURCE, "-o", library])

    folder = cache.cached(theano, "threads", ["threads.so"], identity, make)
    if folder is None:
        return False
    threads = ctypes.CDLL(os.path.join(folder, "threads.so"))
    openblas.scipy_openblas_set_threads_callback_function(threads.run)
    return True

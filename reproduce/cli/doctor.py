"""The check of an installation: versions, speed, device, data, and what is wrong."""

import importlib.util
import os
import platform
import statistics
import subprocess
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from typing import List, Optional

from original.engines.c import flags
from reproduce import __version__
from reproduce.data import mnist
from reproduce.errors import DataError
from reproduce.stack.cores import cores
from reproduce.stack import device_check, engine, golden_vectors
from reproduce.stack.device import find_gpu

PACKAGES = ("Lasagne", "numpy", "scipy", "scikit-learn", "matplotlib", "joblib", "tqdm", "scipy-openblas32")
SLOW_GFLOPS = 5  # single precision; below this a product runs as plain loops, not in an optimised BLAS


def examine(results: str, mnist_dir: Optional[str] = None) -> List[str]:
    """Print the report, and return the list of what is wrong, empty if all is well."""
    wrong = []
    _line("reproduce", __version__)
    _line("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    for name in engine.ENGINES[engine.current().engine].packages + PACKAGES:
        try:
            _line(name, version(name))
        except PackageNotFoundError:
            _line(name, "missing")
            wrong.append(f"{name} is not installed: run `make setup`")
    for check in (_engine, _vectors, lambda: _data(mnist_dir), lambda: _folder(results)):
        wrong += check()
    print()
    for problem in wrong:
        print("wrong: " + problem)
    print(f"{len(wrong) or 'no'} problem{'' if len(wrong) == 1 else 's'} found")
    return wrong


def _line(name, value):
    print(f"{name:18}{value}")


def _engine():
    """Report the device; the rest imports the engine and compiles with it."""
    name, backend = engine.current()
    _line("engine", f"{name} through {backend}")
    gpu, missing = find_gpu()  # first, since Theano can't be imported if it is told to take one that is not there
    _line("GPU", f"{gpu}: --device cuda takes it" if gpu else f"none: {missing}")
    wrong = []
    if gpu:
        wrong = [f"the GPU: {problem}; train on the CPU" for problem in device_check.problems_of("cuda")]
        _line("it computes", "wrongly" if wrong else "what NumPy does")
    return wrong + _theano()


def _theano():
    """Report compiler and BLAS."""
    try:
        from original.engines.compat import device, theano
    except ImportError as error:
        return [f"the engine: {error}"]
    _line("C++ compiler", f"{theano.config.cxx}: {_first_line([theano.config.cxx, '--version'])}")
    _line("device", f"{device()}, {theano.config.floatX}")
    _line("compiled code in", theano.config.compiledir)
    try:
        gflops = _gflops(theano)
    except Exception as error:  # whatever a broken compiler or BLAS does, the report goes on
        reason = str(error).strip().splitlines()[-1]
        return [
            f"the engine can't compile ({reason}): are the compiler and the header Python.h installed? "
            "`make setup` checks."
        ]
    blas = theano.config.blas__ldflags or "NumPy's, called from Python"
    if blas == flags.LINKED_ALREADY:
        blas = "OpenBLAS of the wheel scipy-openblas32"
    _line("BLAS", f"{blas}; {gflops:.0f} GFLOP/s, {cores()} cores")
    if gflops < SLOW_GFLOPS:
        return [f"matrix products are slow ({gflops:.1f} GFLOP/s): Theano found no optimised BLAS"]
    return []


def _vectors():
    """Check the golden vectors on each back end that is installed."""
    name, wrong = engine.current().engine, []
    if not os.path.isfile(golden_vectors.PATH):
        _line("golden vectors", "not in this installation; in a clone")
        return []
    for backend in engine.ENGINES[name].backends:
        if backend != "c" and importlib.util.find_spec(backend) is None:
            _line("golden vectors", f"{backend}: not installed")
            continue
        try:
            difference = golden_vectors.check(name, backend)
        except RuntimeError as error:
            wrong.append(f"the engine {name} can't work through {backend}: {error}")
            continue
        _line("golden vectors", f"{name} through {backend}: within {difference:.0e}")
        if not difference < golden_vectors.LARGEST:
            wrong.append(f"{name} through {backend} computes other numbers than Lasagne did: {difference:.0e} away")
    return wrong


def _gflops(theano, size=1024):
    """Return the speed of single-precision matrix products in the code that the engine compiles, in GFLOP/s."""
    import numpy as np

    values = np.random.default_rng(0).random((size, size), dtype="float32")
    a, b = theano.shared(values), theano.shared(values)
    c = theano.shared(np.zeros_like(values))
    multiply = theano.function([], [], updates=[(c, theano.tensor.dot(a, b))])
    multiply()
    times = []
    for _ in range(5):
        start = time.perf_counter()
        multiply()
        times.append(time.perf_counter() - start)
    return 2 * size**3 / statistics.median(times) / 1e9


def _data(mnist_dir):
    folder, missing = mnist.available(mnist_dir)
    named = bool(mnist_dir or os.environ.get("MNIST_DIR"))
    if missing and not named:
        _line("MNIST", f"not in {folder}; downloaded when it is first needed")
        return []
    try:
        mnist.load(folder)
    except DataError as error:
        _line("MNIST", f"not usable in {folder}")
        return [str(error)]
    _line("MNIST", f"complete and verified, in {folder}")
    return []


def _folder(results):
    """Report whether results can be written."""
    existing = os.path.abspath(results)
    while not os.path.isdir(existing):
        existing = os.path.dirname(existing)
    try:
        tempfile.TemporaryFile(dir=existing).close()
    except OSError as error:
        _line("results", f"not writable: {results}")
        return [f"can't write to {existing}: {error.strerror}; name another folder with --results"]
    _line("results", os.path.abspath(results))
    return []


def _first_line(command):
    try:
        output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
        return output.decode(errors="replace").splitlines()[0]
    except (OSError, IndexError):
        return "does not run"

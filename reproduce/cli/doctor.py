"""The check of an installation: versions, speed, device, data, and what is wrong."""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from typing import Dict, List, Optional

from original.engines.c import flags
from reproduce import __version__
from reproduce.cli import colours
from reproduce.data import mnist
from reproduce.errors import DataError, StackError
from reproduce.stack.cores import cores
from reproduce.stack import device_check, engine, golden_vectors, speed
from reproduce.stack.device import find_gpu
from reproduce.wording import counted

PACKAGES = ("Lasagne", "numpy", "scipy", "scikit-learn", "matplotlib", "joblib", "tqdm", "scipy-openblas32")
SLOW_GFLOPS = 5  # of a core, single precision; below this a product runs as plain loops, not in an optimised BLAS
MANY_MODULES = 3000  # measured: a start with 8,000 takes 8 s longer


class Findings:
    """Findings under headings, printed line by line as they come, or as JSON in the end.

    Attributes
    ----------
    found : dict of str to dict of str to str
        By heading and name.
    """

    def __init__(self, as_json: bool):
        self.as_json = as_json
        self.found: Dict[str, Dict[str, str]] = {}

    def head(self, heading: str) -> None:
        """Begin a part."""
        if not self.as_json:
            print(("\n" if self.found else "") + colours.painted(heading, colours.BOLD, sys.stdout))
        self.found[heading] = {}

    def line(self, name: str, value: str) -> None:
        """Add a finding; one of the same name adds to it."""
        part = self.found[list(self.found)[-1]]
        part[name] = "; ".join([*([part[name]] if name in part else []), value])
        if not self.as_json:
            print(f"{name:18}{value}", flush=True)

    def end(self, wrong: List[str]) -> None:
        """Print what is wrong."""
        if self.as_json:
            print(json.dumps({**self.found, "problems": wrong}, indent=2))
            return
        print()
        for problem in wrong:
            print("wrong: " + problem)
        print(f"{len(wrong) or 'no'} problem{'' if len(wrong) == 1 else 's'} found")


def examine(results: str, mnist_dir: Optional[str] = None, as_json: bool = False) -> List[str]:
    """Print the report, and return the list of what is wrong, empty if all is well."""
    told, wrong = Findings(as_json), []
    told.head("versions")
    told.line("reproduce", __version__)
    told.line("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")
    chosen, backend = engine.current()
    own, *of_backends = engine.ENGINES[chosen].packages
    for name in (own, *of_backends, *PACKAGES):
        try:
            told.line(name, version(name))
        except PackageNotFoundError:
            spare = name in of_backends and name != backend
            told.line(name, f"missing: --backend {name} needs it" if spare else "missing")
            if not spare:
                wrong.append(f"{name} is not installed: run `make setup`")
    told.head("engine")
    wrong += _engine(told)
    told.head("files")
    wrong += _data(told, mnist_dir) + _folder(told, results)
    told.end(wrong)
    return wrong


def _engine(told):
    """Report the device; the rest imports the engine and compiles with it."""
    name, backend = engine.current()
    told.line("engine", f"{name} through {backend}")
    gpu, missing = find_gpu()  # first, since Theano can't be imported if it is told to take one that is not there
    told.line("GPU", f"{gpu}: --device cuda takes it" if gpu else f"none: {missing}")
    wrong = []
    if gpu:
        wrong = [f"the GPU: {problem}; train on the CPU" for problem in device_check.problems_of("cuda")]
        told.line("it computes", "wrongly" if wrong else "what NumPy does")
    try:
        from original.engines import compat
    except ImportError as error:
        return [*wrong, f"the engine: {error}"]
    return wrong + _compiler(told, compat.theano, compat.device()) + _vectors(told) + _speed(told, name)


def _compiler(told, theano, device):
    """Report compiler and BLAS."""
    told.line("C++ compiler", f"{theano.config.cxx}: {_first_line([theano.config.cxx, '--version'])}")
    told.line("device", f"{device}, {theano.config.floatX}")
    told.line("compiled code in", _cache(str(theano.config.compiledir)))  # of PyTensor a Path
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
    told.line("BLAS", f"{blas}; {gflops:.0f} GFLOP/s a core, {cores()} cores")
    if gflops < SLOW_GFLOPS:
        return [f"matrix products are slow ({gflops:.1f} GFLOP/s a core): the engine found no optimised BLAS"]
    return []


def _cache(folder):
    """Return the folder of compiled code, how much it holds, and what to do about too much."""
    modules = len(os.listdir(folder)) if os.path.isdir(folder) else 0
    much = "; each start reads them all: `reproduce runs gc --compiled` empties it" if modules > MANY_MODULES else ""
    return f"{folder}: {counted(modules, 'module')}{much}"


def _vectors(told):
    """Check the golden vectors on each back end that is installed."""
    name, wrong = engine.current().engine, []
    if not os.path.isfile(golden_vectors.PATH):
        told.line("golden vectors", "not in this installation; in a clone")
        return []
    for backend in engine.ENGINES[name].backends:
        if not engine.choice.has_backend(backend):
            told.line("golden vectors", f"{backend}: not installed")
            continue
        try:
            difference = golden_vectors.check(name, backend)
        except RuntimeError as error:
            wrong.append(f"the engine {name} can't work through {backend}: {error}")
            continue
        told.line("golden vectors", f"{name} through {backend}: within {difference:.0e}")
        if not difference < golden_vectors.LARGEST:
            wrong.append(f"{name} through {backend} computes other numbers than Lasagne did: {difference:.0e} away")
    return wrong


def _speed(told, name):
    """Report how fast the back ends are, where there are several."""
    if len(engine.ENGINES[name].backends) == 1:
        return []
    try:
        seconds = speed.measured(name)
    except StackError as error:
        return [str(error)]
    told.line("a minibatch", f"{speed.in_words(seconds)}; --backend {speed.AUTO} takes {next(iter(seconds))}")
    return []


def _gflops(theano, size=1024):
    """Return the speed of single-precision matrix products in the code that the engine compiles, in GFLOP/s a core.

    By processor time, which other programs on the machine don't lengthen.
    """
    import numpy as np

    values = np.random.default_rng(0).random((size, size), dtype="float32")
    a, b = theano.shared(values), theano.shared(values)
    c = theano.shared(np.zeros_like(values))
    multiply = theano.function([], [], updates=[(c, theano.tensor.dot(a, b))])
    multiply()
    times = []
    for _ in range(5):
        start = time.process_time()
        multiply()
        times.append(time.process_time() - start)
    return 2 * size**3 / statistics.median(times) / 1e9


def _data(told, mnist_dir):
    folder, missing = mnist.available(mnist_dir)
    named = bool(mnist_dir or os.environ.get("MNIST_DIR"))
    if missing and not named:
        told.line("MNIST", f"not in {folder}; downloaded when it is first needed")
        return []
    try:
        mnist.load(folder)
    except DataError as error:
        told.line("MNIST", f"not usable in {folder}")
        return [str(error)]
    told.line("MNIST", f"complete and verified, in {folder}")
    return []


def _folder(told, results):
    """Report whether results can be written."""
    existing = os.path.abspath(results)
    while not os.path.isdir(existing):
        existing = os.path.dirname(existing)
    try:
        tempfile.TemporaryFile(dir=existing).close()
    except OSError as error:
        told.line("results", f"not writable: {results}")
        return [f"can't write to {existing}: {error.strerror}; name another folder with --results"]
    told.line("results", os.path.abspath(results))
    return []


def _first_line(command):
    try:
        output = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False).stdout
        return output.decode(errors="replace").splitlines()[0]
    except (OSError, IndexError):
        return "does not run"

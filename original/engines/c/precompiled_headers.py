"""Python's and NumPy's headers, compiled once: each of the hundred small modules of a model includes them.

Reading these headers is half of what g++ does for a module. It takes a precompiled ``Python.h.gch`` instead of
``Python.h`` where it finds one earlier on its path, and ignores one made with other flags, so that nothing can break.
"""

import os
import sys

import numpy as np

from original.engines.c import cache, compiler

HEADERS = ("Python.h", "iostream", "math.h", "cmath", "numpy/arrayobject.h", "numpy/arrayscalars.h")


def use(theano):
    """Make Theano's g++ read precompiled headers. The first call compiles them, in two seconds, into Theano's cache."""
    from theano.link.c.cmodule import GCC_compiler, gcc_version, std_include_dirs

    cxx = theano.config.cxx
    if not compiler.is_gcc(cxx) or not gcc_version() or " " in str(theano.config.base_compiledir):
        return
    flags = ["-g"] + GCC_compiler.compile_args() + ["-fvisibility=hidden"]
    folders = ["-I" + folder for folder in std_include_dirs()]

    def make(folder):
        source = os.path.join(folder, "all.h")
        with open(source, "w") as file:
            file.writelines(f"#include <{header}>\n" for header in HEADERS)
        # The kernels have one more flag; of a folder of headers g++ takes the one that was made with its flags.
        headers = os.path.join(folder, "Python.h.gch")
        os.mkdir(headers)
        cache.run(
            *(
                [cxx] + flags + folders + more + ["-w", "-x", "c++-header", source, "-o", os.path.join(headers, name)]
                for name, more in (("plain", []), ("openmp", ["-fopenmp"]))
            )
        )
        # Who includes Python.h a second time finds this; it has to stand beside the precompiled one.
        with open(os.path.join(folder, "Python.h"), "w") as file:
            file.write("#include_next <Python.h>\n")

    # g++ compares the flags, but not the headers: everything that may change them is in the folder's name. Where they
    # lie is not: the folder is a flag of each module, and each virtual environment would compile all modules again.
    identity = flags, gcc_version(), sys.version, np.__version__
    folder = cache.cached(theano, "precompiled", ["Python.h", "Python.h.gch"], identity, make)
    if folder:
        theano.config.gcc__cxxflags += " -I" + folder

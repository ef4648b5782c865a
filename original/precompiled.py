"""Python's and NumPy's headers, compiled once: each of the hundred small modules of a model includes them.

Reading these headers is half of what g++ does for a module. It takes a precompiled ``Python.h.gch`` instead of
``Python.h`` where it finds one earlier on its path, and ignores one made with other flags, so that nothing can break.
"""

import hashlib
import os
import subprocess
import sys
import tempfile

HEADERS = ("Python.h", "iostream", "math.h", "cmath", "numpy/arrayobject.h", "numpy/arrayscalars.h")


def use(theano):
    """Make Theano's g++ read precompiled headers; makes them on the first call, in Theano's cache, in two seconds."""
    from theano.link.c.cmodule import GCC_compiler, gcc_version, std_include_dirs

    cache = theano.config.base_compiledir
    if os.path.basename(theano.config.cxx) != "g++" or not gcc_version() or " " in cache:
        return
    flags = ["-g"] + GCC_compiler.compile_args() + ["-fvisibility=hidden"]
    flags += ["-I" + folder for folder in std_include_dirs()]
    # g++ compares the flags, but not the headers: everything that may change them is in the folder's name.
    identity = repr((flags, gcc_version(), sys.version, __import__("numpy").__version__))
    folder = os.path.join(cache, "precompiled-" + hashlib.sha256(identity.encode()).hexdigest()[:12])
    if not os.path.exists(os.path.join(folder, "Python.h.gch")):
        try:
            _compile(theano.config.cxx, flags, folder)
        except (OSError, subprocess.SubprocessError):
            return  # no room, no right to write: everything works without, only more slowly
    theano.config.gcc__cxxflags += " -I" + folder


def _compile(cxx, flags, folder):
    os.makedirs(folder, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        source, target = os.path.join(scratch, "all.h"), os.path.join(scratch, "all.gch")
        with open(source, "w") as file:
            file.writelines("#include <{}>\n".format(header) for header in HEADERS)
        subprocess.run([cxx] + flags + ["-w", "-x", "c++-header", source, "-o", target], check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        # Who includes Python.h a second time finds this; it has to stand beside the precompiled one.
        with open(os.path.join(scratch, "Python.h"), "w") as file:
            file.write("#include_next <Python.h>\n")
        os.replace(os.path.join(scratch, "Python.h"), os.path.join(folder, "Python.h"))
        os.replace(target, os.path.join(folder, "Python.h.gch"))

"""The one search for a C++ compiler: setup, the engines and the doctor take what it finds.

``python -m original.engines.c.compiler`` prints the first one that works, and ends with 1 if there is none.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from typing import Callable, Iterator, Optional

NAMES = ("g++", "clang++", "c++")


def candidates() -> Iterator[str]:
    """Return the paths of the compilers that there are: the one that CXX names first."""
    return filter(None, map(shutil.which, filter(None, (os.environ.get("CXX"), *NAMES))))


def find(works: Callable[[str], bool] = lambda compiler: True) -> Optional[str]:
    """Return the first compiler that `works`; None if there is none."""
    return next(filter(works, candidates()), None)


def is_gcc(compiler: str) -> bool:
    """Return whether a compiler is GCC's by its name, conda's included: it has OpenMP and precompiled headers."""
    name = os.path.basename(compiler)
    return name.endswith("g++") and not name.endswith("clang++")


def compiles(compiler: str) -> bool:
    """Return whether a compiler makes a program of one line."""
    with tempfile.TemporaryDirectory() as folder:
        command = [compiler, "-x", "c++", "-o", os.path.join(folder, "program"), "-"]
        try:
            done = subprocess.run(command, input=b"int main() { return 0; }", capture_output=True, check=False)
        except OSError:
            return False
        return done.returncode == 0


if __name__ == "__main__":
    found = find(compiles)
    print(found or "")
    sys.exit(not found)

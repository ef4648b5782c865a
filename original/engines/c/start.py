"""The C back end of either engine, made ready."""

from original.engines import StackError
from original.engines.c import parallel_compile, precompiled_headers, threads


def start(engine, need: str) -> None:
    """Fit out the module `engine`: threads, precompiled headers, modules compiled side by side.

    Raises
    ------
    StackError
        If there is no C++ compiler; `need` says who needs one.
    """
    if not engine.config.cxx:
        raise StackError(
            f"no C++ compiler found, and {need}. Install one: `apt-get install g++` (Debian, Ubuntu), "
            "`dnf install gcc-c++` (Fedora), `xcode-select --install` (macOS)."
        )
    threads.use(engine)
    precompiled_headers.use(engine)
    parallel_compile.install(engine, threads.number())

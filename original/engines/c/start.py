"""The C back end of either engine, made ready."""

import logging

from original.engines.c import environment, parallel_compile, precompiled_headers, threads


def start(engine, variable: str, need: str) -> None:
    """Fit out the module `engine`: threads, precompiled headers, modules compiled side by side.

    Arguments and errors as of `original.engines.c.environment.check`.
    """
    environment.check(engine, variable, need)
    # It warns when another process removed an old module from the cache first, which harms nobody.
    logging.getLogger(f"{engine.__name__}.link.c.cmodule").setLevel(logging.ERROR)
    threads.use(engine)
    precompiled_headers.use(engine)
    parallel_compile.install(threads.number())

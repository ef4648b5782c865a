"""Seconds by what was done in them, of this process and of its workers.

Nothing is measured unless an environment variable names the file that collects the spans. Workers inherit it.
"""

import contextlib
import json
import os
import tempfile
import time
from typing import Callable, Dict, Iterator, List, NamedTuple

VARIABLE = "REPRODUCE_SPANS"

_within: List[float] = []  # seconds of the spans inside each that is open


class Spent(NamedTuple):
    """Seconds that were spent on something, without those of what was measured within, and how many times."""

    seconds: float
    times: int


@contextlib.contextmanager
def span(what: str) -> Iterator[None]:
    """Count the time of the block as spent on `what`; of a span inside another the inner one counts."""
    path = os.environ.get(VARIABLE)
    if not path:
        yield
        return
    start = time.monotonic()
    _within.append(0.0)
    try:
        yield
    finally:
        seconds, inside = time.monotonic() - start, _within.pop()
        if _within:
            _within[-1] += seconds
        with open(path, "a", encoding="utf-8") as file:  # a line is one write, so that processes don't mix theirs
            file.write(json.dumps({"what": what, "seconds": seconds - inside}) + "\n")


@contextlib.contextmanager
def collected() -> Iterator[Callable[[], Dict[str, Spent]]]:
    """Measure within the block; gives a function that returns what was spent so far, the most first."""
    handle, path = tempfile.mkstemp(prefix="reproduce-spans-", suffix=".jsonl")
    os.close(handle)
    os.environ[VARIABLE] = path
    try:
        yield lambda: _read(path)
    finally:
        del os.environ[VARIABLE]
        os.remove(path)


def _read(path):
    spent: Dict[str, Spent] = {}
    with open(path, encoding="utf-8") as file:
        for line in map(json.loads, file):
            before = spent.get(line["what"], Spent(0.0, 0))
            spent[line["what"]] = Spent(before.seconds + line["seconds"], before.times + 1)
    return dict(sorted(spent.items(), key=lambda item: -item[1].seconds))

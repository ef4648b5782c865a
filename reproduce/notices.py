"""Notices beside the results, on standard error: none with --quiet, more of them with --verbose.

The level is an environment variable, which worker processes inherit.
"""

import os
import sys
from typing import Optional

VARIABLE = "REPRODUCE_NOTICES"
QUIET, VERBOSE = "quiet", "verbose"


def choose(quiet: bool = False, verbose: bool = False) -> None:
    """Set the level in this process and in those that it starts; without an argument the environment decides."""
    if quiet or verbose:
        os.environ[VARIABLE] = QUIET if quiet else VERBOSE


def level() -> Optional[str]:
    """Return the level: `QUIET`, `VERBOSE`, or None in between."""
    chosen = os.environ.get(VARIABLE)
    return chosen if chosen in (QUIET, VERBOSE) else None


def take(level: Optional[str]) -> None:
    """Set the level that another process has."""
    os.environ[VARIABLE] = level or ""


def are_quiet() -> bool:
    """Return whether nothing but results and errors is to be shown."""
    return level() == QUIET


def are_verbose() -> bool:
    """Return whether each step is told."""
    return level() == VERBOSE


def tell(text: str) -> None:
    """Print a notice, unless it is to be quiet."""
    if not are_quiet():
        _write(text)


def detail(text: str) -> None:
    """Print a step of the work, if each is to be told."""
    if are_verbose():
        _write(text)


def _write(text):
    tqdm = sys.modules.get("tqdm")
    if tqdm:  # above the bar, if one is shown
        tqdm.tqdm.write(text, file=sys.stderr)
    else:
        print(text, file=sys.stderr)
    sys.stderr.flush()

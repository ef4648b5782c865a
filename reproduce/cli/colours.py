"""Colours of a terminal: for the prefix of errors and for headings, nowhere else."""

import os

RED, BOLD = "31", "1"


def are_wanted(stream) -> bool:
    """Return whether `stream` is a terminal that shows colours, and the user did not refuse them (NO_COLOR)."""
    return not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb" and stream.isatty()


def painted(text: str, colour: str, stream) -> str:
    """Return `text` in a colour, or as it is where `stream` shows none."""
    return f"\x1b[{colour}m{text}\x1b[0m" if are_wanted(stream) else text

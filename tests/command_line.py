"""Command lines, read by the real parser: built once for all tests of a process, since it takes longer than to read."""

import functools

from reproduce.cli import commands
from reproduce.cli.parser import parser_of


@functools.lru_cache(maxsize=None)
def parser():
    """Return the parser with the arguments of every command."""
    return parser_of(commands.commands().values())


def parsed(*words):
    """Return the arguments that the words of a command line give; argparse ends a wrong one by SystemExit."""
    return parser().parse_args(words)

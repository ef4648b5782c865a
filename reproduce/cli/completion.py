"""Completion of what is typed, by argcomplete: the shell calls the program, which answers with the words that fit."""

import argparse
import os

from reproduce.cli.command import PROGRAM
from reproduce.errors import StackError


def is_asked() -> bool:
    """Return whether a shell asks for completions."""
    return "_ARGCOMPLETE" in os.environ


def answer(parser: argparse.ArgumentParser) -> None:
    """Answer a shell that asks for completions, and end the process; do nothing where none asks."""
    if is_asked():
        _argcomplete().autocomplete(parser, always_complete_options=False)


def script(shell: str) -> str:
    """Return the script that makes a shell ask: 'bash', 'zsh' or 'fish'."""
    return _argcomplete().shellcode([PROGRAM], shell=shell)


def _argcomplete():
    try:
        import argcomplete
    except ImportError as error:
        raise StackError(f"completion needs argcomplete ({error}): run `make setup`") from error
    return argcomplete

"""The parts of the help that argparse has no form for: the list of commands in groups, and examples."""

import shutil
import textwrap
from typing import Iterable

from reproduce.cli.command import GROUPS, PROGRAM, Command

INDENT, WIDTH = 4, 16  # columns before a name, and of a name with the space behind it


def of_commands(commands: Iterable[Command]) -> str:
    """Return the list of the commands under the titles of `GROUPS`, in lines."""
    by_group = {group: [command for command in commands if command.group == group] for group in GROUPS}
    sections = [
        "\n".join([f"{group}:", *(_entry(command) for command in found)]) for group, found in by_group.items() if found
    ]
    return "\n\n".join([*sections, f"{PROGRAM} COMMAND --help tells more of one, with examples."])


def _entry(command):
    width = max(60, shutil.get_terminal_size().columns - 2)
    start = " " * INDENT + command.name.ljust(WIDTH)
    return textwrap.fill(command.help, width, initial_indent=start, subsequent_indent=" " * (INDENT + WIDTH))


def of_examples(command: Command) -> str:
    """Return the examples of a command, in lines."""
    title = "example:" if len(command.examples) == 1 else "examples:"
    return "\n".join([title, *(f"  {PROGRAM} {line}" for line in command.examples)]) if command.examples else ""

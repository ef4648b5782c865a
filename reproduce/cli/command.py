"""A command of ``reproduce`` as data."""

import argparse
import dataclasses
from typing import Any, Callable, Dict, Iterable, Optional, Tuple

from reproduce.experiments.options import Option

PROGRAM = "reproduce"
START, PICTURES, VERDICTS, RUNS, PROGRAM_ITSELF = GROUPS = (
    "start here",
    "tables and figures",
    "claims and report",
    "models and runs",
    "this program",
)


@dataclasses.dataclass(frozen=True)
class Command:
    """A command of ``reproduce``.

    Attributes
    ----------
    name, help : str
        The help is one line for the list of commands.
    about : str
        A few sentences for the command's own help.
    run : callable or None
        ``run(arguments)`` does the work, and returns the exit code; None for 0. None for a group of `parts`, which
        prints its help.
    reads : tuple of str
        Names of `ARGUMENTS` and `OPTIONS`: those that `run` reads.
    own : tuple of Option
        Options of this command alone.
    settings : tuple of str
        Settings of `Config` that can be given.
    helps : dict of str to str
        Help of arguments that replaces what stands in `ARGUMENTS`.
    group : str
        One of `GROUPS`: where the list of commands has it.
    examples : tuple of str
        One to three command lines, without ``reproduce``.
    plan : callable or None
        Where the command trains, ``plan(options)`` gives what, as `reproduce.runs.store.Store.make` takes it.
    parts : tuple of Command
        Commands of its own: ``reproduce runs list``.
    """

    name: str
    help: str
    about: str
    run: Optional[Callable[[argparse.Namespace], Optional[int]]] = None
    reads: Tuple[str, ...] = ()
    settings: Tuple[str, ...] = ()
    helps: Dict[str, str] = dataclasses.field(default_factory=dict, hash=False)
    group: str = RUNS
    examples: Tuple[str, ...] = ()
    plan: Optional[Callable[[Any], Dict]] = None
    parts: Tuple["Command", ...] = ()
    own: Tuple[Option, ...] = ()

    def takes(self, option: str) -> bool:
        """Return whether an option, as it is typed (``--train-images``), is one of the command's."""
        return option.lstrip("-").replace("-", "_") in self.taken

    @property
    def taken(self) -> Tuple[str, ...]:
        """The names of all that can be given."""
        return self.reads + self.settings + tuple(option.name for option in self.own)


def typed(commands: Iterable[Command]) -> Dict[Tuple[str, ...], Command]:
    """Return the commands that can be run by the words that are typed: ``("runs", "list")`` for one of a group."""
    found: Dict[Tuple[str, ...], Command] = {}
    for command in commands:
        if command.run:
            found[(command.name,)] = command
        found.update({(command.name, *words): part for words, part in typed(command.parts).items()})
    return found

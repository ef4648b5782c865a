"""Words for what can't be typed: what was meant, or which commands take it."""

from typing import Iterable, List, Mapping, Sequence

from reproduce.cli.command import Command
from reproduce.suggestions import closest, did_you_mean

MOST = 12  # names in a message


def of_choice(value: object, choices: Iterable) -> str:
    """Return what is wrong with a `value` that is none of the `choices`: the closest one, or all if they are few."""
    names = list(map(str, choices))
    suggestion = did_you_mean(value, names)
    listed = "" if suggestion and len(names) > MOST else f" (choose from {', '.join(names)})"
    return f"invalid choice: {value!r}{suggestion}{listed if len(names) <= MOST else ''}"


def of_arguments(
    words: Sequence[str], command: Command, options: Iterable[str], commands: Mapping[str, Command]
) -> str:
    """Return what is wrong with `words` that `command`, whose `options` are given as they are typed, does not take."""
    said = f"unrecognized arguments: {' '.join(words)}"
    option = next((word.split("=")[0] for word in words if word.startswith("-")), None)
    if option is None or command.takes(option):  # then it is the rest that is wrong
        return said
    takers = [name for name, other in commands.items() if other.takes(option)]
    if takers:
        return f"{said}; {option} is an option of {_listed(takers)}"
    meant = closest(option, options)
    if not meant:  # an option of another command, perhaps
        known = {name for other in commands.values() for name in other.taken}
        meant = closest(option, ["--" + name.replace("_", "-") for name in sorted(known)])
    others = [name for name, other in commands.items() if meant and other.takes(meant[0])]
    if not meant:
        return said
    if command.takes(meant[0]):
        return said + did_you_mean(option, meant)
    return f"{said}; did you mean {meant[0]!r}, an option of {_listed(others)}?"


def _listed(names: List[str]) -> str:
    more = len(names) - MOST
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:MOST])} and {more} other commands"

"""The list of commands has groups, and the help of each command ends in examples that can be typed."""

import shlex

import command_line
import pytest

from reproduce.cli import commands, listing
from reproduce.cli.command import GROUPS, typed

COMMANDS = commands.commands()
EVERY = {**{(name,): command for name, command in COMMANDS.items()}, **typed(COMMANDS.values())}


def test_every_command_stands_under_its_group():
    shown = listing.of_commands(COMMANDS.values())
    for command in COMMANDS.values():
        section = shown.split(f"{command.group}:\n")[1].split("\n\n")[0]
        assert f"\n    {command.name} " in "\n" + section
    places = [shown.index(f"{group}:\n") for group in GROUPS]
    assert places == sorted(places) and shown.startswith("start here:")


@pytest.mark.parametrize("words", EVERY, ids=" ".join)
def test_examples_parse_and_end_the_help(words, capsys):
    examples = EVERY[words].examples
    assert 1 <= len(examples) <= 3
    for example in examples:
        typed_words = shlex.split(example)
        assert tuple(typed_words[: len(words)]) == words and command_line.parsed(*typed_words).command.run
    with pytest.raises(SystemExit):
        commands.main([*words, "--help"])
    assert capsys.readouterr().out.rstrip().endswith("\n".join(f"  reproduce {example}" for example in examples))

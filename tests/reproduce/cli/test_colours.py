"""Colours: on a terminal only, and never where the user refuses them."""

import io

import pytest

from reproduce.cli import colours


class Terminal(io.StringIO):
    """Output that calls itself a terminal."""

    def isatty(self):
        return True


@pytest.mark.parametrize(
    "stream, variables, coloured",
    [
        (Terminal(), {"TERM": "xterm"}, True),
        (Terminal(), {"TERM": "dumb"}, False),
        (Terminal(), {"TERM": "xterm", "NO_COLOR": "1"}, False),
        (io.StringIO(), {"TERM": "xterm"}, False),
    ],
)
def test_colours(stream, variables, coloured, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert colours.painted("reproduce:", colours.RED, stream) == (
        "\x1b[31mreproduce:\x1b[0m" if coloured else "reproduce:"
    )

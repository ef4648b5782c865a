"""Images as text for a terminal."""

from types import SimpleNamespace

import numpy as np
import pytest

from reproduce.cli import shading
from reproduce.cli.shading import shaded, side_by_side


def encoded(monkeypatch, encoding):
    """Let the output have an encoding; pytest has a stream of its own in the place of ``sys.stdout``."""
    monkeypatch.setattr(shading, "sys", SimpleNamespace(stdout=SimpleNamespace(encoding=encoding)))


@pytest.fixture(autouse=True)
def ascii_output(monkeypatch):
    encoded(monkeypatch, "ascii")
    monkeypatch.setattr(shading, "LEAST", 1)


def test_shaded_is_darkest_at_0_and_brightest_at_1():
    image = np.zeros((4, 3))
    image[:2, 1] = 1
    image[2:, 2] = 0.5
    assert shaded(image) == [" @ ", "  +"]


def test_shaded_takes_the_mean_of_two_rows():
    assert shaded(np.array([[0.0, 1.0], [1.0, 1.0]])) == ["+@"]


def test_shaded_of_an_odd_number_of_rows_drops_the_last():
    assert shaded(np.ones((3, 2))) == ["@@"]


def test_small_images_are_enlarged_by_a_whole_number(monkeypatch):
    monkeypatch.setattr(shading, "LEAST", 5)
    assert shaded(np.array([[0.0, 1.0], [0.0, 1.0]])) == ["   @@@"] * 3


def test_blocks_are_used_where_the_output_has_them(monkeypatch):
    encoded(monkeypatch, "utf-8")
    assert shaded(np.array([[0.0, 0.5, 1.0]] * 2)) == [" ▒█"]


@pytest.mark.parametrize("columns, expected", [(9, "a     b\n@@    @@\n\nc\n@@"), (4, "a\n@@\n\nb\n@@\n\nc\n@@")])
def test_images_stand_beside_each_other_as_far_as_the_terminal_is_wide(monkeypatch, columns, expected):
    monkeypatch.setenv("COLUMNS", str(columns))
    text = side_by_side(dict.fromkeys("abc", np.ones((2, 2))))
    assert [line.split() for line in text.splitlines()] == [line.split() for line in expected.splitlines()]

"""Tables and pictures made of text."""

import numpy as np

from reproduce.experiments import render

HEADER = ["input (dim z)", "ours"]
ROWS = [["PCA (8)", 75.09], ["VAE (20)", "88.5 ± 1.0"]]


def test_text_table_is_aligned():
    assert render.text_table(HEADER, ROWS).splitlines() == [
        "input (dim z)        ours",
        "-------------  ----------",
        "PCA (8)             75.09",
        "VAE (20)       88.5 ± 1.0",
    ]


def test_markdown_table():
    assert render.markdown_table(HEADER, ROWS).splitlines() == [
        "| input (dim z) | ours |",
        "| --- | ---: |",
        "| PCA (8) | 75.09 |",
        "| VAE (20) | 88.5 ± 1.0 |",
    ]


def test_deviation_stands_beside_the_mean_of_several():
    assert render.with_spread([1, 2, 3], "{:.1f}") == "2.0 ± 1.0"
    assert render.with_spread([2], "{:.1f}") == "2.0"


def test_tables_leave_their_arguments_alone():
    # An empty table is only its header.
    assert len(render.text_table(HEADER, []).splitlines()) == len(render.markdown_table(HEADER, []).splitlines()) == 2
    assert HEADER == ["input (dim z)", "ours"] and len(ROWS) == 2


def test_shaded_is_darkest_at_0_and_brightest_at_1():
    image = np.zeros((4, 3))
    image[:2, 1] = 1
    image[2:, 2] = 0.5
    assert render.shaded(image) == [" @ ", "  +"]


def test_shaded_takes_the_mean_of_two_rows():
    assert render.shaded(np.array([[0.0, 1.0], [1.0, 1.0]])) == ["+@"]


def test_shaded_of_an_odd_number_of_rows_drops_the_last():
    assert render.shaded(np.ones((3, 2))) == ["@@"]


def test_shaded_cuts_at_the_width():
    assert render.shaded(np.ones((2, 40)), width=5) == ["@@@@@"]

"""Table 1, figure 5 and sample quality by recipe, from files that are made up."""

import os

import pytest

from reproduce.cli.commands import main
from reproduce.errors import StoreError
from reproduce.experiments import recipe_tables, table1
from reproduce.experiments.options import Options
from reproduce.report import recipes

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))


def row(*accuracies, signs=()):
    results = [
        {"cv_mean": value, "cv_std": 0.01, "test": value, "dimensions_in_use": 5 + place, "signs": signs * (place == 2)}
        for place, value in enumerate(accuracies)
    ]
    return table1.row("vae", 8, Options({}, len(results)), results)


def test_table_1_counts_what_is_inside_with_and_without_bad_minima():
    # The thesis has 87.70 / 87.99.
    given = {"thesis": [row(0.875, 0.88, 0.5, signs=["blank"])], "author": [row(0.5)], "tuned": [row(0.6, 0.61)]}
    table = recipe_tables.of_table1(given)
    assert table.rows[0] == (
        ["VAE (8)", "87.70 / 87.99", "75.17 / 75.17", "2 of 2", "2 of 2", "6", 3]
        + ["50.00 / 50.00", "(0 of 2)", "(0 of 2)", "5", 1]
        + ["60.50 / 60.50", "0 of 2", "0 of 2", "5.5", 2]
    )
    assert table.rows[1][0] == "inside, all rows" and table.rows[1][7:12] == ["", "(0 of 2)", "(0 of 2)", "", ""]
    assert "As inferred (author): what public files" in table.caption


def test_figure_5_leaves_out_trainings_in_bad_minima():
    rows = [
        {"model": "vae", "dimensions": "20", "test_reconstruction": error, "dimensions_in_use": "8", "signs": signs}
        for error, signs in (("80", ""), ("82", ""), ("300", "blank"))
    ]
    others = [dict(rows[0], dimensions="5"), dict(rows[2], dimensions="20")]
    table = recipe_tables.of_figure5({"thesis": rows, "author": others})
    assert table.rows == [
        ["VAE (20)", "81.0 ± 1.4", "8", 2, 1, "", "", "", 1],
        ["VAE (5)", "", "", "", "", "80.0", "8", 1, 0],
    ]


def test_samples_of_recipes():
    made = {"rows": [{"model": "vae", "dimensions": 20, "frechet": 12.0, "crisp_pixels": 0.5, "signs": []}]}
    table = recipe_tables.of_quality({"thesis": made, "author": made})
    assert table.rows == [["VAE (20)"] + ["12.0", "50.0%", 1, 0] * 2]


def test_nothing_under_two_recipes_is_told(tmp_path, capsys):
    with pytest.raises(StoreError, match="no table under two recipes"):
        recipes.write(str(tmp_path))
    assert main(["recipes", "--results", str(tmp_path)]) == StoreError.exit_code


def test_the_committed_tables_by_recipe_are_those_of_the_results():
    folder = os.path.join(ROOT, "results")
    with open(os.path.join(folder, recipes.NAME), encoding="utf-8") as file:
        text = file.read()
    assert [table.markdown() in text for table in recipes.tables(folder, recipes.judged_in(folder))] == [
        True
    ] * text.count("### ")

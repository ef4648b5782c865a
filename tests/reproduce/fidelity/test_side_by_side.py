"""Readings side by side: a table by model and one by reading, from lines of evidence."""

import pytest
from evidence_lines import line

from reproduce.fidelity import side_by_side

SIGN = "0 of 8 code dimensions in use"
VAE, TVAE = ("vae", 8), ("tvae_affine", 8)
WRITTEN = [line(accuracy=0.87), line(seed=1, accuracy=0.89), line("tvae_affine", accuracy=0.9)]


def rows_of(table):
    return {row[0]: row[1:] for row in table.rows}


def test_models_have_means_over_the_trainings_and_the_number_within_reach():
    table = side_by_side.by_model(WRITTEN, ["as written", "rate 0.3"])
    assert table.header == ["model (dim z)", "thesis"] + ["as written", "in use", "trainings"] + [
        "rate 0.3",
        "in use",
        "trainings",
    ]
    rows = rows_of(table)
    assert rows["VAE (8)"] == ["87.70 / 87.99", "88.00 / 89.00", "7.5", 2, "", "", ""]
    # The thesis' deviations are 0.93 and 0.68 points.
    assert rows["Affine-TVAE (8)"][1:4] == ["90.00 / 91.00", "8", 1] and rows["VAE (20)"][1:4] == ["", "", ""]
    assert rows["of 16 within two deviations"] == ["", 3, "", "", 0, "", ""]


def test_trainings_with_a_sign_count_and_are_marked():
    table = side_by_side.by_model([*WRITTEN, line(seed=2, accuracy=0.1, signs=[SIGN])], ["as written"])
    cell = rows_of(table)["VAE (8)"][1]
    assert cell.endswith(side_by_side.SIGN) and not rows_of(table)["Affine-TVAE (8)"][1].endswith(side_by_side.SIGN)
    assert side_by_side.SIGN in table.caption
    assert side_by_side.SIGN not in side_by_side.by_model(WRITTEN, ["as written"]).caption


def test_readings_have_a_row_where_all_cells_were_trained():
    lines = [*WRITTEN, line(binarize="threshold"), line("tvae_affine", binarize="threshold"), line(learning_rate=0.3)]
    rows = rows_of(side_by_side.by_reading(lines, [VAE, TVAE]))
    assert list(rows) == ["thesis", "as written", "pixels above one half"]
    assert rows["as written"][-1] == 3 and rows["thesis"][-1] == ""


def test_a_reading_that_changes_nothing_for_the_models_has_no_row_of_its_own():
    lines = [line(), line(batch_size=100)]
    assert list(rows_of(side_by_side.by_reading(lines, [VAE]))) == ["thesis", "as written", "batch 100"]
    assert list(rows_of(side_by_side.by_reading([line(measures=("linear_svm-drawn",))], [VAE]))) == [
        "thesis",
        "codes drawn, not means",
    ]


@pytest.mark.parametrize("bounds, shown", [((-100, -104), "-102.0"), ((-100, None), "")])
def test_bounds_are_there_where_all_trainings_have_one(bounds, shown):
    lines = [line(seed=seed, elbo=elbo) for seed, elbo in enumerate(bounds)]
    for one in lines:
        one["test"] = {name: value for name, value in one["test"].items() if value is not None}
    table = side_by_side.by_reading(lines, [VAE], bound=True)
    assert table.header[4] == "test bound" and rows_of(table)["as written"][3] == shown

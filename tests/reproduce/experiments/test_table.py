"""Tables as text and Markdown."""

from reproduce.experiments.table import Table, apart, grouped, with_spread

TABLE = Table(["input (dim z)", "ours", "verdict"], [["PCA (8)", 75.09, ""], ["VAE (20)", "88.5 ± 1.0", "within"]])


def test_text_is_aligned():
    assert TABLE.text().splitlines() == [
        "input (dim z)        ours  verdict",
        "-------------  ----------  -------",
        "PCA (8)             75.09",
        "VAE (20)       88.5 ± 1.0  within",
    ]


def test_markdown_has_columns_of_numbers_to_the_right_and_prose_to_the_left():
    assert TABLE.markdown().splitlines() == [
        "| input (dim z) | ours | verdict |",
        "| --- | ---: | --- |",
        "| PCA (8) | 75.09 |  |",
        "| VAE (20) | 88.5 ± 1.0 | within |",
    ]


def test_caption_stands_below():
    table = Table(["input"], [], "Means.")
    assert table.text() == "input\n-----\n\nMeans." and table.markdown() == "| input |\n| --- |\n\nMeans."


def test_deviation_stands_beside_the_mean_of_several():
    assert with_spread([1, 2, 3], "{:.1f}") == "2.0 ± 1.0"
    assert with_spread([2], "{:.1f}") == "2.0"


def test_rows_are_grouped_in_the_order_of_the_first_ones():
    rows = [{"model": "vae", "seed": 1}, {"model": "ae", "seed": 1}, {"model": "vae", "seed": 0}]
    assert grouped(rows, "model") == {"vae": [rows[0], rows[2]], "ae": [rows[1]]}
    assert list(grouped(rows, "model", "seed")) == [("vae", 1), ("ae", 1), ("vae", 0)]


def test_other_data_than_the_thesis_are_named():
    assert apart("Means.", "mnist") == "Means."
    assert apart("Means.", "digits") == "Means. On digits, not the thesis' data."

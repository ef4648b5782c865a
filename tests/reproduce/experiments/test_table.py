"""Tables as text, Markdown and HTML."""

from reproduce.experiments.table import Table, apart, with_spread

TABLE = Table(["input (dim z)", "ours", "verdict"], [["PCA (8)", 75.09, ""], ["VAE (20)", "88.5 ± 1.0", "within"]])


def test_text_is_aligned():
    assert TABLE.text().splitlines() == [
        "input (dim z)        ours  verdict",
        "-------------  ----------  -------",
        "PCA (8)             75.09         ",
        "VAE (20)       88.5 ± 1.0   within",
    ]


def test_markdown_has_columns_of_numbers_to_the_right_and_prose_to_the_left():
    assert TABLE.markdown().splitlines() == [
        "| input (dim z) | ours | verdict |",
        "| --- | ---: | --- |",
        "| PCA (8) | 75.09 |  |",
        "| VAE (20) | 88.5 ± 1.0 | within |",
    ]


def test_html_is_escaped_and_marked():
    html = Table(["<a>"], [["1 < 2"]]).html(["within"], ["row&1"])
    assert '<th scope="col">&lt;a&gt;</th>' in html
    assert '<tr class="within" id="row&amp;1"><td>1 &lt; 2</td></tr>' in html


def test_caption_stands_below():
    table = Table(["input"], [], "Means.")
    assert table.text() == "input\n-----\n\nMeans." and table.markdown() == "| input |\n| --- |\n\nMeans."


def test_deviation_stands_beside_the_mean_of_several():
    assert with_spread([1, 2, 3], "{:.1f}") == "2.0 ± 1.0"
    assert with_spread([2], "{:.1f}") == "2.0"


def test_other_data_than_the_thesis_are_named():
    assert apart("Means.", "mnist") == "Means."
    assert apart("Means.", "digits") == "Means. On digits, not the thesis' data."

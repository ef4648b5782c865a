"""The report: one page of what is there, complete, self-contained, and readable by a browser."""

import base64
import json
import os
import re
import shutil
import subprocess
from html.parser import HTMLParser

import pytest

from reproduce import files
from reproduce.claims.claim import LEDGER
from reproduce.errors import StoreError
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.table import Table
from reproduce.report import dot_plot, provenance
from reproduce.report import page as report

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
RESULTS = os.path.join(ROOT, "results")
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
CLAIM = {
    "id": "table1.x",
    "where": "V",
    "claim": "A & B",
    "measure": "accuracy",
    "obtained": "accuracy",
    "unit": "%",
    "reported": 90,
    "known": "as printed",
    "reproduced": [88, 92],
    "partly": [86, 94],
    "values": [91.0],
    "mean": 91.0,
    "sd": None,
    "n": 1,
    "verdict": "reproduced",
    "why": "91.00 is 88 to 92",
    "dataset": "mnist",
}


class Page(HTMLParser):
    """Tags with their attributes, and those that are open."""

    VOID = {"meta", "link", "img", "br", "input"}

    def __init__(self, text):
        super().__init__()
        self.tags, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.fixture
def folder(tmp_path):
    for number in (1, 2, 3):
        (tmp_path / f"figure{number}.png").write_bytes(PIXEL)
    files.write_json(str(tmp_path / "claims.json"), [CLAIM])
    shutil.copy(os.path.join(RESULTS, "table1.json"), str(tmp_path))
    return tmp_path


def test_recipes_stand_side_by_side_where_both_were_made(folder):
    assert "by recipe" not in text_of(folder)
    rows = files.read_json(os.path.join(RESULTS, "table1.json"))
    (vae,) = [row for row in rows if (row["input"], row["dim"]) == ("VAE", 8)]
    vae["obtained"].update(cv_mean=12.34, test=23.45)
    (folder / "tuned").mkdir()
    files.write_json(str(folder / "tuned" / "table1.json"), [row for row in rows if row["dim"] == 8])
    text = text_of(folder)
    section = text[text.index("Table 1 by recipe") : text.index("<h2>Interpretations")]
    assert all(f">{cell}</td>" in section for cell in ("VAE (8)", "87.70 / 87.99", "87.09 / 87.30", "12.34 / 23.45"))
    assert "learning rate 0.3" in section and "PCA" not in section and "(20)" not in section


def test_each_prior_has_what_the_thesis_concluded_and_what_we_found(folder):
    claim = dict(CLAIM, id="figure10.rotation", claim="It turns digits", unit="degrees", obtained="deviation")
    given = [dict(claim), dict(claim, id="approximation", mean=None, n=0, verdict="not testable", why="not made")]
    files.write_json(str(folder / "claims.json"), given)
    section = text_of(folder).split("<h2>Prior by prior</h2>")[1].split("<h2>")[0]
    assert section.count("<tr>") == 3  # the header and two claims
    assert "<td>It turns digits</td><td>91.00 degrees: deviation (reproduced: 88 to 92)</td>" in section
    assert "<td>all with a density</td><td></td><td>It turns digits</td><td>not made</td>" in section


def text_of(folder):
    with open(report.make(str(folder)), encoding="utf-8") as file:
        return file.read()


def test_page_is_whole_and_needs_nothing_else(folder):
    text = text_of(folder)
    page = Page(text)
    assert page.open == []
    sources = [attributes[name] for _, attributes in page.tags for name in ("src", "href") if name in attributes]
    ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
    assert len(ids) == len(set(ids)) and all(source[1:] in ids for source in sources if source.startswith("#"))
    assert sources and all(source.startswith(("data:", "#")) for source in sources)
    assert "<script" not in text and "http" not in text


def test_page_shows_what_is_there_and_names_what_is_not(folder):
    text = text_of(folder)
    page = Page(text)
    cards = [attributes["id"] for tag, attributes in page.tags if tag == "section"]
    assert cards[:3] == ["table1", "figure1", "figure2"] and cards[-2:] == ["interpretations", "trainings"]
    assert len([tag for tag, attributes in page.tags if tag == "img"]) == 3
    assert "<code>reproduce figure9</code>: not made yet" in text and "<code>reproduce figure3</code>." in text
    rows = json.load(open(os.path.join(RESULTS, "table1.json"), encoding="utf-8"))
    assert "{:.2f}".format(rows[2]["obtained"]["test"]) in text
    assert "log sigma ≥ -6" in text, "an interpretation"


def test_a_claim_stands_with_the_experiment_that_decides_it_under_each_recipe(folder):
    ours = dict(
        CLAIM, id="figure3.<x>", measure="enough", without_bad_minima={"mean": 95.0, "n": 1, "verdict": "partly"}
    )
    files.write_json(str(folder / "claims.json"), [CLAIM, ours, dict(CLAIM, id="beta")])
    (folder / "author").mkdir()
    files.write_json(str(folder / "author" / "claims.json"), [dict(ours, verdict="not reproduced", n=3)])
    made = {section["name"]: section for section in report.shown(str(folder))["sections"]}
    assert [row["id"] for row in made["table1"]["numbers"]] == ["table1.x", "beta"] and made["table1"]["claims"] == []
    (row,) = made["figure3"]["claims"]
    assert row["verdicts"] == ["not reproduced", "reproduced"] and row["thesis"] == "90%"
    first, second = row["cells"]
    assert (first["recipe"], first["number"], first["without"]) == ("as written", "91.00", "95.00, partly")
    assert [second[part] for part in ("recipe", "mark", "n")] == ["as inferred (author)", "✗", 3]
    text = text_of(folder)
    card = text[text.index('id="figure3"') : text.index('id="figure4"')]
    assert 'id="figure3.&lt;x&gt;" class="is-not-reproduced is-reproduced "' in card and "A &amp; B" in card
    assert "Trained by the recipe author" in text and "1 numbers and claims" not in text
    assert "not tested under it" not in text
    files.write_json(str(folder / "author" / "claims.json"), [ours, dict(ours, verdict="not testable", n=0)])
    assert "it is 1, 0 and 0; 1 was not tested under it." in text_of(folder)


def test_every_claim_has_an_experiment_that_shows_it():
    assert {claim.shown_by for claim in LEDGER.values()} <= set(EXPERIMENTS)


def test_the_first_screen_counts_the_claims_and_names_the_most_probable_reading(folder):
    shutil.copy(os.path.join(RESULTS, "infer.json"), str(folder))
    text = text_of(folder)
    assert "Of 1 numbers and claims of the thesis 1 are reproduced, 0 partly and 0 not" in text
    ranked = files.read_json(os.path.join(RESULTS, "infer.json"))["sound"]["readings"]
    lead = re.search("its numbers are most probable under “(.*?)”: (\\d+)%", text)
    assert lead.groups() == (ranked[0]["name"], f"{100 * ranked[0]['probability']:.0f}")


def test_the_first_screen_names_what_came_true_in_all_and_in_nothing(folder):
    claims = files.read_json(os.path.join(RESULTS, "claims.json"))
    verdicts = dict(zip(["figure9", "figure10", "figure11"], ["reproduced", "not reproduced", "partly"]))
    changed = [dict(claim, verdict=verdicts.get(LEDGER[claim["id"]].shown_by, "partly")) for claim in claims]
    files.write_json(str(folder / "claims.json"), changed)
    (lead,) = re.findall("As written, every claim.*", text_of(folder))
    assert re.sub("<.*?>", "", lead) == "As written, every claim came true in Figure 9; none did in Figure 10."
    files.write_json(str(folder / "claims.json"), [dict(claim, verdict="partly") for claim in claims])
    assert "every claim" not in text_of(folder)


def test_table_1_is_drawn_with_every_training(folder):
    text = text_of(folder)
    assert text.count('<circle class="dot d0"') == 2 * 8 * 3 + 1  # both panels, eight models, three seeds; the legend
    (first, _) = dot_plot.panels({"thesis": files.read_json(os.path.join(RESULTS, "table1.json"))})
    vae = first["rows"][0]
    assert vae["label"] == "VAE (8)" and vae["band"][0] < vae["thesis"] < vae["band"][1] < dot_plot.WIDTH
    assert vae["thesis"] == pytest.approx(sum(vae["band"]) / 2, abs=0.1)


def test_where_it_comes_from_is_said(folder, monkeypatch):
    monkeypatch.setattr(provenance, "of_today", lambda: {"version": "1.2", "commit": "abc", "date": "2017-01-01"})
    assert "reproduce 1.2, commit abc, 2017-01-01" in text_of(folder)
    monkeypatch.undo()
    monkeypatch.setattr(provenance, "ROOT", str(folder))
    assert provenance.of_today()["commit"] is None


RUN = {"model": "vae", "seed": "0", "seconds": "100", "restarts": "0", "signs": "", "machine": "x86_64"}
COLUMNS = (*RUN, "python", "engine", "backend", "Theano-PyMC", "pytensor", "numpy")


def trainings_of(folder, *rows):
    """The text of the section on trainings, of rows of ``runs.csv``."""
    files.write_csv(str(folder / "runs.csv"), [dict(RUN, **row) for row in rows], COLUMNS)
    return text_of(folder).split("<h2>Trainings</h2>")[1]


def test_trainings_name_the_engine_that_made_them(folder):
    theanos = {"python": "3.11.7", "engine": "theano", "backend": "c", "Theano-PyMC": "1.1.2", "numpy": "1.23.5"}
    pytensors = {"python": "3.13.2", "engine": "pytensor", "backend": "numba", "pytensor": "3.3.7", "numpy": "2.3.1"}
    section = trainings_of(folder, theanos, pytensors)
    assert "Python 3.11.7, Theano-PyMC 1.1.2, NumPy 1.23.5, x86_64" in section
    assert "Python 3.13.2, PyTensor 3.3.7 through numba, NumPy 2.3.1, x86_64" in section
    assert "Theano-PyMC ," not in section
    assert re.search(">vae</td>.*>2</td>.*>0</td>.*>0</td>.*>0</td>.*>100</td>", section)


def test_the_claims_are_read_once(folder, monkeypatch):
    read = []
    monkeypatch.setattr(files, "read_json", lambda path, of=files.read_json: (read.append(path), of(path))[1])
    text_of(folder)
    assert sum(path.endswith("claims.json") for path in read) == 1


def test_sections_are_those_of_the_registry(folder):
    titles = re.findall("<h2>(.*?)</h2>", text_of(folder))
    made = [entry.title for entry in EXPERIMENTS.values() if entry.in_all]
    assert titles == made + ["Prior by prior", "Interpretations", "Trainings"]


def test_a_table_that_all_does_not_make_is_shown_where_it_was_made(folder, monkeypatch):
    entry = Experiment(
        "try", "A try", "V", "", "", "try", tables=lambda content: [Table(["<a>"], [[content]])], in_all=False
    )
    EXPERIMENTS.add(entry)
    try:
        assert "A try" not in text_of(folder)
        files.write_json(str(folder / "try.json"), "<7>")
        text = text_of(folder)
        assert "<h2>A try</h2>" in text and '<th scope="col">&lt;a&gt;</th>' in text
        assert "<tr><td>&lt;7&gt;</td></tr>" in text
    finally:
        EXPERIMENTS.remove("try")


def test_nothing_to_report(tmp_path):
    with pytest.raises(StoreError, match="holds no results yet; `reproduce all` makes them"):
        report.make(str(tmp_path))


def browser():
    return next(
        (path for path in map(shutil.which, ("chromium", "chromium-browser", "google-chrome", "chrome")) if path), None
    )


@pytest.mark.skipif(browser() is None, reason="no Chromium")
def test_a_browser_shows_every_image_and_claim_without_an_error(folder):
    path = report.make(str(folder))
    script = (
        "<script>document.title = JSON.stringify({widths: Array.from(document.images, image => "
        "image.naturalWidth), rows: document.querySelectorAll('tr[id]').length});</script>"
    )
    with open(path, encoding="utf-8") as file:
        text = file.read()
    with open(path, "w", encoding="utf-8") as file:
        file.write(text.replace("</body>", script + "</body>"))
    done = subprocess.run(
        [
            browser(),
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--enable-logging=stderr",
            "--dump-dom",
            "file://" + path,
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "CONSOLE" not in done.stderr
    found = json.loads(re.search("<title>({.*?)</title>", done.stdout).group(1).replace("&quot;", '"'))
    assert found == {"widths": [1, 1, 1], "rows": 1}

"""All results in one go, on the digits; and the list of the trainings behind them."""

import os

import pytest

from reproduce import files
from reproduce.claims import gathering
from reproduce.claims.claim import LEDGER
from reproduce.claims.measuring import MEASURES
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.errors import StoreError
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, Picture
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table
from reproduce.report import everything, inventory
from reproduce.runs import run
from reproduce.runs.store import Store

FIGURES = [f"figure{number}" for number in range(1, 10)]
RESULTS = {
    "claims.csv",
    "claims.json",
    "claims.md",
    "conclusions.md",
    "report.html",
    "runs.csv",
    "sample_quality.json",
    "sample_quality.md",
    "table1.csv",
    "table1.json",
    "table1.md",
} | {f"{name}.{ending}" for name in FIGURES for ending in ("csv", *EXPERIMENTS[name].picture.formats)}


def test_trainings_are_listed_with_their_settings(tmp_path):
    store = Store(str(tmp_path), jobs=1)
    config = Config("vae", dim_z=2, dataset="digits", epochs=1, seed=3, learning_rate=0.5)
    store.make({config: ()})
    (row,) = inventory.rows([config, config], store)
    assert (row["run"], row["seed"], row["settings"], row["restarts"]) == (
        config.key(),
        3,
        "dataset digits, learning_rate 0.5",
        0,
    )
    inventory.write([row], str(tmp_path))
    (line,) = files.read_csv(str(tmp_path / "runs.csv"))
    assert line["model"] == "vae" and line["engine"] in ("theano", "pytensor")


def test_the_claims_look_at_37_trainings_for_each_seed():
    # Table 1 has 8, figure 5 another 26 (VAE (20) is in both), figures 7 and 8 three more of two dimensions.
    for seeds in (1, 3):
        assert len(set(gathering.configs(Options({}, seeds=seeds)))) == 37 * seeds


class Known:
    """A store that notes the plans that it is asked to make."""

    def __init__(self):
        self.plans = []

    def check(self, dataset):
        pass

    def make(self, plan, description=""):
        self.plans.append(plan)
        return {}


@pytest.fixture
def judged(monkeypatch):
    """Return what `everything.judge` is called with; the report is not written."""
    found = []
    monkeypatch.setattr(everything, "judge", lambda options, store, folder, contents: found.append(contents))
    monkeypatch.setattr(everything.page, "make", lambda folder: os.path.join(folder, "report.html"))
    return found


def test_all_is_trained_in_one_plan_and_each_table_made_once(tmp_path, judged):
    made, store = [], Known()

    def table(name, run):
        return Experiment(
            name,
            name.title(),
            "V",
            "",
            "",
            name,
            plan=lambda options: {run: (), "shared": (name,)},
            content=lambda options, store: made.append(name) or [name],
            tables=lambda content: [Table(["made"], [content])],
        )

    path = everything.make_all(Options({}), store, str(tmp_path), [table("one", "a"), table("two", "b")])
    assert path == str(tmp_path / "report.html")
    assert store.plans == [{"a": (), "shared": ("one", "two"), "b": ()}]
    assert made == ["one", "two"]
    assert judged == [{"one": ["one"], "two": ["two"]}], "the claims are judged by the tables that were made"
    assert sorted(os.listdir(tmp_path)) == ["one.json", "one.md", "two.json", "two.md"]


def test_a_picture_that_finds_nothing_to_show_is_told_and_the_rest_goes_on(tmp_path, judged, capsys):
    def nothing(options, store):
        raise StoreError("no training ended badly")

    picture = Picture(nothing, list, "nowhere:draw", "")
    experiment = Experiment("figure", "Figure 99", "V", "", "", "figure", picture=picture)
    everything.make_all(Options({}), Known(), str(tmp_path), [experiment])
    assert capsys.readouterr().err == "Figure 99 is not made: no training ended badly\n"
    assert judged == [{}]


@pytest.mark.slow
def test_results_of_the_core_are_made_once(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    command = ["core", "--dataset", "digits", "--epochs", "6"]
    assert commands.main(command) == 0
    folder = str(tmp_path / "results" / "digits")
    assert set(os.listdir(folder)) == RESULTS
    evaluated = files.read_json(os.path.join(folder, "claims.json"))
    assert [claim["id"] for claim in evaluated] == list(LEDGER)
    # Those that tables of other commands decide; but the templates of Table 1's models are looked at here.
    assert [claim["id"] for claim in evaluated if claim["verdict"] == "not testable"] == [
        claim.id
        for claim in LEDGER.values()
        if MEASURES[claim.measure].__module__.rpartition(".")[2]
        in ("priors", "likelihood", "recovery", "denoising", "discrete")
        or claim.measure == "harm_of_glorot"
    ]
    contents = {name: open(os.path.join(folder, name), "rb").read() for name in RESULTS}
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    assert commands.main(command) == 0
    assert [name for name in RESULTS if open(os.path.join(folder, name), "rb").read() != contents[name]] == []

"""Pictures: written with their numbers, under a name of their own."""

import os
import sys
import types

import pytest
from matplotlib.figure import Figure

from reproduce import files
from reproduce.experiments.experiment import Experiment, Picture
from reproduce.experiments.options import Options
from reproduce.report import pictures

ROWS = [{"x": 1, "y": 2}]


def experiment_of(plan=None):
    picture = Picture(lambda options, store: ROWS, list, "drawings_of_a_test:draw", "Caption.")
    return Experiment("line", "Line", "V", "a line", "1 s", "line", plan, picture=picture)


@pytest.fixture
def drawn(monkeypatch):
    """The figures that the function of `experiment_of` drew."""
    found = []

    def draw(measured):
        assert measured == ROWS
        found.append(Figure())
        return found[-1]

    monkeypatch.setitem(sys.modules, "drawings_of_a_test", types.SimpleNamespace(draw=draw))
    return found


class Store:
    """A store that notes what it is asked for."""

    def __init__(self):
        self.checked, self.plans = [], []

    def check(self, dataset):
        self.checked.append(dataset)

    def make(self, plan, description):
        self.plans.append(plan)


def test_a_picture_is_three_files(drawn, tmp_path):
    store = Store()
    assert pictures.make([experiment_of()], Options({}), store, str(tmp_path)) == [str(tmp_path / "line.png")]
    assert sorted(os.listdir(tmp_path)) == ["line.csv", "line.pdf", "line.png"]
    assert files.read_csv(str(tmp_path / "line.csv")) == [{"x": "1", "y": "2"}]
    assert store.checked == store.plans == [], "a diagram needs no data"


def test_trainings_of_all_pictures_go_side_by_side(drawn, tmp_path):
    store = Store()
    both = [experiment_of(lambda options, run=run: {run: ()}) for run in ("a", "b")]
    pictures.make(both, Options({"dataset": "digits"}), store, str(tmp_path))
    assert store.checked == ["digits"] and store.plans == [{"a": (), "b": ()}]


@pytest.mark.parametrize(
    "dataset, plan, expected",
    [("mnist", dict, []), ("digits", dict, ["digits, not the thesis' data"]), ("digits", None, [])],
)
def test_a_picture_of_other_data_says_so(drawn, tmp_path, dataset, plan, expected):
    experiment = experiment_of(plan and (lambda options: {"run": ()}))
    pictures.write(experiment, Options({"dataset": dataset}), Store(), str(tmp_path))
    assert [text.get_text() for text in drawn[0].texts] == expected

"""Pictures: written with their numbers, under a name of their own."""

import os
import sys
import types

import matplotlib
import numpy as np
import pytest
from fresh import python
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


THEIRS = {
    "image.origin": "lower",
    "text.color": "white",
    "axes.titlecolor": "white",
    "savefig.facecolor": "black",
    "savefig.dpi": 10,
    "savefig.bbox": "tight",
    "font.size": 30,
    "text.usetex": True,
    "image.interpolation": "bilinear",
}


def samples_as_png(path):
    images = {"a": np.arange(2 * 3 * 4).reshape(2, 3, 4) / 23}
    pictures.save(pictures.drawn("figures.demo:draw", images, "Title"), str(path))
    return path.read_bytes()


def test_settings_of_the_user_change_no_picture(tmp_path):
    ours = samples_as_png(tmp_path / "ours.png")
    with matplotlib.rc_context(THEIRS):
        assert samples_as_png(tmp_path / "theirs.png") == ours
        assert matplotlib.rcParams["image.origin"] == "lower", "theirs stay in place"


@pytest.mark.parametrize("file", (b"image.origin: lower\nno such: key\n", b"\xff\xfe", b"backend: none\n"))
def test_a_wrong_matplotlibrc_and_a_wrong_backend_end_nothing(tmp_path, file):
    (tmp_path / "matplotlibrc").write_bytes(file)
    program = (
        "import numpy as np\n"
        "from reproduce.report import pictures\n"
        "images = {'a': np.arange(24).reshape(2, 3, 4) / 23}\n"
        f"pictures.save(pictures.drawn('figures.demo:draw', images, 'Title'), {str(tmp_path / 'their.png')!r})"
    )
    settings = {"MATPLOTLIBRC": str(tmp_path), "MPLBACKEND": "nonsense", "MPLCONFIGDIR": str(tmp_path / "none")}
    assert python("-c", program, **settings) == (0, "", "")
    assert (tmp_path / "their.png").read_bytes() == samples_as_png(tmp_path / "ours.png")

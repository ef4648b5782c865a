"""Pictures: what is on them, and that their commands write them."""

import os

import numpy as np
import pytest

from figures import demo, grids
from figures import figure5 as drawing5
from figures import figure8 as drawing8
from figures import samples as drawing
from reproduce import files
from reproduce.experiments import figure1, figure5, figure8, samples
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options
from reproduce.experiments.samples import Panel
from reproduce.report import pictures
from reproduce.runs.store import Store

DIGITS = Options({"dataset": "digits", "epochs": 1})


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    return Store(str(tmp_path_factory.mktemp("results") / "runs"), jobs=1)


def test_a_row_of_samples_for_each_model():
    rows = {"VAE": np.zeros((5, 28, 28)), "T-VAE": np.ones((5, 28, 28))}
    figure = demo.draw(rows, "Samples")
    shown = [axis.images[0].get_array() for axis in figure.axes]
    assert len(shown) == 10
    assert all((picture == 0).all() for picture in shown[:5]) and all((picture == 1).all() for picture in shown[5:])
    assert [axis.get_ylabel() for axis in figure.axes if axis.get_ylabel()] == ["VAE", "T-VAE"]
    assert all(axis.images[0].get_clim() == (0, 1) for axis in figure.axes)


def test_tiles_stand_row_by_row():
    images = np.arange(6).reshape(6, 1, 1) / 10 * np.ones((6, 2, 3))
    sheet = grids.tiled(images, columns=3, gap=1)
    assert sheet.shape == (5, 11)
    np.testing.assert_allclose(sheet[[0, 0, 0, 3, 3, 3], [0, 4, 8, 0, 4, 8]], [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert (sheet[2] == 1).all() and (sheet[:, 3] == 1).all()


def test_panels_in_reading_order():
    panels = [np.full((4, 2, 2), level) for level in (0.1, 0.2, 0.3)]
    figure = grids.draw_panels(panels, ["first", "second", "third"], columns=2)
    assert [axis.get_title() for axis in figure.axes] == ["first", "second", "third", ""]
    assert [axis.images[0].get_array()[0, 0] for axis in figure.axes[:3]] == [0.1, 0.2, 0.3]
    assert not any(axis.axison for axis in figure.axes), "pixels need no ticks"
    for axis in figure.axes[:3]:
        assert axis.title.get_window_extent().y1 < figure.bbox.y1, "titles are within the picture"


def test_figure_5_has_the_dimensions_of_the_thesis_for_each_model():
    assert figure5.points("vae") == [5, 10, 15, 20, 25, 30, 40, 50]
    assert figure5.points("tvae_affine") == figure5.points("dtvae_affine") == [4, 9, 14, 19, 24, 34, 44]
    assert figure5.points("tvae_tps") == [2, 7, 12, 22, 32]
    assert len(figure5.trainings(Options({}, seeds=3))) == 3 * 27


def test_figure_5_draws_means_and_ranges():
    rows = [
        {
            "model": model,
            "dimensions": at,
            "seed": seed,
            "dimensions_in_use": 4 + seed,
            "test_reconstruction": 100 - at + seed,
            "train_reconstruction": 98 - at + seed,
            "signs": "",
        }
        for model in ("vae", "tvae_affine", "tvae_tps", "dtvae_affine")
        for at in (20, 25)
        for seed in (0, 2)
    ]
    rows.append(dict(rows[0], seed=1, test_reconstruction=306, signs="0 of 20 code dimensions in use"))
    errors, in_use = drawing5.draw(rows).axes
    test, train = errors.lines[:2]
    np.testing.assert_allclose(test.get_xydata(), [[20, 81], [25, 76]])
    np.testing.assert_allclose(train.get_xydata(), [[20, 79], [25, 74]])
    low_high = errors.collections[0].get_paths()[0].vertices[:, 1]
    assert (low_high.min(), low_high.max()) == (75, 82)
    np.testing.assert_allclose(in_use.lines[0].get_xydata(), [[20, 5], [25, 5]])
    assert "3 trainings" in errors.get_title()
    (cross,) = [line for line in errors.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert list(cross.get_xdata()) == [20] and cross.get_color() == "C0", "a bad minimum is in no mean, but is shown"


def test_samples_are_decoded_codes(store):
    panels = samples.measure([Panel("vae", 2, plane=True), Panel("vae", 3)], DIGITS, store)
    plane, drawn = panels
    assert plane["images"].shape == drawn["images"].shape == (100, 28, 28)
    assert plane["codes"].shape == (100, 2) and drawn["codes"].shape == (100, 3)
    rows = samples.sample_rows(panels)
    assert (rows[11]["row"], rows[11]["column"], rows[11]["model"], rows[11]["dim_z"]) == (2, 2, "vae", 2)
    np.testing.assert_allclose([float(value) for value in rows[111]["z"].split()], drawn["codes"][11], atol=1e-4)
    titles = [axis.get_title() for axis in drawing.draw(panels).axes]
    assert titles == ["VAE, dim z = 2", "VAE, dim z = 3"]


def test_figure_8_colours_codes_by_class():
    codes = np.arange(20).reshape(10, 2) / 10
    panels = [{"model": model, "codes": codes, "labels": np.arange(10)} for model in figure8.ORDER]
    figure = drawing8.draw(panels)
    assert [axis.get_title() for axis in figure.axes] == ["VAE", "Affine-TVAE", "Affine-DTVAE", "TPS-TVAE"]
    points = figure.axes[0].collections[0]
    np.testing.assert_allclose(points.get_offsets(), codes)
    assert len({tuple(colour) for colour in points.get_facecolors()}) == 10
    rows = figure8.code_rows(panels)
    assert len(rows) == 40 and (rows[13]["label"], rows[13]["z1"], rows[13]["z2"]) == (3, 0.6, 0.7)


def test_every_figure_says_what_it_shows_and_which_trainings_it_needs():
    for number in range(1, 13):
        experiment = EXPERIMENTS[f"figure{number}"]
        assert len(experiment.picture.caption) > 40
        assert bool(experiment.plan and experiment.plan(Options({}))) == (number >= 5)


def test_files_of_a_figure(store, tmp_path):
    (path,) = pictures.make([figure1.FIGURE1], DIGITS, store, str(tmp_path))
    assert path == str(tmp_path / "figure1.png")
    assert sorted(os.listdir(tmp_path)) == ["figure1.csv", "figure1.pdf", "figure1.png"]
    first = (tmp_path / "figure1.pdf").read_bytes()
    pictures.make([figure1.FIGURE1], DIGITS, store, str(tmp_path))
    assert (tmp_path / "figure1.pdf").read_bytes() == first, "the same numbers give the same file"
    assert files.read_csv(str(tmp_path / "figure1.csv"))

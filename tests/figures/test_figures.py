"""Pictures: what is on them, and that their commands write them."""

import os

import numpy as np
import pytest

from figures import demo, grids, style
from figures import figure5 as drawing5
from figures import figure8 as drawing8
from figures import samples as drawing
from original.spec import MODELS
from reproduce import files
from reproduce.evaluation.coded import Coded
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


def words(figure):
    """Return what is written on a figure laid out in pixels."""
    return [text.get_text() for text in figure.axes[0].texts if text.get_text()]


def test_a_row_of_samples_for_each_model():
    rows = {"VAE": np.zeros((5, 28, 28)), "T-VAE": np.ones((5, 28, 28))}
    figure = demo.draw(rows, "Samples")
    shown = [image.get_array() for image in figure.images]
    assert len(shown) == 10
    assert all((picture == 0).all() for picture in shown[:5]) and all((picture == 1).all() for picture in shown[5:])
    assert words(figure) == ["Samples", "VAE", "T-VAE"]
    assert all(image.get_clim() == (0, 1) for image in figure.images)


def test_tiles_stand_row_by_row():
    images = np.arange(6).reshape(6, 1, 1) / 10 * np.ones((6, 2, 3))
    sheet = grids.tiled(images, columns=3, gap=1)
    assert sheet.shape == (5, 11)
    np.testing.assert_allclose(sheet[[0, 0, 0, 3, 3, 3], [0, 4, 8, 0, 4, 8]], [0, 0.1, 0.2, 0.3, 0.4, 0.5])
    assert (sheet[2] == 1).all() and (sheet[:, 3] == 1).all()


def test_colours_stand_in_tiles_and_panels():
    images = np.ones((4, 5, 7, 3)) * np.linspace(0.1, 0.4, 4)[:, None, None, None] * (1, 0, 0)
    sheet = grids.tiled(images, columns=2)
    assert sheet.shape == (11, 15, 3) and sheet[0, 0].tolist() == [0.1, 0, 0] and sheet[5].min() == 1
    figure = grids.draw_panels([grids.Grid(images, "red")], scale=3)
    assert figure.images[0].get_array().shape == (33, 45, 3)


@pytest.mark.parametrize("width, scale", ((28, 2), (4, 12), (40, 1), (128, 1)))
def test_samples_of_any_size_stand_in_panels_of_about_one_size(width, scale):
    assert drawing._scale(np.zeros((100, 20, width))) == scale


def test_codes_without_classes_have_no_accuracy_and_no_numbers(rng):
    codes = rng.standard_normal((40, 2))
    for labels, numbers in ((np.zeros(40, dtype=int), []), (np.arange(40) % 12, list(map(str, range(12))))):
        panel = {"model": "vae", "codes": codes, "labels": labels, "accuracy": None}
        axis = drawing8.draw([panel] * 4).axes[0]
        assert [text.get_text() for text in axis.texts] == numbers and "accuracy" not in axis.get_title(loc="right")
    assert figure8._accuracy(Coded(codes, np.zeros(40), codes[:, 0])) is None
    assert figure8._accuracy(Coded(codes[:20], np.arange(20) % 2, codes[:20, 0])) is None


def test_panels_in_reading_order():
    panels = [grids.Grid(np.full((4, 30, 30), level), f"level {level}", axes=("x", "y")) for level in (0.1, 0.2, 0.3)]
    figure = grids.draw_panels(panels, columns=2)
    assert words(figure)[::3] == ["level 0.1", "level 0.2", "level 0.3"] and words(figure)[1:3] == ["x →", "y →"]
    assert [image.get_array()[0, 0] for image in figure.images] == [0.1, 0.2, 0.3]
    first, second, third = [(image.ox, image.oy) for image in figure.images]
    assert first[0] < second[0] and first[1] == second[1] and third[0] == first[0] and third[1] < first[1]
    for text in figure.axes[0].texts:
        assert figure.bbox.y0 < text.get_window_extent().y0 and text.get_window_extent().y1 < figure.bbox.y1


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
    assert (test.get_color(), test.get_marker()) == (style.LOOKS["vae"].colour, style.LOOKS["vae"].marker)
    np.testing.assert_allclose(test.get_xydata(), [[20, 81], [25, 76]])
    np.testing.assert_allclose(train.get_xydata(), [[20, 79], [25, 74]])
    low_high = errors.collections[0].get_paths()[0].vertices[:, 1]
    assert (low_high.min(), low_high.max()) == (75, 82)
    np.testing.assert_allclose(in_use.lines[0].get_xydata(), [[20, 5], [25, 5]])
    assert "3 trainings" in errors.get_title()
    (cross,) = [line for line in errors.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert list(cross.get_xdata()) == [20], "a bad minimum is in no mean, but is shown"
    assert cross.get_color() == style.LOOKS["vae"].colour
    written = [text.get_text() for text in errors.texts]
    assert written == ["306", *(MODELS[model].title for model in ("vae", "tvae_affine", "tvae_tps", "dtvae_affine"))]
    heights = sorted(text.xy[1] for text in errors.texts[1:])
    low, high = errors.get_ylim()
    assert min(np.diff(heights)) > 0.04 * (high - low), "curves that end at one point have labels apart"


def test_bad_minima_of_one_dimension_stand_apart():
    row = {"dimensions": 20, "dimensions_in_use": 4, "train_reconstruction": 80, "signs": "none in use"}
    rows = [
        dict(row, model=model, seed=seed, test_reconstruction=100 + seed)
        for model in ("vae", "tvae_tps")
        for seed in (0, 7)
    ]
    errors, _ = drawing5.draw(rows).axes
    assert [text.get_text() for text in errors.texts] == ["100, 107", "100, 107"]
    figure = errors.get_figure()
    figure.canvas.draw()
    lower, upper = sorted((text.get_window_extent() for text in errors.texts), key=lambda box: box.y0)
    assert lower.y1 <= upper.y0


def test_samples_are_decoded_codes(store):
    panels = samples.measure([Panel("vae", 2, plane=True), Panel("vae", 3)], DIGITS, store)
    plane, drawn = panels
    assert plane["images"].shape == drawn["images"].shape == (100, 28, 28)
    assert plane["codes"].shape == (100, 2) and drawn["codes"].shape == (100, 3)
    rows = samples.sample_rows(panels)
    assert (rows[11]["row"], rows[11]["column"], rows[11]["model"], rows[11]["dim_z"]) == (2, 2, "vae", 2)
    np.testing.assert_allclose([float(value) for value in rows[111]["z"].split()], drawn["codes"][11], atol=1e-4)
    assert (plane["plane"], drawn["plane"], plane["quality"]) == (True, False, [])
    assert words(drawing.draw(panels)) == [
        "VAE, dim z = 2",
        "quantiles of $z_1$ →",
        "quantiles of $z_2$ →",
        "VAE, dim z = 3",
    ]
    for number, distance in enumerate((20, 22)):
        drawn["quality"].append({"frechet": distance, "crisp_pixels": 0.7 + number / 10})
    assert words(drawing.draw([drawn])) == [
        "VAE, dim z = 3",
        "Fréchet distance 21.0 ± 1.4, crisp pixels 75.0% ± 7.1%; 2 trainings",
    ]
    assert words(drawing.draw([dict(drawn, quality=drawn["quality"][:1])]))[1].endswith("70.0%; 1 training")
    assert words(drawing.draw([dict(drawn, signs=["no code in use"])]))[1] == "In a bad local minimum: no code in use"


def test_figure_8_colours_codes_by_class():
    codes = np.arange(20).reshape(10, 2) / 10
    codes[9] = 0.5, -9
    panels = [{"model": model, "codes": codes, "labels": np.arange(10), "accuracy": 0.5} for model in figure8.ORDER]
    figure = drawing8.draw(panels)
    assert [axis.get_title("left") for axis in figure.axes] == ["VAE", "Affine-TVAE", "Affine-DTVAE", "TPS-TVAE"]
    assert figure.axes[0].get_title("right") == "accuracy 50%, 1 clipped"
    points = figure.axes[0].collections[0]
    np.testing.assert_allclose(points.get_offsets(), codes[:9])
    assert len({tuple(colour) for colour in points.get_facecolors()}) == 9
    assert all(axis.get_aspect() == 1 and axis.get_xlim() == axis.get_ylim() for axis in figure.axes)
    assert [text.get_position() for text in figure.axes[0].texts] == [tuple(code) for code in codes]
    assert figure.axes[0].patches[0].get_radius() == pytest.approx((-2 * np.log(0.05)) ** 0.5, abs=1e-3)
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
    assert sorted(os.listdir(tmp_path)) == [f"figure1.{ending}" for ending in ("csv", "pdf", "png", "svg")]
    first = {ending: (tmp_path / f"figure1.{ending}").read_bytes() for ending in ("pdf", "png", "svg")}
    pictures.make([figure1.FIGURE1], DIGITS, store, str(tmp_path))
    for ending, content in first.items():
        assert (tmp_path / f"figure1.{ending}").read_bytes() == content, "the same numbers give the same file"
    assert files.read_csv(str(tmp_path / "figure1.csv"))

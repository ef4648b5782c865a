"""The look of the pictures: colours that hold under colour blindness, sharp pixels, and nobody else's settings."""

import importlib
import itertools
import pkgutil

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb
from PIL import Image

import figures
from figures import canvas, figure5, palette, style
from original.spec import MODELS, thesis_models
from reproduce.report import pictures

# Machado, Oliveira, Fernandes (2009), A physiologically-based model for simulation of color vision deficiency, table 1:
# deuteranopia (severity 1.0), on linear RGB.
DEUTERANOPIA = np.array(
    [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
)
# IEC 61966-2-1: linear sRGB to CIE XYZ, D65.
XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def lab(colour, seen=None):
    """CIE L*a*b* of a colour, as someone sees it."""
    encoded = np.array(to_rgb(colour))
    linear = np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)
    part = XYZ @ np.clip((np.eye(3) if seen is None else seen) @ linear, 0, 1) / XYZ.sum(axis=1)
    x, y, z = np.where(part > (6 / 29) ** 3, np.cbrt(part), part / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def least_distance(colours, seen=None):
    """The least CIE76 difference of two of the colours; about 2.3 is just noticeable."""
    return min(np.linalg.norm(lab(a, seen) - lab(b, seen)) for a, b in itertools.combinations(colours, 2))


def test_known_colours():
    # CIE L*a*b* of sRGB red under D65: 53.24, 80.09, 67.20 (Lindbloom's calculator).
    np.testing.assert_allclose(lab("#ff0000"), [53.24, 80.09, 67.20], atol=0.05)
    assert least_distance(["#ff0000", "#ff0000"]) == 0
    # Matplotlib's red and green, which figure 5 had, are one brown.
    assert least_distance(["#d62728", "#2ca02c"], DEUTERANOPIA) < 10 < 100 < least_distance(["#d62728", "#2ca02c"])


@pytest.mark.parametrize("seen", [None, DEUTERANOPIA], ids=["all cones", "deuteranopia"])
def test_models_are_told_apart(seen):
    # Measured under deuteranopia: 55.7 for the thesis' four models, as by colorspacious 1.1.2, and 24.9 with ours.
    assert least_distance([style.LOOKS[model].colour for model in thesis_models()], seen) > 50
    assert least_distance([look.colour for look in style.LOOKS.values()], seen) > 20


def test_each_model_has_a_look_of_its_own():
    assert set(style.LOOKS) == set(MODELS)
    for part in ("colour", "marker", "line"):
        assert len({getattr(look, part) for look in style.LOOKS.values()}) == len(style.LOOKS)


@pytest.mark.parametrize("scale", [1, 2, 3, 5])
@pytest.mark.parametrize("size", [(301, 211), (997, 640), (1250, 1986)])
def test_a_pixel_of_an_image_is_a_square_of_whole_ones(tmp_path, scale, size):
    levels = np.random.default_rng(0).integers(0, 256, size=(28, 28)) / 255
    sheet = canvas.Canvas(*size)
    sheet.image(levels, 17, 23, scale)
    path = tmp_path / "sheet.png"
    pictures.save(sheet.figure, str(path))
    saved = np.asarray(Image.open(path).convert("L"))
    assert saved.shape == size[::-1]
    shown = saved[23 : 23 + 28 * scale, 17 : 17 + 28 * scale]
    np.testing.assert_array_equal(shown, np.kron(shown[::scale, ::scale], np.ones((scale, scale))))
    assert abs(shown[::scale, ::scale] - levels * 255).max() < 2.5, "128 colours of 256; measured: 2"
    assert (saved[:23] == 255).all() and (saved[:, :17] == 255).all()


def test_a_line_lies_on_the_pixels_that_it_is_about():
    sheet = canvas.Canvas(200, 150)
    sheet.image(np.zeros((28, 28)), 20, 30, 4)
    sheet.line(np.array([[0, 5], [27, 5]]), 20, 30, 4, (28, 28), linewidth=0.5, color="red")
    rows, columns = np.nonzero(np.ptp(palette.rgb_of(sheet.figure).astype(int), axis=2) > 100)
    assert set(rows) <= {51, 52} and (columns.min(), columns.max()) in {(22, 129), (22, 130), (21, 130), (21, 129)}


def test_a_palette_keeps_an_image_of_few_colours():
    rng = np.random.default_rng(0)
    few = rng.integers(0, 256, size=(200, 3), dtype="uint8")[rng.integers(0, 200, size=(40, 60))]
    np.testing.assert_array_equal(np.asarray(palette.indexed(few).convert("RGB")), few)
    many = rng.integers(0, 256, size=(40, 60, 3), dtype="uint8")
    assert palette.indexed(many).mode == "P" and len(palette.indexed(many).getcolors()) <= 256


HOSTILE = {
    "image.origin": "lower",
    "text.usetex": True,
    "image.cmap": "jet",
    "axes.facecolor": "black",
    "font.size": 30,
    "lines.linewidth": 9,
    "savefig.dpi": 30,
    "figure.dpi": 31,
    "savefig.transparent": True,
    "axes.prop_cycle": matplotlib.cycler(color=["pink"]),
}


def test_the_style_of_others_is_of_no_effect(tmp_path):
    rows = [
        {
            "model": "vae",
            "dimensions": at,
            "seed": 0,
            "dimensions_in_use": 4,
            "test_reconstruction": 100 - at,
            "train_reconstruction": 98 - at,
            "signs": "",
        }
        for at in (20, 25)
    ]
    sheet = np.random.default_rng(0).random((28, 28))
    for name, settings in (("plain", {}), ("hostile", HOSTILE)):
        with matplotlib.rc_context(settings):
            pictures.save(figure5.draw(rows), str(tmp_path / f"{name}.png"))
            drawn = canvas.Canvas(100, 100)
            drawn.image(sheet, 3, 4, 2)
            np.testing.assert_allclose(drawn.figure.images[0].get_array()[::2, ::2], sheet)
            assert {name: matplotlib.rcParams[name] for name in settings} == settings, "and it stays"
    assert (tmp_path / "plain.png").read_bytes() == (tmp_path / "hostile.png").read_bytes()


def test_all_that_draws_does_it_under_the_style():
    names = [module.name for module in pkgutil.iter_modules(figures.__path__)]
    drawing = [
        function
        for module in names
        for name, function in vars(importlib.import_module(f"figures.{module}")).items()
        if name in ("draw", "graphical_model") and function.__module__ == f"figures.{module}"
    ]
    assert len(drawing) >= 9 and all(hasattr(function, "__wrapped__") for function in drawing)

"""Denoising: its measures on known cases, its table, its picture, and the command from end to end."""

import os

import numpy as np
import pytest

from figures.denoising import draw
from reproduce import files
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.data import datasets
from reproduce.evaluation.evaluator import Evaluator
from reproduce.evaluation.denoising import errors, pca_reconstructions, reconstructions
from reproduce.experiments import denoising
from reproduce.experiments.experiment import EXPERIMENTS
from reproduce.experiments.options import Options
from reproduce.runs import run
from reproduce.runs.store import Store

SETTINGS = {"dataset": "digits", "epochs": 1}


def row(noise, name, seed=None, mse=0.02):
    dims = (None, None) if seed is None else (8, 18)
    return dict(
        {"noise": noise, "noise_level": denoising.LEVELS[noise], "input": name, "seed": seed, "run": None},
        dim_z=dims[0],
        dim_u=dims[1],
        mse=mse,
        psnr=17.0,
        cross_entropy=100.0,
    )


TABLE = {
    "dataset": "digits",
    "dimensions": 26,
    "rows": [
        row("salt-and-pepper", "noisy"),
        row("salt-and-pepper", "tvae_tps", 0, 0.01),
        row("salt-and-pepper", "tvae_tps", 1, 0.03),
        row("gaussian", "pca"),
        row("gaussian", "tvae_tps", 0),
    ],
}


def test_no_error_without_a_difference(rng):
    clean = (rng.random((5, 1, 4, 4)) < 0.5).astype("float32")
    measured = errors(clean, clean)
    assert (measured["mse"], measured["psnr"]) == (0, np.inf)
    assert measured["cross_entropy"] == pytest.approx(16e-6, rel=1e-3), "1e-6 nats a pixel, by the clip"


def test_errors_of_a_known_difference():
    clean = np.zeros((2, 1, 4, 4), dtype="float32")
    images = np.stack([np.full((1, 4, 4), level) for level in (0.1, 0.01)])
    measured = errors(images, clean)
    assert measured["mse"] == pytest.approx((0.1**2 + 0.01**2) / 2)
    assert measured["psnr"] == pytest.approx((20 + 40) / 2)
    assert measured["cross_entropy"] == pytest.approx(-16 * (np.log(0.9) + np.log(0.99)) / 2)
    assert errors(1 - images, 1 - clean) == pytest.approx(measured)


def test_cross_entropy_is_finite_where_a_pixel_is_wrong():
    black, white = np.zeros((1, 1, 2, 2)), np.ones((1, 1, 2, 2))
    assert errors(black, white)["cross_entropy"] == pytest.approx(-4 * np.log(1e-6))


def test_pca_of_full_rank_gives_the_noisy_images_back():
    noisy = datasets.load("digits", noise="gaussian", noise_level=0.3)
    restored = pca_reconstructions(noisy.train_images, noisy.test_images, dim=784)
    assert restored.shape == noisy.test_images.shape
    np.testing.assert_allclose(restored, noisy.test_images, atol=1e-6)


def test_pca_removes_noise_within_its_subspace(rng):
    # Images on a line, with noise in all 784 directions: one component keeps about 1 / 784 of its power.
    direction = np.full(784, 0.5)
    clean = (rng.uniform(0.6, 1.4, (3000, 1)) * direction).reshape(-1, 1, 28, 28)
    noisy = clean + 0.05 * rng.standard_normal(clean.shape)
    restored = pca_reconstructions(noisy[:2000], noisy[2000:], dim=1)
    assert errors(restored, clean[2000:])["mse"] < 0.05**2 / 200


def test_all_have_the_same_number_of_dimensions():
    options = Options({"epochs": 2}, seeds=2)
    for noise, level in denoising.LEVELS.items():
        configs = denoising.configs(options, noise)
        assert [(config.model, config.dim_z, config.seed) for config in configs[::2]] == [
            ("vae", 26, 0),
            ("tvae_affine", 20, 0),
            ("tvae_tps", 8, 0),
            ("dtvae_affine", 20, 0),
        ]
        assert {config.dim_z + config.dim_u for config in configs} == {denoising.DIMENSIONS}
        assert {(config.noise, config.noise_level, config.epochs) for config in configs} == {(noise, level, 2)}


def test_references_of_other_images_have_another_folder():
    noisy = {"noise": "gaussian", "noise_level": 0.3}
    configs = [
        Config("vae", **dict(noisy, **more))
        for more in (
            {},
            {"noise": "salt-and-pepper"},
            {"noise_level": 0.2},
            {"binarize": "sample"},
            {"train_images": 9},
            {"dataset": "digits"},
        )
    ]
    assert len({denoising._reference(config).name for config in configs}) == len(configs)


def test_rendered_table():
    (table,) = denoising.tables(TABLE)
    assert table.header == [
        "noise",
        "model (dim z + dim u)",
        "MSE per pixel",
        "PSNR dB",
        "cross entropy, nats per image",
        "seeds",
    ]
    assert table.rows == [
        ["Salt and pepper, 25%", "Noisy image", "0.0200", "17.00", "100.0", ""],
        ["Salt and pepper, 25%", "TPS-TVAE (8 + 18)", "0.0200 ± 0.0141", "17.00 ± 0.00", "100.0 ± 0.0", 2],
        ["Gaussian, σ = 0.3", "PCA (26)", "0.0200", "17.00", "100.0", ""],
        ["Gaussian, σ = 0.3", "TPS-TVAE (8 + 18)", "0.0200", "17.00", "100.0", 1],
    ]
    assert "not the thesis' data" in table.caption
    assert "digits" not in denoising.tables(dict(TABLE, dataset="mnist"))[0].caption


def test_picture_has_a_block_for_each_noise_and_a_row_for_each_model():
    rows = {"Clean": np.zeros((10, 1, 28, 28)), "VAE": np.full((10, 1, 28, 28), 0.5)}
    shown = {"labels": np.arange(10), "images": np.arange(10, 20), "rows": rows, "psnr": {"Clean": np.inf, "VAE": 6.02}}
    blocks = [{"noise": noise, "noise_level": level, **shown} for noise, level in denoising.LEVELS.items()]
    figure = draw(blocks)
    words = [text.get_text() for text in figure.axes[0].texts]
    assert words == [
        word
        for title in ("Salt and pepper, 25%", "Gaussian, σ = 0.3")
        for word in (title, "PSNR, dB", "Clean", "VAE", "6.0")
    ]
    levels = [image.get_array() for image in figure.images]
    assert len(levels) == 40 and (levels[0] == 0).all() and (levels[10] == 0.5).all()
    lines = denoising.rows_shown(blocks)
    assert len(lines) == 40
    assert lines[13] == {
        "noise": "salt-and-pepper",
        "noise_level": 0.25,
        "row": "VAE",
        "image": 13,
        "label": 3,
        "mse": 0.25,
    }


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """The folder that the command writes to, with the VAE alone."""
    folder = str(tmp_path_factory.mktemp("results"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(denoising, "thesis_models", lambda: ("vae",))
        assert (
            commands.main(["denoising", "--dataset", "digits", "--epochs", "1", "--jobs", "1", "--results", folder])
            == 0
        )
    return folder


@pytest.fixture
def vae_alone(monkeypatch):
    monkeypatch.setattr(denoising, "thesis_models", lambda: ("vae",))


@pytest.mark.heavy
def test_command_writes_table_and_picture(results):
    folder = os.path.join(results, "digits")
    assert sorted(os.listdir(folder)) == ["denoising." + ending for ending in ("csv", "json", "md", "pdf", "png")]
    table = files.read_json(os.path.join(folder, "denoising.json"))
    names = ["noisy", "averaged", "pca", "vae"]
    assert [(row["noise"], row["input"]) for row in table["rows"]] == [
        (noise, name) for noise in denoising.LEVELS for name in names
    ]
    with open(os.path.join(folder, "denoising.md"), encoding="utf-8") as file:
        text = file.read()
    assert "| VAE (26 + 0) |" in text and text.endswith(denoising.tables(table)[0].caption + "\n")
    shown = files.read_csv(os.path.join(folder, "denoising.csv"))
    assert [line["label"] for line in shown[:10]] == [str(label) for label in range(10)]
    assert [line["row"] for line in shown[:40:10]] == ["Clean", "Noisy", "PCA", "VAE"]
    assert {line["mse"] for line in shown if line["row"] == "Clean"} == {"0.0"}


def test_references_are_ordered_as_they_must_be(results):
    rows = files.read_json(os.path.join(results, "digits", "denoising.json"))["rows"]
    for noise in denoising.LEVELS:
        noisy, averaged, pca = [
            next(row for row in rows if (row["noise"], row["input"]) == (noise, name)) for name in denoising.REFERENCES
        ]
        assert averaged["mse"] < pca["mse"] < noisy["mse"] and averaged["psnr"] > pca["psnr"] > noisy["psnr"]
    # An eighth of the pixels is black in place of x, an eighth white.
    clean = datasets.load("digits").test_images.astype("float64")
    expected = 0.125 * (clean**2).mean() + 0.125 * ((1 - clean) ** 2).mean()
    assert rows[0]["mse"] == pytest.approx(expected, rel=0.02)


def test_models_are_measured_at_the_posterior_mean_against_the_clean_images(results, vae_alone):
    (config,) = denoising.configs(Options(SETTINGS), "gaussian")
    store = Store(os.path.join(results, "runs"))
    dataset = store.dataset_for(config)
    net = store.network(config)
    # The bound's reconstruction term at z = mu is the cross entropy of the noisy images.
    restored = reconstructions(net, dataset.test_images)
    assert errors(restored, dataset.test_images)["cross_entropy"] == pytest.approx(
        Evaluator(net).terms(dataset.test_images)["reconstruction_mean"], rel=1e-4
    )
    rows = files.read_json(os.path.join(results, "digits", "denoising.json"))["rows"]
    assert rows[-1]["run"] == config.key()
    measured = {part: rows[-1][part] for part in denoising.PARTS}
    assert measured == pytest.approx(errors(restored, datasets.load("digits").test_images))


def test_nothing_is_made_twice(results, vae_alone, monkeypatch):
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    monkeypatch.setattr(denoising, "errors", lambda *args: pytest.fail("measures again"))
    table = EXPERIMENTS["denoising"].make(Options(SETTINGS), Store(os.path.join(results, "runs"), jobs=1))
    assert table == files.read_json(os.path.join(results, "digits", "denoising.json"))

"""Denoising (Introduction, section III): models trained on noisy images alone, measured against the clean ones.

The thesis says that its models denoise and shows no experiment, so noise, levels and measures are our choice. Model
and PCA see noisy images only: they learn from those of the training set, as input and as target, and reconstruct those
of the test set.
"""

import os

import numpy as np

from original.spec import MODELS
from reproduce import files
from reproduce.config import Config
from reproduce.data.noise import averaged
from reproduce.evaluation.forward import Forward
from reproduce.experiments import render
from reproduce.experiments.names import NAMES, THESIS
from reproduce.runs import run
from reproduce.runs.store import Baseline, Measure, plan_of

LEVELS = {"salt-and-pepper": 0.25, "gaussian": 0.3}  # of noise, see `reproduce.data.noise.noisy`
DIMENSIONS = 26  # of PCA, and dim_z + dim_u of every model: 18 of a thin plate spline leave 8 to z
COLUMNS = (
    ("MSE per pixel", "mse", "{:.4f}"),
    ("PSNR dB", "psnr", "{:.2f}"),
    ("cross entropy, nats per image", "cross_entropy", "{:.1f}"),
)
PARTS = tuple(part for _, part, _ in COLUMNS)
REFERENCES = {"noisy": "Noisy image", "averaged": "Noise averaged out", "pca": f"PCA ({DIMENSIONS})"}


def configs(options, noise):
    """The trainings on one kind of noise, for all models and seeds of a `reproduce.experiments.options.Options`."""
    return [
        Config.fitting(
            model,
            dim_z=DIMENSIONS - MODELS[model].dim_u(),
            seed=seed,
            **dict(options.settings, noise=noise, noise_level=LEVELS[noise]),
        )
        for model in THESIS
        for seed in range(options.seeds)
    ]


def errors(images, clean):
    """How far images are from the clean ones.

    Parameters
    ----------
    images, clean : ndarray of shape (N, 1, H, W), in [0, 1]

    Returns
    -------
    dict
        ``mse``: mean squared error per pixel. ``psnr``: peak signal to noise ratio of an image in dB, the peak being
        1, mean over images. ``cross_entropy``: that of the clean image under Bernoulli probabilities `images`, in
        nats, mean over images, with the clip of appendix A.
    """
    from original.distributions import CLIP

    clean = clean.reshape(len(clean), -1).astype("float64")
    images = images.reshape(clean.shape).astype("float64")
    of_image = ((images - clean) ** 2).mean(axis=1)
    p = np.clip(images, CLIP, 1 - CLIP)
    with np.errstate(divide="ignore"):  # an image without an error has an infinite ratio
        psnr = -10 * np.log10(of_image)
    return {
        "mse": float(of_image.mean()),
        "psnr": float(psnr.mean()),
        "cross_entropy": float(-(clean * np.log(p) + (1 - clean) * np.log1p(-p)).sum(axis=1).mean()),
    }


def reconstructions(net, images):
    """A model's x' of images, z and u at their posterior means; both of shape (N, 1, H, W)."""
    return Forward(net)(["l_out"], l_in=images)[0]


def pca_reconstructions(train, images, dim=DIMENSIONS):
    """`images` from their first `dim` principal components, those of `train`, clipped to [0, 1]; (N, 1, H, W)."""
    from sklearn.decomposition import PCA

    pca = PCA(dim, svd_solver="full").fit(train.reshape(len(train), -1).astype("float64"))
    codes = pca.transform(images.reshape(len(images), -1).astype("float64"))
    return np.clip(pca.inverse_transform(codes), 0, 1).reshape(images.shape)


def _of_run(config, folder, dataset):
    return errors(reconstructions(run.load_network(config, folder), dataset.test_images), dataset.clean_test_images)


DENOISING = Measure("denoising", dict.fromkeys(PARTS, float), _of_run)


def make(options, store):
    """Train what is missing, measure.

    Parameters
    ----------
    options : reproduce.experiments.options.Options
    store : reproduce.runs.store.Store

    Returns
    -------
    dict
        ``dataset``, ``dimensions`` (`DIMENSIONS`), and ``rows``: for each noise its ``noise``, ``noise_level``,
        ``input`` (`REFERENCES` and models), ``dim_z``, ``dim_u``, ``seed``, ``run`` (these None for the references)
        and what `errors` gives.
    """
    store.check(options.dataset)
    trainings = {noise: configs(options, noise) for noise in LEVELS}
    references = {noise: _reference(of_noise[0]) for noise, of_noise in trainings.items()}
    made = store.make(plan_of(list(references.values()) + sum(trainings.values(), []), DENOISING), "Denoising")
    rows = []
    for noise, of_noise in trainings.items():
        rows += [_row(noise, name, made[references[noise]][DENOISING.name][name]) for name in REFERENCES]
        rows += [_row(noise, config.model, made[config][DENOISING.name], config) for config in of_noise]
    return {"dataset": options.dataset, "dimensions": DIMENSIONS, "rows": rows}


def _row(noise, name, result, config=None):
    about = (
        {"dim_z": None, "dim_u": None, "seed": None, "run": None}
        if config is None
        else {"dim_z": config.dim_z, "dim_u": config.dim_u, "seed": config.seed, "run": config.key()}
    )
    return dict({"noise": noise, "noise_level": LEVELS[noise], "input": name}, **about, **result)


def _measure_references(config, folder, dataset):
    """The errors of noisy images, of their mean over the noise, and of PCA, on the images of `config`."""
    restored = pca_reconstructions(dataset.train_images[: config.train_images or None], dataset.test_images)
    clean = dataset.clean_test_images
    return {
        "noisy": errors(dataset.test_images, clean),
        "pca": errors(restored, clean),
        "averaged": errors(averaged(clean, config.noise, config.noise_level), clean),
    }


def _reference(config):
    """The `Baseline` on the images of `config`, named by all that it depends on."""
    parts = [config.dataset, f"pca{DIMENSIONS}", config.noise, f"{config.noise_level:g}"]
    if config.binarize != "none":
        parts.append(config.binarize)
    if config.train_images:
        parts.append(f"first{config.train_images}")
    return Baseline(
        "-".join(parts), config, Measure(DENOISING.name, dict.fromkeys(REFERENCES, dict), _measure_references)
    )


def render_table(table):
    """(header, cells) for `reproduce.experiments.render`: means over trainings, deviations where there are several."""
    cells = []
    for noise, level, name in dict.fromkeys((row["noise"], row["noise_level"], row["input"]) for row in table["rows"]):
        own = [row for row in table["rows"] if (row["noise"], row["input"]) == (noise, name)]
        title = REFERENCES.get(name) or "{} ({} + {})".format(NAMES[name], own[0]["dim_z"], own[0]["dim_u"])
        cells.append(
            [in_words(noise, level), title]
            + [render.with_spread([row[part] for row in own], form) for _, part, form in COLUMNS]
            + ["" if name in REFERENCES else len(own)]
        )
    return ["noise", "model (dim z + dim u)"] + [title for title, _, _ in COLUMNS] + ["seeds"], cells


def in_words(noise, level):
    """A noise and its level, for tables and pictures."""
    return f"Salt and pepper, {level:.0%}" if noise == "salt-and-pepper" else f"Gaussian, σ = {level:g}"


def caption(table):
    """What a reader has to know beside the table."""
    text = (
        "Models and PCA learn from noisy training images and reconstruct noisy test images, at the posterior means "
        "and in {} dimensions; the errors are those against the clean test images. 'Noise averaged out' is the "
        "mean over all draws of the noise, greyer than the clean image: what a model would give that had learnt "
        "from noisy images all but the noise. The cross entropy is that of the clean image under the "
        "reconstruction as Bernoulli probabilities, clipped as in appendix A. The thesis reports no such "
        "numbers.".format(table["dimensions"])
    )
    return text if table["dataset"] == "mnist" else text + " On {}, not the thesis' data.".format(table["dataset"])


def write(table, folder):
    """``denoising.json`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "denoising.json"), table)
    files.write_text(
        os.path.join(folder, "denoising.md"), f"{render.markdown_table(*render_table(table))}\n\n{caption(table)}\n"
    )

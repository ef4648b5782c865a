"""Denoising (Introduction, section III): models trained on noisy images alone, measured against the clean ones.

The thesis says that its models denoise and shows no experiment, so noise, levels and measures are our choice. Model
and PCA see noisy images only: they learn from those of the training set, as input and as target, and reconstruct those
of the test set.
"""

from typing import Any, Dict, List

import numpy as np

from original.spec import MODELS, thesis_models
from reproduce.config import Config
from reproduce.data.noise import averaged
from reproduce.evaluation.denoising import errors, pca_reconstructions, reconstructions
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, Picture
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.runs import network
from reproduce.runs.store import Baseline, Measure, Store, plan_of

LEVELS = {"salt-and-pepper": 0.25, "gaussian": 0.3}  # of noise, see `reproduce.data.noise.noisy`
DIMENSIONS = 26  # of PCA, and dim_z + dim_u of every model: 18 of a thin plate spline leave 8 to z
COLUMNS = (
    ("MSE per pixel", "mse", "{:.4f}"),
    ("PSNR dB", "psnr", "{:.2f}"),
    ("cross entropy, nats per image", "cross_entropy", "{:.1f}"),
)
PARTS = tuple(part for _, part, _ in COLUMNS)
REFERENCES = {"noisy": "Noisy image", "averaged": "Noise averaged out", "pca": f"PCA ({DIMENSIONS})"}


def configs(options: Options, noise: str) -> List[Config]:
    """Return the trainings on one kind of noise, for all models and seeds."""
    return [
        config
        for model in thesis_models()
        for config in options.trainings(
            model, DIMENSIONS - MODELS[model].dim_u(), noise=noise, noise_level=LEVELS[noise]
        )
    ]


def plan(options: Options) -> Dict:
    """Return trainings and references on all kinds of noise, and what is measured, as `Store.make` takes it."""
    trainings = {noise: configs(options, noise) for noise in LEVELS}
    references = [_reference(of_noise[0]) for of_noise in trainings.values()]
    return plan_of(references + sum(trainings.values(), []), DENOISING)


def content(options: Options, store: Store) -> Dict[str, Any]:
    """Return the errors of all models and references.

    Returns
    -------
    dict
        ``dataset``, ``dimensions`` (`DIMENSIONS`), and ``rows``: for each noise its ``noise``, ``noise_level``,
        ``input`` (`REFERENCES` and models), ``dim_z``, ``dim_u``, ``seed``, ``run`` (these None for the references)
        and what `reproduce.evaluation.denoising.errors` gives.
    """
    made, rows = store.make(plan(options), "Denoising"), []
    for noise in LEVELS:
        trainings = configs(options, noise)
        references = made[_reference(trainings[0])][DENOISING.name]
        rows += [_row(noise, name, references[name]) for name in REFERENCES]
        rows += [_row(noise, config.model, made[config][DENOISING.name], config) for config in trainings]
    return {"dataset": options.dataset, "dimensions": DIMENSIONS, "rows": rows}


def _row(noise, name, result, config=None):
    run_of = {"dim_z": None, "dim_u": None, "seed": None, "run": None}
    if config:
        run_of = {"dim_z": config.dim_z, "dim_u": config.dim_u, "seed": config.seed, "run": config.key()}
    return {"noise": noise, "noise_level": LEVELS[noise], "input": name, **run_of, **result}


def _measure_model(config, folder, dataset):
    return errors(reconstructions(network.load_network(config, folder), dataset.test_images), dataset.clean_test_images)


def _measure_references(config, folder, dataset):
    """Return the errors of noisy images, of their mean over the noise, and of PCA, on the images of `config`."""
    restored = pca_reconstructions(_train_images(config, dataset), dataset.test_images, DIMENSIONS)
    clean = dataset.clean_test_images
    return {
        "noisy": errors(dataset.test_images, clean),
        "pca": errors(restored, clean),
        "averaged": errors(averaged(clean, config.noise, config.noise_level), clean),
    }


def _train_images(config, dataset):
    """Return the noisy images that train the model of `config`, and so PCA."""
    return dataset.train_images[: config.train_images or None]


DENOISING = Measure("denoising", dict.fromkeys(PARTS, float), _measure_model)


def _reference(config):
    """Return the `Baseline` on the images of `config`, named by all that it depends on."""
    parts = [config.dataset, f"pca{DIMENSIONS}", config.noise, f"{config.noise_level:g}"]
    if config.binarize != "none":
        parts.append(config.binarize)
    if config.train_images:
        parts.append(f"first{config.train_images}")
    return Baseline(
        "-".join(parts), config, Measure(DENOISING.name, dict.fromkeys(REFERENCES, dict), _measure_references)
    )


def tables(made: Dict[str, Any]) -> List[Table]:
    """Return the table: means over trainings, and deviations where there are several."""
    cells = []
    for (noise, level, name), own in grouped(made["rows"], "noise", "noise_level", "input").items():
        title = REFERENCES.get(name) or f"{MODELS[name].title} ({own[0]['dim_z']} + {own[0]['dim_u']})"
        numbers = [with_spread([row[part] for row in own], form) for _, part, form in COLUMNS]
        cells.append([in_words(noise, level), title] + numbers + ["" if name in REFERENCES else len(own)])
    header = ["noise", "model (dim z + dim u)"] + [title for title, _, _ in COLUMNS] + ["seeds"]
    caption = (
        "Models and PCA learn from noisy training images and reconstruct noisy test images, at the posterior means "
        f"and in {made['dimensions']} dimensions; the errors are those against the clean test images. 'Noise averaged "
        "out' is the mean over all draws of the noise, greyer than the clean image: what a model would give that had "
        "learnt from noisy images all but the noise. The cross entropy is that of the clean image under the "
        "reconstruction as Bernoulli probabilities, clipped as in appendix A. The thesis reports no such numbers."
    )
    return [Table(header, cells, apart(caption, made["dataset"]))]


def in_words(noise: str, level: float) -> str:
    """Return a noise and its level, for tables and pictures."""
    return f"Salt and pepper, {level:.0%}" if noise == "salt-and-pepper" else f"Gaussian, σ = {level:g}"


def shown(options: Options, store: Store) -> List[dict]:
    """Return what the picture shows: a block for each noise.

    Returns
    -------
    list of dict
        ``noise``, ``noise_level``, ``labels`` and ``images`` (10,), those shown, ``rows``: dict of name to images of
        shape (10, 1, H, W), the clean ones first, and ``psnr``: dict of name to the ratio in dB, mean of these ten.
    """
    blocks = []
    for noise, level in LEVELS.items():
        trainings = [config for config in configs(options, noise) if config.seed == 0]
        dataset = store.dataset_for(trainings[0])
        labels, places = np.unique(dataset.test_labels, return_index=True)
        images = dataset.test_images[places]
        rows = {
            "Clean": dataset.clean_test_images[places],
            "Noisy": images,
            "PCA": pca_reconstructions(_train_images(trainings[0], dataset), images, DIMENSIONS),
        }
        for config in trainings:
            rows[MODELS[config.model].title] = reconstructions(store.network(config), images)
        psnr = {name: errors(row, rows["Clean"])["psnr"] for name, row in rows.items()}
        of_noise = {"noise": noise, "noise_level": level}
        blocks.append({**of_noise, "labels": labels, "images": places, "rows": rows, "psnr": psnr})
    return blocks


def rows_shown(blocks: List[dict]) -> List[dict]:
    """Return a row for each picture: what it is of, and its mean squared error against the clean image, per pixel."""
    return [
        {
            "noise": block["noise"],
            "noise_level": block["noise_level"],
            "row": name,
            "image": int(number),
            "label": int(label),
            "mse": round(float(((image - clean) ** 2).mean()), 5),
        }
        for block in blocks
        for name, images in block["rows"].items()
        for number, label, image, clean in zip(block["images"], block["labels"], images, block["rows"]["Clean"])
    ]


EXPERIMENTS.add(
    Experiment(
        name="denoising",
        title="Denoising",
        section="III",
        help="models trained on noisy images, as denoisers",
        about=(
            f"The four models and PCA with {DIMENSIONS} dimensions each, trained on images with salt and pepper and "
            "with Gaussian noise: how far are their reconstructions from the clean test images?"
        ),
        takes="45 min",
        stem="denoising",
        plan=plan,
        content=content,
        tables=tables,
        picture=Picture(
            measure=shown,
            rows=rows_shown,
            draw="figures.denoising:draw",
            caption=(
                "The first test image of each class: clean, with noise, and as PCA and models trained on noisy images "
                "alone reconstruct the noisy one at their posterior means, in 26 dimensions each. We see digits "
                "without noise on a grey ground: a model of noisy images learns their mean, in which black pixels are "
                "as grey as the noise makes them on average. The thesis has no such picture; it says that its models "
                "denoise."
            ),
        ),
    )
)

"""Denoising: a test image of each class, clean, noisy, and as PCA and the models reconstruct it."""

import numpy as np
from matplotlib.figure import Figure

from figures.grids import tiled
from reproduce.experiments import denoising
from reproduce.experiments.names import NAMES
from reproduce.runs.store import plan_of

CAPTION = (
    "The first test image of each class: clean, with noise, and as PCA and models trained on noisy images alone "
    "reconstruct the noisy one at their posterior means, in 26 dimensions each. The thesis has no such picture; "
    "it says that its models denoise."
)

SIDE, GAP = 0.42, 2  # inches across an image; pixels between two


def configs(options):
    """The trainings with seed 0, for each noise."""
    return [config for noise in denoising.LEVELS for config in denoising.configs(options, noise) if config.seed == 0]


def measure(options, store):
    """For each noise ``noise``, ``noise_level``, ``labels`` and ``images`` (10,), those shown, and ``rows``: dict of
    name to images of shape (10, 1, H, W), the clean ones first."""
    store.make(plan_of(configs(options)), "Denoising")
    measured = []
    for noise, level in denoising.LEVELS.items():
        shown_configs = [config for config in configs(options) if config.noise == noise]
        dataset = store.dataset_for(shown_configs[0])
        labels, shown = np.unique(dataset.test_labels, return_index=True)
        images = dataset.test_images[shown]
        train_images = dataset.train_images[: shown_configs[0].train_images or None]
        rows = {
            "Clean": dataset.clean_test_images[shown],
            "Noisy": images,
            "PCA": denoising.pca_reconstructions(train_images, images),
        }
        for config in shown_configs:
            rows[NAMES[config.model]] = denoising.reconstructions(store.network(config), images)
        measured.append({"noise": noise, "noise_level": level, "labels": labels, "images": shown, "rows": rows})
    return measured


def table(blocks):
    """One row for each picture: what it is of, and its mean squared error against the clean image, per pixel."""
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


def draw(blocks):
    """A block for each noise side by side, with the same rows."""
    rows = list(blocks[0]["rows"])
    columns = len(blocks[0]["labels"])
    figure = Figure(figsize=(1.2 + len(blocks) * SIDE * columns, 0.5 + SIDE * len(rows)))
    for axis, block in zip(figure.subplots(1, len(blocks), sharey=True, squeeze=False).flat, blocks):
        images = np.concatenate([block["rows"][name] for name in rows])[:, 0]
        axis.imshow(tiled(images, columns, GAP), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        height = images.shape[1]
        axis.set(
            title=denoising.in_words(block["noise"], block["noise_level"]),
            xticks=[],
            yticks=[(height + GAP) * row + height / 2 for row in range(len(rows))],
            yticklabels=rows,
        )
        axis.tick_params(length=0)
        for spine in axis.spines.values():
            spine.set_visible(False)
    figure.set_layout_engine("tight")
    return figure

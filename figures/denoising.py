"""Denoising: a test image of each class, clean, noisy, and as PCA and the models reconstruct it."""

from typing import List

import numpy as np
from matplotlib.figure import Figure

from figures.grids import tiled
from reproduce.experiments.denoising import in_words

SIDE, GAP = 0.42, 2  # inches across an image; pixels between two


def draw(blocks: List[dict]) -> Figure:
    """Draw a block for each noise side by side, see `reproduce.experiments.denoising.shown`."""
    rows = list(blocks[0]["rows"])
    columns = len(blocks[0]["labels"])
    figure = Figure(figsize=(1.2 + len(blocks) * SIDE * columns, 0.5 + SIDE * len(rows)))
    for axis, block in zip(figure.subplots(1, len(blocks), sharey=True, squeeze=False).flat, blocks):
        images = np.concatenate([block["rows"][name] for name in rows])[:, 0]
        axis.imshow(tiled(images, columns, GAP), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        height = images.shape[1]
        axis.set(
            title=in_words(block["noise"], block["noise_level"]),
            xticks=[],
            yticks=[(height + GAP) * row + height / 2 for row in range(len(rows))],
            yticklabels=rows,
        )
        axis.tick_params(length=0)
        for spine in axis.spines.values():
            spine.set_visible(False)
    figure.set_layout_engine("tight")
    return figure

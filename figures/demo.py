"""The demonstration's picture: rows of samples, a row for each model."""

from typing import Dict

import numpy as np
from matplotlib.figure import Figure


def draw(rows: Dict[str, np.ndarray], title: str) -> Figure:
    """Draw one row of images for each model.

    Parameters
    ----------
    rows : dict of str to ndarray of shape (num, H, W)
        Label and images of each row, the same number in all.
    title : str
    """
    num = len(next(iter(rows.values())))
    figure = Figure(figsize=(1.5 + 0.7 * num, 0.4 + 0.75 * len(rows)))
    axes = figure.subplots(len(rows), num, squeeze=False)
    for of_row, (label, images) in zip(axes, rows.items()):
        for axis, image in zip(of_row, images):
            axis.imshow(image, cmap="gray", vmin=0, vmax=1, interpolation="nearest")
            axis.set(xticks=[], yticks=[])
        of_row[0].set_ylabel(label, rotation=0, ha="right", va="center")
    figure.suptitle(title, fontsize=10)
    figure.subplots_adjust(
        left=1.3 / figure.get_figwidth(),
        right=0.99,
        bottom=0.02,
        wspace=0.05,
        hspace=0.05,
        top=1 - 0.35 / figure.get_figheight(),
    )
    return figure

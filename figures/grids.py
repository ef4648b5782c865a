"""Grids of images."""

import math
from typing import Sequence

import numpy as np
from matplotlib.figure import Figure

SIDE, GAP, TITLE = 4.0, 0.15, 0.35  # inches: of a panel, between panels, for a title above a panel


def tiled(images: np.ndarray, columns: int, gap: int = 2) -> np.ndarray:
    """Return images of shape (N, H, W), row by row in one array with `gap` white pixels between them."""
    num, height, width = images.shape
    rows = -(-num // columns)
    sheet = np.ones((rows * (height + gap) - gap, columns * (width + gap) - gap))
    for number, image in enumerate(images):
        top, left = number // columns * (height + gap), number % columns * (width + gap)
        sheet[top : top + height, left : left + width] = image
    return sheet


def draw_panels(panels: Sequence[np.ndarray], titles: Sequence[str], columns: int = 2, title_lines: int = 1) -> Figure:
    """Draw panels side by side, each a square grid of images with a title.

    Parameters
    ----------
    panels : sequence of ndarray of shape (N, H, W), in [0, 1]
    titles : sequence of str
    columns : int
        Panels side by side.
    title_lines : int
    """
    above = TITLE * (1 + title_lines) / 2
    rows = -(-len(panels) // columns)
    figure = Figure(figsize=((SIDE + GAP) * columns + GAP, (SIDE + above) * rows + GAP))
    axes = list(figure.subplots(rows, columns, squeeze=False).flat)
    for axis, images, title in zip(axes, panels, titles):
        axis.imshow(tiled(images, math.ceil(len(images) ** 0.5)), cmap="gray", vmin=0, vmax=1, interpolation="nearest")
        axis.set_title(title)
    for axis in axes:
        axis.set_axis_off()
    # Matplotlib's own layouts cut the titles of the first row.
    width, height = figure.get_size_inches()
    figure.subplots_adjust(
        left=GAP / width,
        right=1 - GAP / width,
        bottom=GAP / height,
        top=1 - above / height,
        wspace=GAP / SIDE,
        hspace=above / SIDE,
    )
    return figure

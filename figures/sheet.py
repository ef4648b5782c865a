"""A sheet of images in panels, row by row: those of one row have the same number of images of one size."""

from typing import Sequence, Tuple

import numpy as np
from matplotlib.figure import Figure

from figures import style
from figures.canvas import Canvas
from figures.grids import BETWEEN, EDGE, HEAD, LINE, Grid, tiled

WIDTH = 480  # pixels of the PNG that a panel has about
FEWEST = 340  # pixels in which a panel stands at least, for its words
LARGEST = 7  # pixels of the PNG along a pixel of an image, at most


@style.applied()
def draw(rows: Sequence[Sequence[Grid]]) -> Figure:
    """Draw the panels; each is about `WIDTH` pixels wide, whatever its images' size."""
    laid = [_laid_out(row) for row in rows]
    columns, width = max(map(len, rows)), max(FEWEST, *(width for _, _, _, width in laid))
    height = sum(head + height + EDGE for _, head, height, _ in laid)
    canvas = Canvas(columns * (width + BETWEEN) - BETWEEN + 2 * EDGE, height + EDGE)
    top = EDGE // 2
    for row, (scale, head, height, _) in zip(rows, laid):
        for left, grid in zip(range(EDGE, canvas.width, width + BETWEEN), row):
            canvas.write(left, top + HEAD / 2, grid.title, style.TITLE)
            for number, line in enumerate(grid.lines):
                canvas.write(left, top + HEAD + LINE * (number + 0.4), line, style.SMALL, color=style.GREY)
            canvas.image(_sheet(grid.images), left, top + head, scale)
        top += head + height + EDGE
    return canvas.figure


def across(count: int) -> int:
    """Return how many images stand side by side in a panel of `count`: a little more than below each other."""
    return max(1, round((1.5 * count) ** 0.5))


def viewable(images: np.ndarray) -> np.ndarray:
    """Return images (N, C, H, W) as they can be shown: (N, H, W), or (N, H, W, 3); other channels as their mean."""
    if images.shape[1] == 3:
        return np.clip(images.transpose(0, 2, 3, 1), 0, 1)
    return np.clip(images.mean(axis=1), 0, 1)


def _sheet(images):
    return tiled(images, across(len(images)))


def _laid_out(row: Sequence[Grid]) -> Tuple[int, int, int, int]:
    """Return scale, pixels above the images, and height and width in pixels of the largest panel."""
    shapes = [_sheet(grid.images).shape for grid in row]
    scale = min(max(1, WIDTH // shapes[0][1]), LARGEST)
    head = HEAD + LINE * max(len(grid.lines) for grid in row)
    return scale, head, max(shape[0] for shape in shapes) * scale, max(shape[1] for shape in shapes) * scale

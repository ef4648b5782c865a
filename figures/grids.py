"""Grids of images."""

import math
from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

import numpy as np
from matplotlib.figure import Figure

from figures import style
from figures.canvas import Canvas

SCALE = 2  # pixels of the PNG along a pixel of an image
LEFT, BETWEEN, EDGE = 34, 46, 14  # pixels: left of the panels and between them, where labels stand; at the edges
HEAD, LINE, FOOT = 34, 26, 30  # pixels: a title, each line below it, and the label below a panel


@dataclass(frozen=True)
class Grid:
    """A panel: images of shape (N, H, W), or in colour (N, H, W, 3), in a square, with what stands around them.

    Attributes
    ----------
    images : ndarray
    title : str
    lines : tuple of str
        Stand in grey below the title.
    axes : tuple of str
        What grows to the right, and what upwards; empty where neither does.
    """

    images: np.ndarray
    title: str
    lines: Tuple[str, ...] = ()
    axes: Tuple[str, ...] = ()


def tiled(images: np.ndarray, columns: int, gap: int = 1) -> np.ndarray:
    """Return images of shape (N, H, W) or (N, H, W, 3), row by row in one array, `gap` white pixels between them."""
    num, height, width = images.shape[:3]
    rows = -(-num // columns)
    sheet = np.ones((rows * (height + gap) - gap, columns * (width + gap) - gap, *images.shape[3:]))
    for number, image in enumerate(images):
        top, left = number // columns * (height + gap), number % columns * (width + gap)
        sheet[top : top + height, left : left + width] = image
    return sheet


def draw_panels(grids: Sequence[Grid], columns: int = 2, scale: int = SCALE, across: Optional[int] = None) -> Figure:
    """Draw panels of the same number of images, `columns` side by side; `across` images in a row, or in a square."""
    sheets = [tiled(grid.images, across or math.ceil(len(grid.images) ** 0.5)) for grid in grids]
    height, width = np.multiply(sheets[0].shape[:2], scale)
    head = HEAD + LINE * max(len(grid.lines) for grid in grids)
    rows = [range(first, min(first + columns, len(grids))) for first in range(0, len(grids), columns)]
    feet = [FOOT if any(grids[number].axes for number in row) else EDGE for row in rows]
    canvas = Canvas(LEFT + columns * (width + BETWEEN) - BETWEEN + EDGE, EDGE + len(rows) * (head + height) + sum(feet))
    top = EDGE // 2
    for row, foot in zip(rows, feet):
        for number in row:
            left = LEFT + number % columns * (width + BETWEEN)
            canvas.image(sheets[number], left, top + head, scale)
            _around(canvas, grids[number], left, top, head, width, height)
        top += head + height + foot
    return canvas.figure


def _around(canvas, grid, left, top, head, width, height):
    """Write what stands around a panel."""
    canvas.write(left, top + HEAD / 2, grid.title, style.TITLE)
    for number, line in enumerate(grid.lines):
        canvas.write(left, top + HEAD + LINE * (number + 0.4), line, style.SMALL, color=style.GREY)
    if grid.axes:
        right, up = grid.axes
        canvas.write(left + width / 2, top + head + height + FOOT / 2, f"{right} →", ha="center", color=style.GREY)
        canvas.write(
            left - LEFT / 2 + 2, top + head + height / 2, f"{up} →", ha="center", rotation=90, color=style.GREY
        )

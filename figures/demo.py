"""The demonstration's picture: rows of samples, a row for each model."""

from typing import Dict

import numpy as np
from matplotlib.figure import Figure

from figures import style
from figures.canvas import Canvas

SCALE = 4  # pixels of the PNG along a pixel of an image
LEFT, GAP, HEAD, EDGE = 170, 4, 46, 14  # pixels: for names, between images, for the title, at the edges


@style.applied()
def draw(rows: Dict[str, np.ndarray], title: str) -> Figure:
    """Draw one row of images for each model.

    Parameters
    ----------
    rows : dict of str to ndarray of shape (num, H, W)
        Label and images of each row, the same number in all.
    title : str
    """
    num, height, width = next(iter(rows.values())).shape
    pitch_x, pitch_y = width * SCALE + GAP, height * SCALE + GAP
    canvas = Canvas(LEFT + num * pitch_x + EDGE, HEAD + len(rows) * pitch_y + EDGE)
    canvas.write(EDGE, HEAD / 2, title, style.TITLE)
    for row, (label, images) in enumerate(rows.items()):
        top = HEAD + row * pitch_y
        canvas.write(LEFT - EDGE, top + pitch_y / 2, label, ha="right")
        for column, image in enumerate(images):
            canvas.image(image, LEFT + column * pitch_x, top, SCALE)
    return canvas.figure

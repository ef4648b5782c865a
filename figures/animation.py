"""Pictures that move: a row of tiles, an image each, with words above and below them."""

from typing import Callable, List, Sequence

import numpy as np
from PIL import Image

from figures import palette, style
from figures.canvas import Canvas, enlarged, on_canvas

EDGE, BETWEEN, HEAD, FOOT = 14, 26, 56, 34  # pixels: at the edges, between tiles, for words above and below a tile


@style.applied()
def draw(tiles: Sequence[dict], scale: int) -> List[Image.Image]:
    """Draw the frames.

    Parameters
    ----------
    tiles : sequence of dict
        From left to right, each with ``title``, ``note``, ``images`` (N, H, W), ``words``, one below each image, and
        ``outlines``, (N, K, 2) as of `reproduce.evaluation.outlines.outlines`, or None.
    scale : int
        Pixels of the picture along a pixel of an image.

    Returns
    -------
    list of N images with one palette
    """
    number, height, width = tiles[0]["images"].shape
    pitch = width * scale + BETWEEN
    canvas = Canvas(2 * EDGE + len(tiles) * pitch - BETWEEN, HEAD + height * scale + FOOT)
    moves = [_draw_tile(canvas, tile, EDGE + place * pitch, scale) for place, tile in enumerate(tiles)]
    colours, drawn = palette.Greys(style.FRAME), []
    for frame in range(number):
        for move in moves:
            move(frame)
        drawn.append(colours.image(palette.rgb_of(canvas.figure)))
    return drawn


def _draw_tile(canvas, tile, left, scale) -> Callable[[int], None]:
    """Draw a tile, and return what brings it to a frame."""
    first = tile["images"][0]
    height, width = np.multiply(first.shape, scale)
    canvas.write(left, 16, tile["title"])
    canvas.write(left, 40, tile["note"], style.SMALL, color=style.GREY)
    image = canvas.image(first, left, HEAD, scale)
    middle = HEAD + height + FOOT / 2
    words = canvas.write(left + width / 2, middle, "", style.SMALL, ha="center", color=style.GREY)
    outlines = tile["outlines"]
    if outlines is not None:
        line = canvas.line(outlines[0], left, HEAD, scale, first.shape, linewidth=1.4)

    def move(frame):
        image.set_data(enlarged(tile["images"][frame], scale))
        words.set_text(tile["words"][frame])
        if outlines is not None:
            line.set_data(*on_canvas(outlines[frame], left, HEAD, scale))

    return move

"""Denoising: a test image of each class, clean, noisy, and as PCA and the models reconstruct it."""

from typing import List

import numpy as np
from matplotlib.figure import Figure

from figures import style
from figures.canvas import Canvas
from reproduce.experiments.denoising import in_words

SCALE = 3  # pixels of the PNG along a pixel of an image
LEFT, RIGHT, GAP = 180, 110, 3  # pixels: for names, for numbers, between images
HEAD, EDGE = 50, 14


@style.applied()
def draw(blocks: List[dict]) -> Figure:
    """Draw a block for each noise, one below the other, see `reproduce.experiments.denoising.shown`.

    At the end of a row stands its peak signal to noise ratio against the clean images, mean of those shown.
    """
    num, _, height, width = blocks[0]["rows"]["Clean"].shape
    pitch_x, pitch_y = width * SCALE + GAP, height * SCALE + GAP
    block_height = HEAD + len(blocks[0]["rows"]) * pitch_y
    canvas = Canvas(LEFT + num * pitch_x + RIGHT, len(blocks) * block_height + EDGE)
    end = LEFT + num * pitch_x + RIGHT - EDGE
    for number, block in enumerate(blocks):
        top = number * block_height
        canvas.write(LEFT, top + HEAD / 2, in_words(block["noise"], block["noise_level"]), style.TITLE)
        canvas.write(end, top + HEAD / 2, "PSNR, dB", style.SMALL, ha="right", color=style.GREY)
        for row, (name, images) in enumerate(block["rows"].items()):
            upper = top + HEAD + row * pitch_y
            canvas.write(LEFT - EDGE, upper + pitch_y / 2, name, ha="right")
            for column, image in enumerate(images[:, 0]):
                canvas.image(image, LEFT + column * pitch_x, upper, SCALE)
            if np.isfinite(block["psnr"][name]):
                canvas.write(end, upper + pitch_y / 2, f"{block['psnr'][name]:.1f}", ha="right", color=style.GREY)
    return canvas.figure

"""Figures 6, 7 and 9: panels of samples, as `reproduce.experiments.samples.measure` gives them."""

import math
from typing import List, Tuple

import numpy as np
from matplotlib.figure import Figure

from figures import style
from figures.grids import Grid, draw_panels
from original.spec import MODELS
from reproduce.experiments.table import with_spread
from reproduce.wording import counted

WIDTH = 600  # pixels of the PNG that a panel has about
AXES = "quantiles of $z_1$", "quantiles of $z_2$"


@style.applied()
def draw(panels: List[dict]) -> Figure:
    """Draw the panels under their models' titles and dimensions, with the quality of their samples, or what is bad."""
    return draw_panels(
        [Grid(panel["images"], _title(panel), _quality(panel), AXES if panel["plane"] else ()) for panel in panels],
        scale=_scale(panels[0]["images"]),
    )


def _scale(images: np.ndarray) -> int:
    """Return pixels of the PNG along a pixel of an image: 2 of MNIST's, of larger images less, of smaller ones more."""
    across = math.ceil(len(images) ** 0.5)
    return max(1, WIDTH // (across * (images.shape[2] + 1)))


def _title(panel):
    of_pose = f", dim u = {panel['dim_u']}" if panel["dim_u"] else ""
    return f"{MODELS[panel['model']].title}, dim z = {panel['dim_z']}{of_pose}"


def _quality(panel) -> Tuple[str, ...]:
    """Return a line with the measures of samples by which the claims are judged, or with the signs of a bad minimum."""
    trainings = panel["quality"]
    if panel["signs"]:
        return (f"In a bad local minimum: {'; '.join(panel['signs'])}",)
    if not trainings:
        return ()
    distance = with_spread([found["frechet"] for found in trainings], "{:.1f}")
    crisp = with_spread([found["crisp_pixels"] for found in trainings], "{:.1%}")
    return (f"Fréchet distance {distance}, crisp pixels {crisp}; {counted(len(trainings), 'training')}",)

"""Figures 6, 7 and 9: panels of samples, as `reproduce.experiments.samples.measure` gives them."""

from typing import List

from matplotlib.figure import Figure

from figures.grids import draw_panels
from original.spec import MODELS


def draw(panels: List[dict]) -> Figure:
    """Draw the panels under their models' titles and dimensions."""
    return draw_panels([panel["images"] for panel in panels], [_title(panel) for panel in panels])


def _title(panel):
    of_pose = f", dim u = {panel['dim_u']}" if panel["dim_u"] else ""
    return f"{MODELS[panel['model']].title}, dim z = {panel['dim_z']}{of_pose}"

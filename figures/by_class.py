"""Samples class by class: panels with a column for each class, see `reproduce.experiments.by_class.panel`."""

from typing import List

from matplotlib.figure import Figure

from figures import style
from figures.grids import Grid, draw_panels
from reproduce.experiments.by_class import CLASSES


@style.applied()
def draw(panels: List[dict]) -> Figure:
    """Draw the panels, two side by side, under their titles."""
    return draw_panels(
        [Grid(panel["images"], panel["title"], (panel["line"],) if panel["line"] else ()) for panel in panels],
        across=CLASSES,
    )

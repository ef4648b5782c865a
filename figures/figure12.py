"""Figure 12: templates in a good and in a poor local minimum."""

from typing import List

from matplotlib.figure import Figure

from figures import style
from figures.grids import Grid, draw_panels


@style.applied()
def draw(panels: List[dict]) -> Figure:
    """Draw the templates of each panel under its title, error and signs, see `reproduce.experiments.figure12`."""
    return draw_panels(
        [
            Grid(
                panel["templates"],
                panel["title"],
                lines=(
                    f"test reconstruction error {panel['reconstruction']:.1f} nats per image",
                    "; ".join(panel["signs"]) or "no sign of a bad minimum",
                ),
            )
            for panel in panels
        ]
    )

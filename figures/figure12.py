"""Figure 12: templates in a good and in a poor local minimum."""

from typing import List

from matplotlib.figure import Figure

from figures.grids import draw_panels


def draw(panels: List[dict]) -> Figure:
    """Draw the templates of each panel under its title, error and signs, see `reproduce.experiments.figure12`."""
    titles = ["\n".join([f"{panel['title']}, {panel['reconstruction']:.1f} nats", *panel["signs"]]) for panel in panels]
    lines = 1 + max(len(panel["signs"]) for panel in panels)
    return draw_panels([panel["templates"] for panel in panels], titles, title_lines=lines)

"""Figures 10 and 11: panels of samples in poses from a prior, see `reproduce.experiments.posed_samples`."""

from typing import Dict, List

from matplotlib.figure import Figure

from figures.grids import draw_panels


def draw(panels: List[dict]) -> Figure:
    """Draw the panels under the titles of their priors (figure 10)."""
    titles = [
        panel["title"].replace(", ", "\n", 1) + ("" if panel["posed"] else ": reference pose") for panel in panels
    ]
    return draw_panels([panel["images"] for panel in panels], titles, title_lines=2)


def draw_sweep(measured: Dict[str, List[dict]]) -> Figure:
    """Draw the panels alone (figure 11); the sweep over the ranks stands in the CSV."""
    return draw(measured["panels"])

"""Figures 10 and 11: samples in their reference pose, each beside itself in a pose drawn from a prior."""

from typing import Dict, List

from matplotlib.figure import Figure

from figures import style
from figures.canvas import Canvas

SCALE = 3  # pixels of the PNG along a pixel of an image
PAIRS, ROWS = 6, 2  # side by side, and one below the other, of each prior: the first of what was measured
WITHIN, BETWEEN = 3, 30  # pixels between the two of a pair, and between pairs
HEAD, EDGE = 40, 14


@style.applied()
def draw(panels: List[dict]) -> Figure:
    """Draw the pairs of each panel under the title of its prior, the pose as the frame of the template (figure 10)."""
    size = panels[0]["images"].shape[1] * SCALE
    pair = 2 * size + WITHIN + BETWEEN
    panel_height = HEAD + ROWS * (size + WITHIN)
    right = EDGE + PAIRS * pair - BETWEEN
    canvas = Canvas(right + EDGE, EDGE + len(panels) * panel_height + EDGE // 2)
    for number, panel in enumerate(panels):
        top = EDGE // 2 + number * panel_height
        canvas.write(EDGE, top + HEAD / 2, panel["title"], style.TITLE)
        of_pose = f"u of {panel['poses'].shape[1]} numbers"
        canvas.write(right, top + HEAD / 2, of_pose, style.SMALL, ha="right", color=style.GREY)
        for place in range(min(PAIRS * ROWS, len(panel["images"]))):
            row, column = divmod(place, PAIRS)
            left, upper = EDGE + column * pair, top + HEAD + row * (size + WITHIN)
            canvas.image(panel["references"][place], left, upper, SCALE)
            left += size + WITHIN
            canvas.image(panel["images"][place], left, upper, SCALE)
            canvas.line(panel["outlines"][place], left, upper, SCALE, panel["images"].shape[1:])
    return canvas.figure


def draw_sweep(measured: Dict[str, List[dict]]) -> Figure:
    """Draw the panels alone (figure 11); the sweep over the ranks stands in the CSV."""
    return draw(measured["panels"])

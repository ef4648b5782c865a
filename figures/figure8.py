"""Figure 8: the test images in a code of two dimensions."""

from typing import List

import numpy as np
from matplotlib import patheffects
from matplotlib.figure import Figure
from matplotlib.patches import Circle

from figures import style
from original.spec import MODELS

LIMIT = 4.0  # of both axes in all panels: what lies beyond is counted, not drawn
RADIUS = 2.448  # of the circle that holds 95 % of the prior N(0, I): the root of -2 log 0.05
MOST = 30  # classes whose numbers are written
SIZE, FOOT = 8.4, 0.6  # inches: of the figure, and below its panels


@style.applied()
def draw(panels: List[dict]) -> Figure:
    """Draw a panel of points for each model, its classes' numbers at their centres.

    A panel has ``model``, ``codes`` (N, 2), ``labels`` (N,) and ``accuracy``, of nearest neighbours, a fraction, or
    None. More than ten classes share the colours.
    """
    figure = Figure(figsize=(SIZE, SIZE + FOOT))
    for axis, panel in zip(figure.subplots(2, 2, sharex=True, sharey=True).flat, panels):
        codes, labels = np.asarray(panel["codes"]), np.asarray(panel["labels"])
        inside = (abs(codes) <= LIMIT).all(axis=1)
        colours = np.array(style.CLASSES)[labels % len(style.CLASSES)]
        axis.scatter(*codes[inside].T, s=3, c=colours[inside], linewidths=0, rasterized=True)
        axis.add_patch(Circle((0, 0), RADIUS, fill=False, edgecolor=style.INK, linewidth=0.8, linestyle=(0, (4, 3))))
        for label in _numbered(np.unique(labels)):
            _write_class(axis, label, codes[labels == label])
        axis.set_title(MODELS[panel["model"]].title, loc="left")
        axis.set_title(_numbers(panel["accuracy"], inside), loc="right", fontsize=style.SMALL, color=style.GREY)
        axis.set(aspect="equal", xlim=(-LIMIT, LIMIT), ylim=(-LIMIT, LIMIT))
        axis.label_outer()
    for axis in figure.axes[2:]:
        axis.set_xlabel("$z_1$")
    for axis in figure.axes[::2]:
        axis.set_ylabel("$z_2$")
    figure.set_layout_engine("tight")
    return figure


def _numbered(classes):
    """Return the classes whose numbers are written: all, but none of a single class, and none of a crowd."""
    return classes if 1 < len(classes) <= MOST else ()


def _write_class(axis, label, codes):
    """Write a class' number at the median of its codes."""
    around = [patheffects.withStroke(linewidth=3, foreground="white")]
    axis.text(
        *np.median(codes, axis=0),
        str(label),
        fontsize=style.TITLE + 2,
        fontweight="bold",
        color=style.INK,
        ha="center",
        va="center",
        path_effects=around,
    )


def _numbers(accuracy, inside):
    clipped = int((~inside).sum())
    return f"{'' if accuracy is None else f'accuracy {accuracy:.0%}, '}{clipped} clipped"

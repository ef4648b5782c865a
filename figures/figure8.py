"""Figure 8: the test images in a code of two dimensions."""

from typing import List

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from original.spec import MODELS


def draw(panels: List[dict]) -> Figure:
    """Draw a panel of points for each model; a panel has ``model``, ``codes`` (N, 2) and ``labels`` (N,)."""
    figure = Figure(figsize=(9, 9.4))
    colours = [f"C{label}" for label in range(10)]
    for axis, panel in zip(figure.subplots(2, 2).flat, panels):
        codes = np.asarray(panel["codes"])
        axis.scatter(*codes.T, s=2, c=[colours[label] for label in panel["labels"]], linewidths=0, rasterized=True)
        # A few codes far out would shrink the rest.
        low, high = np.percentile(codes, [0.2, 99.8], axis=0)
        margin = 0.05 * (high - low)
        axis.set(
            title=MODELS[panel["model"]].title,
            xlabel="$z_1$",
            ylabel="$z_2$",
            xlim=(low[0] - margin[0], high[0] + margin[0]),
            ylim=(low[1] - margin[1], high[1] + margin[1]),
        )
    figure.legend(
        handles=[
            Line2D([], [], marker="o", linestyle="", color=colour, label=str(label))
            for label, colour in enumerate(colours)
        ],
        loc="lower center",
        ncol=10,
        frameon=False,
        handletextpad=0.1,
        columnspacing=1,
    )
    figure.set_layout_engine("tight", rect=(0, 0.03, 1, 1))
    return figure

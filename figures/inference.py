"""The thesis' numbers against what each reading of it predicts, model by model."""

from typing import Any, Dict, List

import numpy as np
from matplotlib.figure import Figure

from figures import style

COLOURS = [style.OKABE_ITO[name] for name in ("blue", "orange", "green", "purple", "sky blue", "vermillion")]
MARKERS = "osD^vP"
SHOWN = len(COLOURS)  # readings, the most probable first


@style.applied()
def draw(thesis: Dict[str, List[float]], readings: List[Dict[str, Any]]) -> Figure:
    """Draw the test accuracy of each model: the thesis' as a line, and each reading's trainings and interval."""
    readings = readings[:SHOWN]
    figure = Figure(figsize=(8.4, 1.2 + 0.24 * len(thesis) * (len(readings) + 1)))
    axis = figure.subplots()
    for row, (cell, (_, test)) in enumerate(thesis.items()):
        axis.plot([test, test], [row - 0.45, row + 0.45], color="black", linewidth=1.5)
        for number, reading in enumerate(readings):
            at = row - 0.4 + 0.8 * (number + 0.5) / len(readings)
            _reading(axis, at, reading["cells"][cell], COLOURS[number], MARKERS[number])
    for number, reading in enumerate(readings):
        axis.plot([], [], MARKERS[number], color=COLOURS[number], label=f"{reading['name']}: {reading['inside']} of 16")
    axis.plot([], [], color="black", label="the thesis")
    axis.set(
        yticks=range(len(thesis)),
        yticklabels=list(thesis),
        ylim=(len(thesis) - 0.4, -0.6),
        xlabel="test accuracy, %",
        title="Trainings (markers), and the central 95 % of one further training (lines)",
    )
    axis.grid(axis="x")
    axis.legend(loc="lower left")
    figure.set_layout_engine("tight")
    return figure


def _reading(axis, at, cell, colour, marker):
    low, high = np.array(cell["interval"])[:, 1]
    axis.plot([low, high], [at, at], color=colour, linewidth=1.2, alpha=0.8)
    accuracies = [numbers[1] for numbers in cell["accuracies"]]
    axis.plot(accuracies, [at] * len(accuracies), marker, color=colour, markersize=4)

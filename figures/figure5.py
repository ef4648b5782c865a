"""Figure 5: reconstruction error against the number of latent variables."""

from typing import List, Tuple

import numpy as np
from matplotlib.figure import Figure

from original.spec import MODELS, thesis_models


def draw(rows: List[dict]) -> Figure:
    """Draw the errors of each model, and below them the dimensions in use; `rows` has one for each training."""
    figure = Figure(figsize=(8, 7.5))
    errors, in_use = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for number, model in enumerate(thesis_models()):
        _draw_model(errors, in_use, model, f"C{number}", [row for row in rows if row["model"] == model])
    if any(row["signs"] for row in rows):
        errors.plot([], [], "kx", markersize=8, label="in a bad local minimum")
    seeds = len({row["seed"] for row in rows})
    errors.plot([], [], "k--", linewidth=1, label="on the training images")
    errors.set(
        ylabel="reconstruction error, nats per image",
        title=f"Reconstruction error, {seeds} training{'s' if seeds > 1 else ''} of each model",
    )
    in_use.set(xlabel="dim z + dim u", ylabel="dimensions of z in use", xticks=by_dimensions(rows, "seed")[0])
    errors.legend()
    for axis in (errors, in_use):
        axis.grid(alpha=0.3)
    figure.set_layout_engine("tight")
    return figure


def _draw_model(errors, in_use, model, colour, rows):
    own, bad = [[row for row in rows if bool(row["signs"]) == is_bad] for is_bad in (False, True)]
    at, test = by_dimensions(own, "test_reconstruction")
    errors.plot(at, list(map(np.mean, test)), "o-", label=MODELS[model].title, color=colour)
    if max(map(len, test), default=0) > 1:
        errors.fill_between(at, list(map(min, test)), list(map(max, test)), alpha=0.15, linewidth=0, color=colour)
    at, train = by_dimensions(own, "train_reconstruction")
    errors.plot(at, list(map(np.mean, train)), "--", linewidth=1, color=colour)
    at, used = by_dimensions(own, "dimensions_in_use")
    in_use.plot(at, list(map(np.mean, used)), "o-", markersize=4, color=colour)
    top = errors.get_xaxis_transform()
    errors.plot([row["dimensions"] for row in bad], [0.97] * len(bad), "x", markersize=8, transform=top, color=colour)


def by_dimensions(rows: List[dict], part: str) -> Tuple[List[int], List[list]]:
    """Return the numbers of latent variables, ascending, and for each the values of its trainings."""
    at = sorted({row["dimensions"] for row in rows})
    return at, [[row[part] for row in rows if row["dimensions"] == point] for point in at]

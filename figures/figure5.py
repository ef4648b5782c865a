"""Figure 5: reconstruction error against the number of latent variables."""

from collections import Counter
from typing import List, Tuple

import numpy as np
from matplotlib.figure import Figure

from figures import style
from original.spec import MODELS, thesis_models
from reproduce.experiments.table import grouped
from reproduce.wording import counted

APART = 0.045  # of the axis' height: the least distance of two labels at the ends of curves


@style.applied()
def draw(rows: List[dict]) -> Figure:
    """Draw the errors of each model, and below them the dimensions in use; `rows` has one for each training."""
    figure = Figure(figsize=(8.4, 7.6), layout="constrained")
    errors, in_use = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for model in thesis_models():
        _draw_model(errors, in_use, style.LOOKS[model], [row for row in rows if row["model"] == model])
    low, high = errors.get_ylim()
    errors.set_ylim(low, high + 0.06 * (high - low))  # room for the crosses
    _cross(errors, [row for row in rows if row["signs"]])
    seeds = len({row["seed"] for row in rows})
    errors.set(
        ylabel="reconstruction error, nats per image",
        title=f"Reconstruction error, {counted(seeds, 'training')} of each model",
    )
    in_use.set(xlabel="dim z + dim u", ylabel="dimensions of z in use", xticks=by_dimensions(rows, "seed")[0])
    _legend(figure, errors, any(row["signs"] for row in rows))
    for axis, part in ((errors, "test_reconstruction"), (in_use, "dimensions_in_use")):
        axis.grid()
        _label(axis, [row for row in rows if not row["signs"]], part)
    figure.align_ylabels()
    return figure


def _draw_model(errors, in_use, look, rows):
    own = [row for row in rows if not row["signs"]]
    at, test = by_dimensions(own, "test_reconstruction")
    curve = {"color": look.colour, "linestyle": look.line, "marker": look.marker, "markeredgecolor": "white"}
    errors.plot(at, list(map(np.mean, test)), markersize=7, linewidth=1.8, **curve)
    if max(map(len, test), default=0) > 1:
        errors.fill_between(at, list(map(min, test)), list(map(max, test)), alpha=0.13, linewidth=0, color=look.colour)
    at, train = by_dimensions(own, "train_reconstruction")
    errors.plot(at, list(map(np.mean, train)), ":", linewidth=1.1, color=look.colour)
    at, used = by_dimensions(own, "dimensions_in_use")
    in_use.plot(at, list(map(np.mean, used)), markersize=5, linewidth=1.4, **curve)


def _cross(errors, bad):
    """Draw a cross at the top for each model with trainings in a bad minimum, their errors beside it."""
    top, crossed = errors.get_xaxis_transform(), Counter()
    for (point, model), own in grouped(bad, "dimensions", "model").items():
        look, place = style.LOOKS[model], (point, 0.965 - APART * crossed[point])
        crossed[point] += 1
        errors.plot(*place, "x", markersize=7, markeredgewidth=2, transform=top, color=look.colour)
        errors.annotate(
            ", ".join(f"{row['test_reconstruction']:.0f}" for row in own),
            place,
            xycoords=top,
            xytext=(7, 0),
            textcoords="offset points",
            va="center",
            fontsize=style.SMALL,
            color=look.colour,
        )


def _legend(figure, errors, has_bad):
    """Explain what stands for no model, below all axes: a legend among the curves sooner or later covers a mark."""
    grey = {"color": style.GREY}
    errors.plot([], [], "-", marker="o", linewidth=1.8, label="test images, mean over trainings", **grey)
    errors.fill_between([], [], [], alpha=0.2, linewidth=0, label="from the least to the largest", **grey)
    errors.plot([], [], ":", linewidth=1.1, label="training images", **grey)
    if has_bad:
        errors.plot([], [], "x", markeredgewidth=2, label="in a bad local minimum (in no mean), and its error", **grey)
    figure.legend(loc="outside lower center", ncols=2, frameon=False)


def _label(axis, rows, part):
    """Write each model's name to the right of its curve's end, in its colour, apart from the others."""
    ends = {}
    for model in thesis_models():
        at, values = by_dimensions([row for row in rows if row["model"] == model], part)
        if at:
            ends[model] = float(np.mean(values[-1]))
    low, high = axis.get_ylim()
    least = APART * (high - low) * (3 if part == "dimensions_in_use" else 1)
    place = -np.inf
    for model in sorted(ends, key=ends.get):
        place = max(place + least, ends[model])
        axis.annotate(
            MODELS[model].title,
            (1.01, place),
            xycoords=axis.get_yaxis_transform(),
            va="center",
            color=style.LOOKS[model].colour,
            annotation_clip=False,
        )


def by_dimensions(rows: List[dict], part: str) -> Tuple[List[int], List[list]]:
    """Return the numbers of latent variables, ascending, and for each the values of its trainings."""
    at = sorted({row["dimensions"] for row in rows})
    return at, [[row[part] for row in rows if row["dimensions"] == point] for point in at]

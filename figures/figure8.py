"""Figure 8: the test images in a code of two dimensions."""

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from reproduce.experiments.names import NAMES
from reproduce.runs.store import plan_of

CAPTION = (
    "The test images at their posterior means in a code z of two dimensions, coloured by class. The thesis "
    "finds it hard to tell whether a model separates the classes better than the others, except maybe the VAE."
)

CODED = None  # how many test images are shown: all
ORDER = "vae", "tvae_affine", "dtvae_affine", "tvae_tps"  # the panels, row by row


def configs(options):
    return [config for model in ORDER for config in options.trainings(model, 2)]


def measure(options, store):
    """For each model ``model``, ``codes`` (N, 2) and ``labels`` (N,), of the training with seed 0."""
    shown = [options.config(model, 2) for model in ORDER]
    store.make(plan_of(shown), "Figure 8")
    coded = [store.test_codes(config, CODED) for config in shown]
    return [
        {"model": config.model, "labels": found.labels, "codes": found.codes} for config, found in zip(shown, coded)
    ]


def table(panels):
    return [
        {
            "model": panel["model"],
            "image": number,
            "label": int(label),
            "z1": round(float(code[0]), 3),
            "z2": round(float(code[1]), 3),
        }
        for panel in panels
        for number, (label, code) in enumerate(zip(panel["labels"], panel["codes"]))
    ]


def draw(panels):
    figure = Figure(figsize=(9, 9.4))
    colours = [f"C{label}" for label in range(10)]
    for axis, panel in zip(figure.subplots(2, 2).flat, panels):
        codes = np.asarray(panel["codes"])
        axis.scatter(*codes.T, s=2, c=[colours[label] for label in panel["labels"]], linewidths=0, rasterized=True)
        # A few codes far out would shrink the rest.
        low, high = np.percentile(codes, [0.2, 99.8], axis=0)
        margin = 0.05 * (high - low)
        axis.set(
            title=NAMES[panel["model"]],
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

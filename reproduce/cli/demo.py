"""The demonstration: all four models on digits that need no download, a table in Table 1's layout, and samples."""

import os

from reproduce import files
from reproduce.data import datasets
from reproduce.experiments import render, table1
from reproduce.experiments.names import NAMES, THESIS
from reproduce.runs.store import Store
from reproduce.stack import engine

INPUTS = [("Raw pixels", 784), ("PCA", 8)] + [(NAMES[model], 8) for model in THESIS]
SAMPLES = 8


def make(results, epochs=50, seed=0, jobs=None, scheduler=None):
    """Train on the digits, write table and picture under ``<results>/digits``, and return what to print.

    Returns
    -------
    str
    """
    store = Store(os.path.join(results, "runs"), jobs=jobs, scheduler=scheduler)
    folder = os.path.join(results, engine.tag(), "digits")
    layout = table1.Layout(INPUTS, 1, {"dataset": "digits", "epochs": epochs}, "test")
    rows = table1.make(layout, store)
    table1.write(rows, folder)
    picture = os.path.join(folder, "samples.png")
    samples = _samples(layout, store, seed)
    _draw(samples, picture)
    lines = [
        "The layout of Table 1, on scikit-learn's digits in place of MNIST:",
        "",
        render.text_table(*table1.render_rows(rows)),
        "",
        table1.caption(rows),
        "",
        "A sample of each model, z drawn from its prior, at the mean pose ({}):".format(", ".join(samples)),
        "",
    ]
    lines += ["  ".join(parts).rstrip() for parts in zip(*[render.shaded(images[0]) for images in samples.values()])]
    return "\n".join(lines + [f"More of them: {picture}", "The real thing, on MNIST: make table1"])


def _samples(layout, store, seed):
    from reproduce.evaluation.sampling import sample

    images = datasets.load("digits").train_images
    samples = {}
    for name, dim in layout.inputs:
        for config in table1.configs(name, dim, layout):
            samples[name] = sample(store.network(config), SAMPLES, seed, images=images)
    return samples


def _draw(samples, path):
    from figures.samples import draw

    figure = draw(samples, "Digits of scikit-learn: samples of z from N(0, I), at the mean pose")
    with files.atomic(path) as file:
        figure.savefig(file, format="png", dpi=150)

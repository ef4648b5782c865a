"""The demonstration: all four models on digits that need no download, a table in Table 1's layout, and samples."""

import os
from typing import Optional

from original.spec import MODELS, thesis_models
from reproduce import model
from reproduce.cli.shading import side_by_side
from reproduce.data import datasets
from reproduce.evaluation.sampling import sample
from reproduce.experiments import table1
from reproduce.experiments.linear_svms import PCA, PIXELS
from reproduce.experiments.options import Options
from reproduce.report import pictures
from reproduce.runs.store import Store
from reproduce.stack import engine

DIM_Z = 8
INPUTS = [(PIXELS, 784), (PCA, DIM_Z)] + [(name, DIM_Z) for name in thesis_models()]
SAMPLES = 8


def make(
    results: str, epochs: int = 50, seed: int = 0, jobs: Optional[int] = None, scheduler: Optional[str] = None
) -> str:
    """Show samples of the pretrained models, train on the digits, and return what to print in the end.

    Writes table and picture under ``<results>/digits``.
    """
    store = Store(os.path.join(results, "runs"), jobs=jobs, scheduler=scheduler)
    folder = os.path.join(results, engine.tag(), "digits")
    options = Options({"dataset": "digits", "epochs": epochs})
    store.check(options.dataset)
    print(pretrained_samples(seed), flush=True)
    rows = table1.content(options, store, INPUTS)
    table1.TABLE1.write(rows, folder)
    images = datasets.load("digits").train_images
    samples = {
        MODELS[name].title: sample(store.network(options.config(name, DIM_Z)), SAMPLES, seed, images=images)
        for name in thesis_models()
    }
    path = os.path.join(folder, "samples.png")
    title = "Digits of scikit-learn: samples of z from N(0, I), at the mean pose"
    pictures.save(pictures.drawn("figures.demo:draw", samples, title), path)
    lines = [
        "The layout of Table 1, on scikit-learn's digits in place of MNIST:",
        "",
        table1.TABLE1.text(rows),
        "",
        "A sample of each model, z drawn from its prior, at the mean pose:",
        "",
        side_by_side({title: drawn[0] for title, drawn in samples.items()}),
        f"More of them: {path}",
        "The real thing, on MNIST: make table1",
    ]
    return "\n".join(lines)


def pretrained_samples(seed: int = 0) -> str:
    """Return a sample of each model of the thesis, as its weights for MNIST come with the package, as text."""
    drawn = {MODELS[name].title: model.load(name, dim_z=DIM_Z).sample(1, seed=seed)[0] for name in thesis_models()}
    return "\n".join(
        [
            "Trained on MNIST already, z drawn from its prior, at the mean pose:",
            "",
            side_by_side(drawn),
            "",
            "Draw a digit yourself, move its code and its pose: make explore, and open results/explore.html",
            "",
            "Now the same four models are trained, briefly, on digits that need no download.",
        ]
    )

"""The demonstration: all four models on digits that need no download, a table in Table 1's layout, and samples."""

import os
from typing import List, Optional

import numpy as np

from original.spec import MODELS, thesis_models
from reproduce.data import datasets
from reproduce.evaluation.sampling import sample
from reproduce.experiments import table1
from reproduce.experiments.options import Options
from reproduce.report import pictures
from reproduce.runs.store import Store
from reproduce.stack import engine

DIM_Z = 8
INPUTS = [(table1.PIXELS, 784), (table1.PCA, DIM_Z)] + [(model, DIM_Z) for model in thesis_models()]
SAMPLES = 8


def make(
    results: str, epochs: int = 50, seed: int = 0, jobs: Optional[int] = None, scheduler: Optional[str] = None
) -> str:
    """Train on the digits, write table and picture under ``<results>/digits``, and return what to print."""
    store = Store(os.path.join(results, "runs"), jobs=jobs, scheduler=scheduler)
    folder = os.path.join(results, engine.tag(), "digits")
    options = Options({"dataset": "digits", "epochs": epochs})
    store.check(options.dataset)
    rows = table1.content(options, store, INPUTS)
    table1.TABLE1.write(rows, folder)
    images = datasets.load("digits").train_images
    samples = {
        MODELS[model].title: sample(store.network(options.config(model, DIM_Z)), SAMPLES, seed, images=images)
        for model in thesis_models()
    }
    path = os.path.join(folder, "samples.png")
    title = "Digits of scikit-learn: samples of z from N(0, I), at the mean pose"
    pictures.save(pictures.drawn("figures.demo:draw", samples, title), path)
    lines = [
        "The layout of Table 1, on scikit-learn's digits in place of MNIST:",
        "",
        table1.TABLE1.text(rows),
        "",
        f"A sample of each model, z drawn from its prior, at the mean pose ({', '.join(samples)}):",
        "",
    ]
    lines += ["  ".join(parts).rstrip() for parts in zip(*[shaded(images[0]) for images in samples.values()])]
    return "\n".join(lines + [f"More of them: {path}", "The real thing, on MNIST: make table1"])


def shaded(image: np.ndarray, width: int = 28) -> List[str]:
    """Return a grey-level image, shape (H, W) in [0, 1], as lines of text, two rows of pixels to a line."""
    ramp = " .:-=+*#%@"
    halved = image[: len(image) // 2 * 2].reshape(len(image) // 2, 2, -1).mean(axis=1)
    return ["".join(ramp[min(int(level * len(ramp)), len(ramp) - 1)] for level in row[:width]) for row in halved]

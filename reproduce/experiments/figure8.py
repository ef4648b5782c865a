"""Figure 8: the test images in a code of two dimensions."""

from typing import List

import numpy as np

from reproduce import notices
from reproduce.config import Config
from reproduce.evaluation.separability import NEIGHBOURS, nearest_neighbours
from reproduce.experiments.experiment import Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.runs.store import Store, plan_of

CAPTION = (
    "The test images at their posterior means in a code z of two dimensions, coloured by class, each class' number at "
    "the median of its codes. All axes have one scale; the dashed circle holds 95 % of the prior, and the panel says "
    "how many images lie beyond its axes. The accuracy is that of 15 nearest neighbours, every second image voting on "
    "the others. We see classes of the VAE that overlap at the centre, and lobes of one class each under every model "
    "with a pose: these separate the classes better. The thesis finds it hard to tell whether a model separates the "
    "classes better than the others, except maybe the VAE."
)

ORDER = "vae", "tvae_affine", "dtvae_affine", "tvae_tps"  # the panels, row by row


def trainings(options: Options) -> List[Config]:
    """Return the trainings of all panels; those of seed 0 are drawn."""
    return [config for model in ORDER for config in options.trainings(model, 2)]


def measure(options: Options, store: Store) -> List[dict]:
    """Return what is drawn of each model, of the training with seed 0.

    Returns
    -------
    list of dict
        ``model``, ``codes`` (N, 2), ``labels`` (N,), and ``accuracy``: of nearest neighbours, a fraction, where every
        second code votes on the class of the others; None of images without classes, or of too few to vote.
    """
    shown = [options.config(model, 2) for model in ORDER]
    store.make(plan_of(shown), "Figure 8")
    coded = [store.test_codes(config) for config in shown]
    if len(np.unique(coded[0].labels)) < 2:
        notices.tell("these images have no classes: figure 8 has their codes alone, no colours and no accuracy")
    return [
        {"model": config.model, "labels": found.labels, "codes": found.codes, "accuracy": _accuracy(found)}
        for config, found in zip(shown, coded)
    ]


def _accuracy(found):
    if len(np.unique(found.labels)) < 2 or len(found.codes[::2]) < NEIGHBOURS:
        return None
    return nearest_neighbours(found.codes[::2], found.labels[::2], found.codes[1::2], found.labels[1::2])


def code_rows(panels: List[dict]) -> List[dict]:
    """Return a row for each test image of each panel: its class and its code."""
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


FIGURE8 = add_figure(
    8,
    "V.ii",
    "the test images in two dimensions, by class",
    Picture(measure, code_rows, "figures.figure8:draw", CAPTION, codes=None),
    "12 min",
    trainings,
    pretrained=True,
    own_images=True,
)

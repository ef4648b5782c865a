"""Figure 8: the test images in a code of two dimensions."""

from typing import List

from reproduce.config import Config
from reproduce.experiments.experiment import Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.runs.store import Store, plan_of

CAPTION = (
    "The test images at their posterior means in a code z of two dimensions, coloured by class. The thesis "
    "finds it hard to tell whether a model separates the classes better than the others, except maybe the VAE."
)

ORDER = "vae", "tvae_affine", "dtvae_affine", "tvae_tps"  # the panels, row by row


def trainings(options: Options) -> List[Config]:
    """Return the trainings of all panels; those of seed 0 are drawn."""
    return [config for model in ORDER for config in options.trainings(model, 2)]


def measure(options: Options, store: Store) -> List[dict]:
    """Return for each model ``model``, ``codes`` (N, 2) and ``labels`` (N,), of the training with seed 0."""
    shown = [options.config(model, 2) for model in ORDER]
    store.make(plan_of(shown), "Figure 8")
    coded = [store.test_codes(config) for config in shown]
    return [
        {"model": config.model, "labels": found.labels, "codes": found.codes} for config, found in zip(shown, coded)
    ]


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
)

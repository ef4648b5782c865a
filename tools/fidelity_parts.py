"""The generated parts of docs/fidelity.md that `reproduce infer` does not write: from the same evidence."""

import functools
import os

from original.spec import MODELS
from reproduce import files
from reproduce.config.recipes import AS_WRITTEN
from reproduce.experiments.table import Table, grouped
from reproduce.fidelity import side_by_side
from reproduce.runs import evidence

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
DRAWN = "codes drawn, not means"
VAES = [("vae", 8), ("vae", 20)]


@functools.lru_cache(maxsize=None)
def lines():
    """Return the committed evidence."""
    return evidence.read_folder(os.path.join(ROOT, "results", evidence.FOLDER))


def means_or_draws():
    """Return the accuracies by means and by draws of the code, of the trainings that have both."""
    both = [line for line in lines() if {"linear_svm", "linear_svm-drawn"} <= set(line["measures"])]
    compared = [AS_WRITTEN, DRAWN], ["author", "author, codes drawn"]
    return "\n\n".join(side_by_side.by_model(both, readings).markdown() for readings in compared)


def code_dimensions():
    """Return when code dimensions die, from what docs/code_dimensions.py wrote."""
    rows = files.read_csv(os.path.join(ROOT, "docs", "code_dimensions.csv"))
    found = {}
    for (setting, model), own in grouped(rows, "setting", "model").items():
        largest = max(float(row["kl_z"]) for row in own)
        shown = f"{largest:,.0f}" if largest < 1e6 else f"{largest:.0e}".replace("e+0", "e")
        found.setdefault(setting, {})[model] = [shown, own[-1]["dimensions_in_use"]]
    models = list(dict.fromkeys(row["model"] for row in rows))
    header = ["dim z = 20, four epochs"]
    for model in models:
        header += [f"{MODELS[model].title}: largest KL", "in use"]
    cells = [[setting, *(cell for model in models for cell in own[model])] for setting, own in found.items()]
    return Table(header, cells, "Divergence of the code in nats per image, on 1,000 test images.").markdown()


def by_model(*readings):
    """Return Table 1 under the readings, side by side."""
    return side_by_side.by_model(lines(), readings).markdown()


PARTS = {
    "means or draws": means_or_draws,
    "readings of the vae": lambda: side_by_side.by_reading(lines(), VAES).markdown(),
    "readings of the dtvae": lambda: side_by_side.by_reading(lines(), [("dtvae_affine", 20)], bound=True).markdown(),
    "rate and pixels": lambda: by_model(AS_WRITTEN, "rate 0.3", "pixels above one half"),
    "author and epsilon": lambda: by_model("author", "author, epsilon 1e-8"),
    "code dimensions": code_dimensions,
}

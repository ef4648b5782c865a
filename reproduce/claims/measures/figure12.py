"""Figure 12: good and poor local minima (section VI.ii)."""

import numpy as np

from reproduce.claims.measuring import EVERY, by_seed, measuring


@measuring
def thick_templates(evidence):
    """Return the ink of the templates over that of the images, of the trainings that start in the identity pose."""
    return by_seed((row for row in evidence.minima if row["start"] == "identity"), lambda row: row["template_ink"])


@measuring
def harm_of_glorot(evidence):
    """Return the mean test reconstruction error of trainings with Glorot's weights into the pose less the others'.

    One number for all seeds: more trainings start from Glorot's weights.
    """
    glorot, identity = [
        [row["reconstruction"] for row in evidence.minima if row["start"] == start] for start in ("glorot", "identity")
    ]
    return {EVERY: float(np.mean(glorot) - np.mean(identity))} if glorot and identity else {}

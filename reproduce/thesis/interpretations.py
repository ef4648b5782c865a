"""Interpretations: the table of what the thesis leaves open, and how we read it, generated.

A setting's readings stand with its field in `reproduce.config`; those that no setting decides stand here.
"""

import dataclasses
from typing import List

from reproduce.config import Config, Reading

OTHERS = (
    Reading(
        "the SVM",
        "V.ii.1",
        "scikit-learn's `LinearSVC` (C = 1), on the posterior means of z, unscaled",
        "gives the PCA rows to 0.01 points",
        option="–",
    ),
    Reading(
        '"cross validated ... 9 times"',
        "Table 1",
        "9 stratified folds, not shuffled; mean and deviation over folds",
        "same",
        option="–",
    ),
    Reading(
        "PCA on the test set",
        "Table 1",
        "test images centred by their own mean",
        "same; centred by the training mean the test accuracies are 75.87 and 86.65, in place of 75.51 and 86.53",
        option="`--pca-centre`",
    ),
    Reading(
        "the code that is fed to the SVM",
        "V.ii.1",
        "the mean of q(z given x)",
        '"the general purpose latent code z" may be a draw, too',
        option="`--codes`",
    ),
    Reading(
        "pose of samples",
        "V.i.1, figures 6, 7",
        "the mean pose over the training images (the text); or the identity (the captions)",
        "the thesis says both",
        option="`sample(pose=...)`",
    ),
    Reading(
        '"10, 20 dimensions for the latent code (z, u)"',
        "captions of figures 6, 7, 9",
        "dim z + dim u; figure 7's 2 dimensions are those of z",
        "figure 9's caption adds them up; a pose alone has 6",
        option="`--count`",
    ),
    Reading(
        "grids of samples, their number",
        "figures 6, 7, 9",
        "10 by 10, codes drawn from seed 0, models trained from seed 0",
        "the text has none",
        option="`--draws`",
    ),
    Reading(
        "the epoch whose error figure 5 shows",
        "figure 5",
        "the last one; the best of them is kept beside it in `metrics.json`",
        "the author's program notes the best of 50",
        option="–",
    ),
)
HEADER = ("", "open", "where", "our reading", "option", "why")


def rows() -> List[List[str]]:
    """Return the table's rows, one for each reading, numbered from 1."""
    readings = [
        (reading, reading.option or f"`--{field.name.replace('_', '-')}`")
        for field in dataclasses.fields(Config)
        for reading in field.metadata["readings"]
    ]
    readings += [(reading, reading.option) for reading in OTHERS]
    return [
        [str(number), reading.open, reading.where, reading.reading, option, reading.why]
        for number, (reading, option) in enumerate(readings, start=1)
    ]


def markdown() -> str:
    """Return the table as Markdown."""
    lines = [HEADER, ["---"] * len(HEADER)] + rows()
    return "\n".join("| " + " | ".join(line) + " |" for line in lines).replace("|  |", "| |")

"""Figure 10: samples in their reference pose, and the same samples in poses drawn from the prior."""

from typing import List

from reproduce.config import Config
from reproduce.experiments import prior_models
from reproduce.experiments.experiment import Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.experiments.posed_samples import panel, panel_rows
from reproduce.runs.store import Store

CAPTION = (
    "Pairs of one draw of z: on the left in its reference pose, on the right in a pose drawn from the prior on u. The "
    "frame is the border of the template in that pose; it is open where a spline folds the plane. From top to bottom: "
    "affine poses, normal prior around the identity; affine poses in five numbers, fitted mean; thin plate splines, "
    "fitted mean; affine poses in six numbers, fitted mean. We see digits stretched and cut off by the first prior, "
    "turned by the second, and sheared to the side by the last, as in the thesis: there the first is poor, the second "
    "turns the digits, and the last shears them to the side."
)

ROWS = (prior_models.IDENTITY, prior_models.FIVE, prior_models.TPS_NORMAL, prior_models.NORMAL)


def trainings(options: Options) -> List[Config]:
    """Return the trainings of all rows; those of seed 0 are drawn."""
    return [config for row in ROWS for config in prior_models.trainings(row, options)]


def measure(options: Options, store: Store) -> List[dict]:
    """Return a panel for each row, see `reproduce.experiments.posed_samples.panel`."""
    return [panel(row, options, store) for row in ROWS]


FIGURE10 = add_figure(
    10,
    "V.iii",
    "samples in poses drawn from normal priors",
    Picture(measure, panel_rows, "figures.posed_samples:draw", CAPTION),
    "12 min",
    trainings,
    ("draws",),
    pretrained=True,
)

"""Figure 10: samples in their reference pose, and the same samples in poses drawn from the prior."""

from figures import posed
from reproduce.experiments import prior_models

CAPTION = (
    "Left: draws of z, decoded in their reference pose. Right: the same draws, each in a pose drawn from the "
    "prior on u. From top to bottom: affine poses, normal prior around the identity; affine poses in five "
    "numbers, fitted mean; thin plate splines, fitted mean; affine poses in six numbers, fitted mean. In the "
    "thesis the first is poor, the second turns the digits, and the last shears them to the side."
)

ROWS = (prior_models.IDENTITY, prior_models.FIVE, prior_models.TPS_NORMAL, prior_models.NORMAL)


def configs(options):
    return [config for row in ROWS for config in prior_models.trainings(row, options)]


def measure(options, store):
    """A panel for each row and side, see `figures.posed.panel`."""
    return [
        panel
        for row in ROWS
        for panel in (posed.panel(row, options, store, posed=False), posed.panel(row, options, store, posed=True))
    ]


table, draw = posed.table, posed.draw

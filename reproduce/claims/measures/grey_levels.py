"""The grey levels of the images (section IV)."""

from reproduce.claims.measuring import EVERY, measuring


@measuring
def beta_mean(evidence):
    """Return the mean grey level of the training images."""
    return {} if evidence.grey_level is None else {EVERY: evidence.grey_level}

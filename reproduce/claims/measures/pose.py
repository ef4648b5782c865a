"""The poses of the test images (section V.iii)."""

from reproduce.claims.measuring import by_seed, measuring


@measuring
def pose_correlation(evidence, model, dim_z):
    """Return the largest correlation of two numbers of the pose."""
    own = [row for row in evidence.poses if (row["model"], row["dim_z"]) == (model, dim_z)]
    return by_seed(own, lambda row: row["largest_correlation"])

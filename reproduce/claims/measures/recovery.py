"""Pose recovery on rot-MNIST (section III)."""

from reproduce.claims.measuring import by_seed, measuring


@measuring
def angle_recovery(evidence, model):
    """Return the circular correlation of inferred and true angles of the test images, under the flat prior."""
    rows = evidence.recovery["on_rotated"] if evidence.recovery else ()
    own = [row for row in rows if (row["model"], row["pose_prior"]) == (model, "flat")]
    return by_seed(own, lambda row: row["angles"]["correlation"])

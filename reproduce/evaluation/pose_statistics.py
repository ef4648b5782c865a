"""What the poses of the test images have in common (section V.iii)."""

import numpy as np

from reproduce.runs import run
from reproduce.runs.store import Measure


def statistics(poses):
    """Mean, deviation and correlation of poses of shape (N, dim_u).

    Returns
    -------
    dict
        ``mean`` and ``std``, lists of dim_u numbers; ``correlation``, dim_u lists of dim_u; ``largest_correlation``,
        the largest absolute one of two different parts.
    """
    poses = np.asarray(poses, dtype="float64")
    correlation = np.corrcoef(poses, rowvar=False)
    return {
        "mean": poses.mean(axis=0).tolist(),
        "std": poses.std(axis=0).tolist(),
        "correlation": correlation.tolist(),
        "largest_correlation": float(np.abs(correlation - np.eye(len(correlation))).max()),
    }


def _of_run(config, folder, dataset):
    from reproduce.evaluation.sampling import poses

    return statistics(poses(run.load_network(config, folder), dataset.test_images))


POSE = Measure("pose", {"mean": list, "std": list, "correlation": list, "largest_correlation": float}, _of_run)

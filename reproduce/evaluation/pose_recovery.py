"""Pose recovery: how well the poses that a model infers follow those that its images were given.

Two readings of an inferred pose are compared with the given one. *absolute*: the pose of the warped digit, which
includes the digit's own part, slant for instance. *relative*: the pose that takes that of the upright digit to it.
"""

from typing import Dict

import numpy as np

from reproduce.data import warps
from reproduce.evaluation import pose_metrics
from reproduce.evaluation.sampling import poses

PSI, LOG_SCALES, SHIFTS = [0], [1, 2], [3, 4]  # places among the five numbers of an affine pose
PIXEL = 2 / 27  # in [-1, 1] coordinates

# What is drawn uniformly, and up to where on either side: radians, [-1, 1] coordinates, logarithms.
WARPS = {
    "turns_30": (PSI, np.pi / 6),
    "turns_90": (PSI, np.pi / 2),
    "turns_180": (PSI, np.pi),
    "shifts": (SHIFTS, 3 * PIXEL),
    "scales": (LOG_SCALES, np.log(1.25)),
}
READINGS = ("absolute", "relative")


def known_warps(name: str, num: int) -> np.ndarray:
    """Return draws of one of `WARPS`, (num, 5): the five of `original.transformers.poses.affine_of_five`."""
    varied, largest = WARPS[name]
    five = np.zeros((num, 5))
    draws = np.random.default_rng([2018, list(WARPS).index(name)])
    five[:, varied] = draws.uniform(-largest, largest, (num, len(varied)))
    return five


def affine_poses(net: dict, images: np.ndarray) -> np.ndarray:
    """Return the pose of each image at the posterior mean, as an affine one, (N, 6); of a spline the nearest."""
    from original.transformers.poses import affine_of_tps

    inferred = poses(net, images, layer="l_pose")
    return inferred if inferred.shape[1] == 6 else affine_of_tps(inferred)


def between(theta: np.ndarray, warped: np.ndarray) -> np.ndarray:
    """Return the affine poses that take `theta` to `warped`, shape (N, 6) each.

    An image of pose P that is sampled at the points W p has the pose P W, so that W is P^-1 times its pose: whatever
    pose the template is in.
    """
    squares = [
        np.concatenate([np.reshape(poses, (-1, 2, 3)), np.tile([[[0, 0, 1]]], (len(poses), 1, 1))], axis=1)
        for poses in (theta, warped)
    ]
    return (np.linalg.pinv(squares[0]) @ squares[1])[:, :2].reshape(-1, 6)


def recover_warps(net: dict, images: np.ndarray) -> Dict[str, dict]:
    """Return how the poses inferred follow known warps of `images`, of shape (N, 1, H, W).

    Returns
    -------
    dict
        By the names of `WARPS` and `READINGS`: ``correlation``, of angles the circular one and of two numbers Pearson's
        mean, and of angles ``error`` in degrees.
    """
    from original.transformers.poses import affine_of_five, five_of_affine

    truth = {name: known_warps(name, len(images)) for name in WARPS}
    warped = [warps.warped(images, affine_of_five(five)) for five in truth.values()]
    # All at once, since each call compiles.
    upright, *thetas = np.split(affine_poses(net, np.concatenate([images] + warped)), len(warped) + 1)
    result = {}
    for (name, (varied, _)), theta in zip(WARPS.items(), thetas):
        inferred = {"absolute": theta, "relative": between(upright, theta)}
        result[name] = {
            reading: _agreement(five_of_affine(poses)[:, varied], truth[name][:, varied], uniform=name == "turns_180")
            for reading, poses in inferred.items()
        }
    return result


def recover_angles(net: dict, images: np.ndarray, angles: np.ndarray) -> Dict[str, float]:
    """Return ``correlation`` and ``error`` (degrees) of inferred angles with those by which `images` were turned."""
    from original.transformers.poses import five_of_affine

    return _agreement(five_of_affine(affine_poses(net, images))[:, PSI], np.reshape(angles, (-1, 1)), uniform=True)


def _agreement(estimated, truth, uniform):
    if truth.shape[1] == 2:
        return {"correlation": float(np.mean([pose_metrics.correlation(*pair) for pair in zip(estimated.T, truth.T)]))}
    return {
        "correlation": pose_metrics.circular_correlation(estimated[:, 0], truth[:, 0], uniform),
        "error": float(np.degrees(pose_metrics.offset_error(estimated[:, 0], truth[:, 0]))),
    }

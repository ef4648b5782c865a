"""Poses measured: their statistics, where they sample, how they agree with the true ones, how a DTVAE undoes them.

References
----------
.. [1] Jammalamadaka, SenGupta (2001): Topics in Circular Statistics, section 8.2.
"""

from typing import Any, Dict, List

import numpy as np

from original.transformers import splines
from reproduce.evaluation.forward import Forward, in_chunks

CONSTANT = 1e-9  # a spread below is rounding
EXTREME = 99  # percentile over images
AT_ONCE = 100  # images of a round trip; each takes half a megabyte


def statistics(poses: np.ndarray) -> Dict[str, Any]:
    """Compute mean, deviation and correlation of poses of shape (N, dim_u) (section V.iii).

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


def positions(net: dict, u: np.ndarray) -> List[np.ndarray]:
    """Compute what becomes of poses u, shape (N, dim_u): the transformer's parameters, and where it samples.

    The former have shape (N, 6 or 2P). The latter are the points of the template that the output's pixels show, shape
    (N, 2, H * W), x and y in pixels.
    """
    from original.engines.compat import lasagne, theano

    l_warped, draws = net["l_out"].input_layer, theano.tensor.matrix("u")
    size = net["l_out"].output_shape[2:]
    pose = lasagne.layers.get_output(net["l_pose"], {net["l_u"]: draws})
    return in_chunks(theano.function([draws], [pose, l_warped.positions(pose, size, size)]), u)


def circular_correlation(first: np.ndarray, second: np.ndarray, uniform: bool = False) -> float:
    """Compute the circular correlation coefficient of two samples of angles in radians, shape (N,) each [1]_.

    The correlation of sin(a - mean a) and sin(b - mean b), with mean directions: 1 for angles that are equal up to an
    offset, -1 if one runs against the other, 0 for independent ones. Angles all over the circle have no mean direction;
    with `uniform` the means are those of page 177, for which the mean product of the sines is half of
    |mean exp i(a - b)| - |mean exp i(a + b)|. 0 if either does not vary.
    """
    first, second = np.asarray(first, dtype="float64"), np.asarray(second, dtype="float64")
    if uniform:
        difference, total = _mean_direction(first - second), _mean_direction(first + second)
        means = (total + difference) / 2, (total - difference) / 2
    else:
        means = _mean_direction(first), _mean_direction(second)
    first, second = np.sin(first - means[0]), np.sin(second - means[1])
    largest = np.sqrt((first**2).mean() * (second**2).mean())
    return float((first * second).mean() / largest) if largest > CONSTANT else 0.0


def _mean_direction(angles):
    return np.angle(np.exp(1j * angles).mean())


def offset_error(estimated: np.ndarray, truth: np.ndarray) -> float:
    """Compute the mean absolute difference of angles in radians, shape (N,) each, after the best common offset.

    The offset is found to a quarter of a degree.
    """
    differences = np.asarray(estimated, dtype="float64") - truth
    offsets = np.radians(np.arange(0, 360, 0.5))
    return float(min(abs(np.angle(np.exp(1j * (differences - offset)))).mean() for offset in offsets))


def correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Compute Pearson's correlation of two samples of numbers, shape (N,) each; 0 if either does not vary."""
    if min(np.std(first), np.std(second)) < CONSTANT:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])


def round_trip(net: dict, images: np.ndarray) -> Dict[str, float]:
    """Measure how well a TPS-DTVAE undoes its poses: its inverse of a thin plate spline is approximate.

    The thesis has the DTVAE with affine poses, whose inverse is exact. A pixel p of a reconstruction shows the input at
    undo(pose(p)), as far as the model keeps it.

    Parameters
    ----------
    net : dict of str to Layer
    images : ndarray, shape (N, C, H, W)

    Returns
    -------
    dict
        Distances in pixels, root mean square over the pixels p of an image. ``mean`` and ``extreme``: mean and 99th
        percentile over images of the distance of undo(pose(p)) from p. ``moved``: mean over images of the distance of
        pose(p) from p.
    """
    size = np.array(images.shape[:1:-1])  # for x and y
    grid = np.stack(np.meshgrid(*[np.linspace(-1, 1, length) for length in size])).reshape(1, 2, -1)
    pose, undo = [poses.astype("float64") for poses in Forward(net)(["l_pose", "l_undo"], l_in=images)]

    def rms(places):
        return np.sqrt(((places - grid) ** 2 * (((size - 1) / 2) ** 2)[:, None]).sum(axis=1).mean(axis=1))

    there, back = [], []
    for start in range(0, len(images), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        moved = _moved(pose[part], np.repeat(grid, len(pose[part]), axis=0))
        there.extend(rms(moved))
        back.extend(rms(_moved(undo[part], moved)))
    return {
        "mean": float(np.mean(back)),
        "extreme": float(np.percentile(back, EXTREME)),
        "moved": float(np.mean(there)),
    }


def _moved(offsets, at):
    num = offsets.shape[1] // 2
    grid_size = splines.grid_side(num)
    return splines.moved(np, at, offsets.reshape(-1, 2, num) @ splines.coefficients(grid_size).T, grid_size)

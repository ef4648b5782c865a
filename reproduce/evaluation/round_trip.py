"""How well the TPS-DTVAE undoes its poses: its inverse of a thin plate spline is approximate.

The thesis has the DTVAE with affine poses, whose inverse is exact.
"""

import numpy as np

from original.transformers import splines
from reproduce.evaluation.forward import Forward

EXTREME = 99  # percentile over images
AT_ONCE = 100  # images; each takes half a megabyte


def round_trip(net, images):
    """How far the pixels of a reconstruction come from where they would be, were the pose that is undone the pose.

    A pixel p shows what the input has at undo(pose(p)), as far as the model keeps it.

    Parameters
    ----------
    net : dict of str to Layer
        A DTVAE with thin plate splines.
    images : ndarray, shape (N, 1, H, W)

    Returns
    -------
    dict
        Over the images of the root mean square over pixels, in pixels: ``mean`` and ``extreme``, the 99th percentile;
        and ``moved``, the mean of how far the poses move the pixels, had nothing undone them.
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

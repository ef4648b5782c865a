"""Parts that the peers share, in NumPy: sizes of the networks, the sampling grid, and the thin plate spline on it."""

import numpy as np

# The architecture, as the thesis' appendix A has it.
PIXELS = 28 * 28
HIDDEN = 256
LOCALIZATION = 128
CLIP = 1e-6
LOG_SIGMA_FLOOR = -6.0
MIN_DETERMINANT = 1e-3
GRID_SIZE = 3  # of the TPS control points

IDENTITY_AFFINE = np.array([1, 0, 0, 0, 1, 0], "float32")


def pixel_grid(size=28):
    """(size^2, 2): x and y of the pixels in [-1, 1], x fastest."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    return np.column_stack([x.ravel(), y.ravel()]).astype("float32")


def spline_matrix(size=28, grid_size=GRID_SIZE):
    """(size^2, P): how far each pixel moves for a unit offset of each of the P control points."""
    control, pixels = pixel_grid(grid_size).astype("float64"), pixel_grid(size).astype("float64")
    num = len(control)
    # Coefficients of the splines that are 1 at one control point and 0 at the others, with their side conditions.
    system = np.block([[_kernel(control, control), _affine(control)], [_affine(control).T, np.zeros((3, 3))]])
    coefficients = np.linalg.solve(system, np.eye(num + 3)[:, :num])
    return (np.hstack([_kernel(pixels, control), _affine(pixels)]) @ coefficients).astype("float32")


def _affine(points):
    return np.column_stack([np.ones(len(points)), points])


def _kernel(points, centres):
    """r^2 log r^2 of the distances r."""
    squares = np.square(points[:, None] - centres).sum(axis=-1)
    return squares * np.log(squares, out=np.zeros_like(squares), where=squares > 0)


def layer_sizes(model, dim_z):
    """Inputs and units of each dense layer by its name."""
    sizes = {
        "encoder1": (PIXELS, HIDDEN),
        "encoder2": (HIDDEN, HIDDEN),
        "z_mu": (HIDDEN, dim_z),
        "z_log_sigma": (HIDDEN, dim_z),
        "decoder1": (dim_z, HIDDEN),
        "decoder2": (HIDDEN, HIDDEN),
        "template": (HIDDEN, PIXELS),
    }
    if model == "dtvae_affine":
        sizes.update(localization1=(PIXELS, LOCALIZATION), u=(LOCALIZATION, 6))
    elif model != "vae":
        sizes["u"] = (HIDDEN, 6 if model == "tvae_affine" else 2 * GRID_SIZE**2)
    return sizes

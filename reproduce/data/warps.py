"""Images warped by a known pose, apart from the networks: with SciPy, and black outside the image."""

import numpy as np


def warped(images: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """Return each image, sampled as its affine pose says.

    Parameters
    ----------
    images : ndarray of shape (N, 1, H, W)
    theta : ndarray of shape (N, 6)
        Rows of the 2 x 3 matrix that maps output to input coordinates, x and y in [-1, 1], as transformer layers
        take it.

    Returns
    -------
    ndarray of shape (N, 1, H, W), float32
        Bilinear interpolation, within [0, 1].
    """
    from scipy.ndimage import affine_transform

    centre = (np.array(images.shape[2:]) - 1) / 2  # in pixels, and what 1 is from there
    matrices = np.asarray(theta, dtype="float64").reshape(-1, 2, 3)[:, ::-1, [1, 0, 2]]  # y first, as rows of an array
    result = []
    for image, matrix in zip(images, matrices):
        linear = centre[:, None] * matrix[:, :2] / centre
        result.append(affine_transform(image[0], linear, centre * (1 + matrix[:, 2]) - linear @ centre, order=1))
    return np.clip(result, 0, 1).astype("float32")[:, None]

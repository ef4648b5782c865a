"""Scikit-learn's 8 x 8 digits brought to MNIST's format: a stand-in for machines with no network."""

from typing import Optional

import numpy as np

from reproduce.data import sizes

NUM_TRAIN = sizes.DIGITS


def arrays(folder: Optional[str] = None, white: int = 255) -> tuple:
    """Return the arrays of a `reproduce.data.registry.DataSource`; the arguments change nothing."""
    from scipy.ndimage import zoom
    from sklearn.datasets import load_digits

    digits = load_digits()
    # As in MNIST the digit fills the 20 x 20 pixels in the middle.
    small = zoom(digits.images / 16, (1, 2.5, 2.5), order=1, grid_mode=True, mode="nearest")
    images = np.pad(np.clip(small, 0, 1), ((0, 0), (4, 4), (4, 4)))[:, None].astype("float32")
    return images[:NUM_TRAIN], digits.target[:NUM_TRAIN], images[NUM_TRAIN:], digits.target[NUM_TRAIN:]

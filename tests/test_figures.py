"""Pictures: what is on them."""

import numpy as np

from figures import samples


def test_a_row_of_samples_for_each_model():
    rows = {"VAE": np.zeros((5, 28, 28)), "T-VAE": np.ones((5, 28, 28))}
    figure = samples.draw(rows, "Samples")
    shown = [axis.images[0].get_array() for axis in figure.axes]
    assert len(shown) == 10
    assert all((picture == 0).all() for picture in shown[:5]) and all((picture == 1).all() for picture in shown[5:])
    assert [axis.get_ylabel() for axis in figure.axes if axis.get_ylabel()] == ["VAE", "T-VAE"]
    assert all(axis.images[0].get_clim() == (0, 1) for axis in figure.axes)

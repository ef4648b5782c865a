"""Sheets of images: whole pixels, two panels below each other in line, channels that can't be shown."""

import numpy as np
import pytest

from figures import palette, sheet
from figures.grids import Grid


@pytest.mark.parametrize("shape", ((28, 28), (24, 40), (128, 128, 3), (4, 4)))
@pytest.mark.parametrize("count", (1, 7, 48))
def test_a_sheet_has_all_images(shape, count):
    images = np.linspace(0, 1, count)[(slice(None),) + (None,) * len(shape)] * np.ones(shape)
    rgb = palette.rgb_of(sheet.draw([[Grid(images, "before"), Grid(images, "after", ("1 %",))], [Grid(images, "one")]]))
    level = int(255 * images[count // 2].max())
    assert (abs(rgb.astype(int) - level).max(axis=2) < 2).sum() >= 3 * shape[0] * shape[1]


def test_channels_are_shown_as_colours_or_as_their_mean(rng):
    images = rng.random((2, 4, 5, 6))
    np.testing.assert_allclose(sheet.viewable(images), images.mean(axis=1))
    assert sheet.viewable(images[:, :3]).shape == (2, 5, 6, 3)
    np.testing.assert_array_equal(sheet.viewable(images[:, :1]), images[:, 0])

"""The sharpness of mean images: 1 for equal images, 1 / N for strangers, and more after shifts are undone."""

import numpy as np
import pytest

from reproduce.evaluation import alignment


def dots(places, size=12):
    """Images (N, 1, size, size) with a square of 2 x 2 at each place."""
    images = np.zeros((len(places), 1, size, size), dtype="float32")
    for image, (row, column) in zip(images[:, 0], places):
        image[row : row + 2, column : column + 2] = 1
    return images


APART = [(1, 1), (1, 8), (8, 1), (8, 8)]


@pytest.mark.parametrize("measure", (alignment.sharpness, alignment.contrast))
def test_of_equal_images_all_is_left(measure):
    assert measure(dots([(3, 4)] * 5)) == pytest.approx(1)


def test_of_strangers_one_nth_is_left():
    # Edges that never meet: the mean has each of the N dots at 1/N of its height, N times the energy of one over N^2.
    assert alignment.sharpness(dots(APART)) == pytest.approx(1 / 4)


def test_the_gradient_is_counted_by_hand():
    image = np.array([[0, 1, 0], [0, 0, 0.5], [0, 0, 0]])[None, None]
    # At the pixels that have neighbours: (right, below) = (1, 0), (-1, -1), (0, 0), (0.5, 0)
    assert alignment.gradient_energy(image).tolist() == [1 + 1 + 1 + 0.25]


def test_levels_do_not_matter():
    images = dots([(3, 4), (4, 4), (3, 5)])
    assert alignment.sharpness(images / 2) == pytest.approx(alignment.sharpness(images))


def test_channels_are_counted_together(rng):
    images = rng.random((6, 1, 9, 9))
    assert alignment.sharpness(images.repeat(3, axis=1)) == pytest.approx(alignment.sharpness(images))


def test_shifts_that_are_undone_sharpen_the_mean():
    before, after = dots([(2, 2), (3, 5), (6, 3), (5, 7)]), dots([(4, 4)] * 4)
    found = alignment.compare(before, after)
    assert found["sharpness"]["after"] == pytest.approx(1) and found["sharpness"]["times"] > 3
    assert found["contrast"]["times"] > 1 and "within_classes" not in found


def test_within_classes_each_image_counts():
    images, labels = dots([(1, 1), (1, 1), (8, 8), (8, 1), (1, 8), (4, 4)]), list("aabbbc")
    # a: 2 equal images, 1; b: 3 strangers, 1/3; c: a single image, left out
    expected = (2 * 1 + 3 * (1 / 3)) / 5
    assert alignment.within_classes(alignment.sharpness, images, labels) == pytest.approx(expected)


def test_where_nothing_can_be_measured_there_is_no_number():
    blank = np.zeros((3, 1, 5, 5), dtype="float32")
    assert alignment.sharpness(blank) is None and alignment.contrast(blank) is None
    found = alignment.compare(blank, blank, ["a", "b", "c"])
    assert found["sharpness"] == found["within_classes"]["sharpness"] == {"before": None, "after": None, "times": None}

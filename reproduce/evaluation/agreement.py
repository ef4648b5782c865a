"""How well estimated poses agree with the true ones: correlations, and the error of angles up to a global offset.

References
----------
.. [1] Jammalamadaka, SenGupta (2001): Topics in Circular Statistics, section 8.2.
"""

import numpy as np

CONSTANT = 1e-9  # a spread below is rounding


def circular_correlation(first, second, uniform=False):
    """Circular correlation coefficient of two samples of angles in radians, shape (N,) each [1]_.

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


def offset_error(estimated, truth):
    """Mean absolute difference of angles in radians, after the best offset common to all; to a quarter of a degree."""
    differences = np.asarray(estimated, dtype="float64") - truth
    offsets = np.radians(np.arange(0, 360, 0.5))
    return float(min(abs(np.angle(np.exp(1j * (differences - offset)))).mean() for offset in offsets))


def correlation(first, second):
    """Pearson's correlation of two samples of numbers, shape (N,) each; 0 if either does not vary."""
    if min(np.std(first), np.std(second)) < CONSTANT:
        return 0.0
    return float(np.corrcoef(first, second)[0, 1])

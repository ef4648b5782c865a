"""Sample quality: each measure against a case whose value is known."""

import numpy as np
import pytest
from scipy.linalg import sqrtm

from reproduce.evaluation import sample_metrics
from reproduce.evaluation.sample_metrics import Statistics, frechet_distance
from reproduce.experiments import sample_quality


def random_covariance(rng, dim, rank=None):
    factor = rng.standard_normal((dim, rank or dim))
    return factor @ factor.T


def test_frechet_distance_of_gaussians_with_common_axes(rng):
    # |m1 - m2|^2 and the squared differences of the standard deviations along the axes, whatever these are.
    axes = np.linalg.qr(rng.standard_normal((3, 3)))[0]
    first = Statistics(np.array([1.0, 2.0, 3.0]), axes @ np.diag([1.0, 4.0, 9.0]) @ axes.T)
    second = Statistics(np.array([1.0, 0.0, 4.0]), axes @ np.diag([4.0, 4.0, 0.25]) @ axes.T)
    assert frechet_distance(first, second) == pytest.approx(4 + 1 + 1**2 + 0**2 + 2.5**2)


def test_frechet_distance_of_gaussians_in_the_plane(rng):
    # For 2 x 2 matrices tr((C1 C2)^(1/2)) is (tr(C1 C2) + 2 det(C1 C2)^(1/2))^(1/2), from the two eigenvalues.
    c1, c2 = random_covariance(rng, 2), random_covariance(rng, 2)
    product = c1 @ c2
    root = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    expected = np.trace(c1) + np.trace(c2) - 2 * root
    assert frechet_distance(Statistics(np.zeros(2), c1), Statistics(np.zeros(2), c2)) == pytest.approx(expected)


def test_frechet_distance_is_that_of_scipy_s_square_root(rng):
    first, second = [Statistics(rng.standard_normal(20), random_covariance(rng, 20)) for _ in range(2)]
    expected = (
        ((first.mean - second.mean) ** 2).sum()
        + np.trace(first.covariance)
        + np.trace(second.covariance)
        - 2 * np.trace(sqrtm(first.covariance @ second.covariance)).real
    )
    assert frechet_distance(first, second) == pytest.approx(expected)
    assert frechet_distance(second, first) == pytest.approx(expected)


def test_frechet_distance_with_units_that_are_never_active(rng):
    covariance = random_covariance(rng, 10, rank=4)
    same = Statistics(np.zeros(10), covariance)
    assert frechet_distance(same, same) == pytest.approx(0, abs=1e-6)
    # Against a point it is the mean squared distance to that point.
    point = Statistics(np.full(10, 2.0), np.zeros((10, 10)))
    assert frechet_distance(same, point) == pytest.approx(40 + np.trace(covariance))


def test_feature_statistics(rng):
    scales = np.array([1, 2, 3])
    mean, covariance = sample_metrics.feature_statistics(rng.standard_normal((200000, 3), dtype="float32") * scales)
    assert mean.dtype == covariance.dtype == "float64"
    # Five standard errors of the largest: 5 * 3 / 447 and 5 * 9 * 2 ** 0.5 / 447.
    np.testing.assert_allclose(mean, 0, atol=0.04)
    np.testing.assert_allclose(covariance, np.diag(scales**2), atol=0.15)


def one_hot(classes, sure=1.0):
    return np.full((len(classes), 10), (1 - sure) / 9) + (sure - (1 - sure) / 9) * np.eye(10)[classes]


@pytest.mark.parametrize("sure", [1.0, 0.3])
def test_class_entropy(sure):
    assert sample_metrics.class_entropy(one_hot(np.arange(1000) % 10, sure)) == pytest.approx(np.log(10))
    assert sample_metrics.class_entropy(one_hot(np.array([3, 7, 3, 7]), sure)) == pytest.approx(np.log(2))
    assert sample_metrics.class_entropy(one_hot(np.array([5, 5, 5]), sure)) == 0


def test_crisp_pixels(rng):
    binary = (rng.random((5, 1, 28, 28)) < 0.5).astype("float32")
    assert sample_metrics.crisp_pixels(binary) == 1
    assert sample_metrics.crisp_pixels(np.full_like(binary, 0.5)) == 0
    assert sample_metrics.crisp_pixels(0.04 + 0.92 * binary) == 1
    assert sample_metrics.crisp_pixels(0.06 + 0.88 * binary) == 0
    assert sample_metrics.crisp_pixels(np.concatenate([binary, np.full_like(binary, 0.5)])) == 0.5


def test_gradient_magnitude():
    grey = np.full((2, 1, 28, 28), 0.5, dtype="float32")
    assert sample_metrics.gradient_magnitude(grey) == 0
    # A plane that rises by 0.03 a pixel to the right and by 0.04 downwards.
    down, right = np.mgrid[:28, :28]
    plane = (0.03 * right + 0.04 * down)[None, None] / 2
    assert sample_metrics.gradient_magnitude(plane) == pytest.approx(0.025)
    # One edge from black to white: in each row 1 of 27 differences.
    edge = np.broadcast_to((right >= 10).astype("float32"), (3, 1, 28, 28))
    assert sample_metrics.gradient_magnitude(edge) == pytest.approx(1 / 27)


def test_novelty(rng, monkeypatch):
    train = rng.random((300, 1, 28, 28), dtype="float32")
    monkeypatch.setattr(sample_metrics, "NEIGHBOUR_CHUNK", 7)
    np.testing.assert_array_equal(sample_metrics.nearest_distances(train[100:120], train), 0)
    samples = rng.random((20, 1, 28, 28), dtype="float32")
    differences = samples.reshape(20, 1, 784).astype("float64") - train.reshape(1, 300, 784)
    np.testing.assert_allclose(
        sample_metrics.nearest_distances(samples, train), np.sqrt((differences**2).sum(axis=2)).min(axis=1), rtol=1e-5
    )


def bar(degrees, centre=(13.5, 13.5)):
    """A bar that leans to the right by an angle: in each row a bell, whose centre the shear has moved."""
    row, column = np.mgrid[:28, :28]
    upwards = centre[0] - row
    across = column - centre[1] - np.tan(np.radians(degrees)) * upwards
    return (np.exp(-(across**2) / 4) * (abs(upwards) < 7))[None]


@pytest.mark.parametrize("degrees", [-40, -10, 0, 25])
def test_slant_of_a_bar(degrees):
    images = np.stack([bar(degrees), 0.3 * bar(degrees), bar(degrees, centre=(10, 15))])
    np.testing.assert_allclose(sample_metrics.slants(images), degrees, atol=0.02)


def test_a_slash_leans_to_the_right():
    assert sample_metrics.slants(np.eye(28)[::-1][None, None]) == pytest.approx(45)


def test_images_without_height_have_no_slant():
    row = np.zeros((1, 28, 28))
    row[:, 4, 6:20] = 0.7
    blank = np.zeros((1, 28, 28))
    assert len(sample_metrics.slants(np.stack([row, blank, bar(25)]))) == 1
    assert len(sample_metrics.slants(np.stack([row, blank]))) == 0


class Coordinates:
    """Stands in for a classifier: a few pixels are its features, the first ten its certainties."""

    def features(self, images):
        return images.reshape(len(images), -1)[:, 380:400]

    def probabilities(self, images):
        certainties = images.reshape(len(images), -1)[:, 380:390]
        return certainties / certainties.sum(axis=1, keepdims=True)


def test_measured_together(rng):
    train = rng.random((400, 1, 28, 28), dtype="float32")
    judge = Coordinates()
    reference = sample_metrics.feature_statistics(judge.features(train))
    same = sample_metrics.measure(train, judge, reference, train)
    assert list(same) == [
        "frechet",
        "confidence",
        "class_entropy",
        "crisp_pixels",
        "gradient",
        "novelty",
        "slant_mean",
        "slant_std",
    ]
    assert all(isinstance(value, float) for value in same.values())
    assert same["frechet"] == pytest.approx(0, abs=1e-9) and same["novelty"] == 0
    assert same["crisp_pixels"] == pytest.approx(0.1, abs=0.01)
    assert same["confidence"] == pytest.approx(judge.probabilities(train).max(axis=1).mean())
    leaning = np.stack([bar(degrees) for degrees in (10, 30)]).astype("float32") + np.float32(1e-6)
    other = sample_metrics.measure(leaning, judge, reference, train)
    assert (other["slant_mean"], other["slant_std"]) == pytest.approx((20, 10), abs=0.1)
    assert other["frechet"] > same["frechet"] and other["novelty"] > 1


def rendered(rows, reference):
    judge = {"test_accuracy": 0.98}
    made = {"dataset": "digits", "samples": 200, "draws": 0, "pose": "mean", "classifier": judge}
    made.update(reference=reference, rows=rows)
    (table,) = sample_quality.tables(made)
    return table.header, table.rows


def test_trainings_in_bad_minima_are_counted_and_left_out():
    measures = dict.fromkeys(sample_quality.PARTS, 1.0)
    rows = [
        dict(measures, model="vae", dim_z=2, dimensions=2, frechet=frechet, signs=signs)
        for frechet, signs in ((10.0, []), (14.0, []), (900.0, ["0 of 2 code dimensions in use"]))
    ]
    header, cells = rendered(rows, measures)
    assert header[-2:] == ["seeds", "left out"] and cells[0][1] == "12.0 ± 2.8" and cells[0][-2:] == [2, 1]
    _, cells = rendered(rows[2:], measures)
    assert cells[0][1] == "900.0" and cells[0][-2:] == [1, 0], "where there is no other it is shown"


def test_blank_samples_are_measured(rng):
    train = rng.random((20, 1, 28, 28), dtype="float32")
    reference = sample_metrics.feature_statistics(Coordinates().features(train))

    class Undecided(Coordinates):
        def probabilities(self, images):
            return np.full((len(images), 10), 0.1)

    blank = sample_metrics.measure(np.zeros((5, 1, 28, 28), dtype="float32"), Undecided(), reference, train)
    assert np.isnan(blank["slant_mean"]) and np.isnan(blank["slant_std"])
    assert blank["class_entropy"] == 0 and blank["confidence"] == pytest.approx(0.1)

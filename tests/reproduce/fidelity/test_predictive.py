"""The predictive distribution, beside SciPy's distributions and draws."""

import numpy as np
import pytest
from scipy import special, stats

from reproduce.errors import DataError
from reproduce.fidelity.accuracies import Trainings
from reproduce.fidelity.predictive import PRIOR_DF, Spread, log_density, spreads, stretched

SPREAD = Spread(9, np.array([[3.0, 2.0], [2.0, 4.0]]))


def test_log_density_of_one_training_is_a_multivariate_t():
    apart, width = np.array([0.5, -1.0]), 1.2
    expected = stats.multivariate_t(shape=width * SPREAD.scale / 8, df=8).logpdf(apart)
    assert SPREAD.log_density(apart[None], np.array([width])) == pytest.approx(expected)


def test_log_density_of_two_trainings_integrates_over_their_common_covariance():
    apart, widths = np.array([[1.0, 0.5], [-2.0, -1.5]]), np.array([1.2, 2.0])
    covariances = stats.invwishart(SPREAD.df, SPREAD.scale).rvs(20000, random_state=0)
    logs = sum(_log_normal(row, width * covariances) for row, width in zip(apart, widths))
    drawn = special.logsumexp(logs) - np.log(len(logs))
    assert SPREAD.log_density(apart, widths) == pytest.approx(drawn, abs=0.02)  # 0.005 was seen


def _log_normal(apart, covariances):
    solved = np.linalg.solve(covariances, np.broadcast_to(apart[:, None], (len(covariances), 2, 1)))[..., 0]
    return -0.5 * (solved @ apart + np.linalg.slogdet(covariances)[1]) - np.log(2 * np.pi)


def test_interval_holds_its_share_of_further_trainings():
    rng = np.random.default_rng(0)
    mean, n = np.array([90.0, 91.0]), 3
    covariances = stats.invwishart(SPREAD.df, SPREAD.scale).rvs(4000, random_state=rng)
    drawn = mean + np.array([rng.multivariate_normal(np.zeros(2), (1 + 1 / n) * cov) for cov in covariances])
    low, high = SPREAD.interval(mean, n)
    assert ((low < drawn) & (drawn < high)).mean(axis=0) == pytest.approx(0.95, abs=0.012)  # three standard errors


def test_spread_is_pooled_over_readings_and_dimensions_of_a_model():
    one, other = np.array([[90.0, 90.0], [92.0, 92.0]]), np.array([[80.0, 82.0], [80.0, 80.0], [80.0, 81.0]])
    observed = [{("vae", 8): Trainings(one), ("vae", 20): Trainings(other)}, {("tvae_affine", 8): Trainings(one)}]
    found = spreads(observed)
    assert (found["vae"].df, found["tvae_affine"].df) == (PRIOR_DF + 3, PRIOR_DF + 1)
    of_one, of_other = np.full((2, 2), 2.0), np.array([[0.0, 0.0], [0.0, 2.0]])
    pooled = (2 * of_one + of_other) / 4
    assert found["vae"].scale == pytest.approx(of_one + of_other + pooled)


def test_without_trainings_from_several_seeds_there_is_no_spread():
    with pytest.raises(DataError, match="--seeds 3"):
        spreads([{("vae", 8): Trainings(np.array([[90.0, 90.0]]))}])


def test_numbers_far_off_are_less_probable_and_ask_for_a_stretch():
    spread, cells = {"vae": SPREAD}, {("vae", dim): Trainings(np.full((3, 2), 90.0)) for dim in (8, 20)}
    near, far = [{cell: np.array([90.5, 90.0]) + shift for cell in cells} for shift in (0, 5)]
    assert log_density(spread, cells, near) > log_density(spread, cells, far) + 5
    assert stretched(spread, cells, near).stretch == 1
    assert stretched(spread, cells, far).stretch > 1.5
    assert stretched(spread, cells, far).log_density > log_density(spread, cells, far)


def test_more_trainings_make_the_prediction_narrower():
    one, many = [{("vae", 8): Trainings(np.full((n, 2), 90.0))} for n in (1, 100)]
    thesis = {("vae", 8): np.array([90.0, 90.0])}
    assert log_density({"vae": SPREAD}, many, thesis) > log_density({"vae": SPREAD}, one, thesis)

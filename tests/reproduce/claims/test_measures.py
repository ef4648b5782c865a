"""The measures that decide the claims, from evidence that is made up here."""

import numpy as np
import pytest

from claim_rows import SEEDS, curve, evidence, priors, quality, table1
from reproduce.claims.measures import denoising, figure5, figure8, figure12, likelihood, pose, recovery, samples
from reproduce.claims.measures import priors as of_priors
from reproduce.claims.measures import table1 as of_table1
from reproduce.claims.measuring import EVERY, MEASURES
from reproduce.experiments.prior_models import FIVE, FULL, IDENTITY, NORMAL, TPS_NORMAL


def same(found, first, second):
    """Return True if a number is what it should be, of each of `SEEDS`."""
    assert list(found) == list(SEEDS)
    np.testing.assert_allclose(list(found.values()), [first, second], atol=1e-12)
    return True


def test_what_was_not_made_gives_no_number():
    arguments = {
        "accuracy": ("vae", 8, "test"),
        "accuracy_difference": (("vae", 8), ("PCA", 8)),
        "angle_recovery": ("tvae_affine",),
        "better_than_vae": ("tvae_affine",),
        "cluster_accuracy": (1.0,),
        "crisper": ("tvae_affine", "vae", [10]),
        "denoising_gain": ("tvae_affine", "vae"),
        "enough_dimensions": ("vae",),
        "frechet_growth": ("vae",),
        "frechet_ratio": ("tvae_affine", "vae", [10]),
        "last_gain": (5,),
        "overfitting": ("vae", 10, 50),
        "pose_correlation": ("tvae_affine", 8),
        "slant_spread": ("vae", [10]),
    }
    for name, function in MEASURES.items():
        assert function(evidence(), *arguments.get(name, ())) == {}, name


def test_enough_dimensions_is_where_the_curve_gets_flat():
    rows = curve("vae", {5: 120, 10: 101, 20: 100, 50: 100.5})
    assert same(figure5.enough_dimensions(evidence(reconstruction=rows), "vae"), 10, 10)


def test_overfitting_is_the_growth_of_the_gap():
    rows = curve("vae", {10: 100}, excess=0.01) + curve("vae", {50: 100}, excess=0.04)
    assert same(figure5.overfitting(evidence(reconstruction=rows), "vae", 10, 50), 3, 3)


def test_gains_over_the_vae_at_common_dimensions():
    rows = (
        curve("vae", {5: 1, 10: 100, 20: 90})
        + curve("tvae_affine", {10: 99, 20: 91})
        + curve("tvae_tps", {20: 80})
        + curve("dtvae_affine", {10: 95, 20: 85})
    )
    given = evidence(reconstruction=rows)
    assert same(figure5.better_than_vae(given, "tvae_affine"), 0.5, 0.5)
    assert same(figure5.better_than_vae(given, "tvae_tps"), 1, 1)
    assert same(figure5.mainly_tps_and_dtvae(given), 5, 5)


def test_a_seed_without_all_that_a_number_needs_gives_none():
    rows = quality("vae", {10: 10, 20: 30}) + quality("dtvae_affine", {10: 10, 20: 40})
    del rows[-1]  # the DTVAE of seed 1 with 20
    given = evidence(quality=rows)
    assert samples.frechet_growth(given, "dtvae_affine") == {0: 4}
    assert same(samples.frechet_ratio(given, "dtvae_affine", "vae", [10]), 1, 1)
    assert samples.frechet_ratio(given, "dtvae_affine", "vae", [20]) == {0: 4 / 3}


def test_samples():
    rows = (
        quality("vae", {10: 10, 20: 30})
        + quality("tvae_affine", {10: 5, 20: 10})
        + quality("dtvae_affine", {10: 10, 20: 40})
    )
    given = evidence(quality=rows, reconstruction=curve("vae", {10: 100, 20: 90}))
    assert same(samples.frechet_growth(given, "vae"), 3, 3)
    assert same(samples.frechet_growth_of_vae_over_tvae(given), 1.5, 1.5)
    assert same(samples.frechet_ratio(given, "dtvae_affine", "tvae_affine", [10, 20]), 3, 3)
    assert samples.likelihood_against_samples(given) == {EVERY: 1}
    crisp = quality("tvae_affine", {10: 0.9, 20: 0.8}, "crisp_pixels") + quality(
        "vae", {10: 0.7, 20: 0.8}, "crisp_pixels"
    )
    assert same(samples.crisper(evidence(quality=crisp), "tvae_affine", "vae", [10, 20]), 10, 10)
    slant = evidence(quality=quality("vae", {10: 6, 20: 10}, "slant_std"), reference={"slant_std": 16})
    assert same(samples.slant_spread(slant, "vae", [10, 20]), 0.5, 0.5)


def test_differences_of_table_1():
    rows = table1(
        {
            ("vae", 8): 80,
            ("vae", 20): 85,
            ("tvae_affine", 8): 81,
            ("tvae_affine", 20): 90,
            ("tvae_tps", 8): 80,
            ("tvae_tps", 20): 95,
            ("dtvae_affine", 8): 90,
            ("dtvae_affine", 20): 90,
            ("PCA", 20): 86,
        }
    )
    given = evidence(table1=rows)
    assert same(of_table1.accuracy_difference(given, ("vae", 20), ("PCA", 20)), -1, -1)
    assert same(of_table1.gap_widens(given), 4, 4)
    assert same(of_table1.tps_gains_most(given), 6, 6)


def test_last_gain_is_the_largest_among_the_models():
    histories = [
        {"model": model, "dim_z": 8, "seed": seed, "elbo": elbo}
        for model, seed, elbo in (
            ("vae", 0, [-200, -110, -100]),
            ("tvae_tps", 0, [-200, -100, -99]),
            ("tvae_tps", 1, [-300, -100, -100]),
            ("vae", 1, [-300, -100, -100.1]),
        )
    ]
    assert same(of_table1.last_gain(evidence(histories=histories), 1), 100 * 10 / 110, 0)
    assert of_table1.last_gain(evidence(histories=histories), 3) == {}


def test_two_dimensions_and_the_pose():
    planes = [
        {"model": model, "seed": seed, "accuracy": value}
        for seed in SEEDS
        for model, value in (("vae", 0.8), ("tvae_affine", 0.75), ("tvae_tps", 0.7), ("dtvae_affine", 0.6))
    ]
    assert same(figure8.separation_of_vae_in_2d(evidence(planes=planes)), 5, 5)
    assert same(figure8.separation_of_others_in_2d(evidence(planes=planes)), 15, 15)
    poses = [{"model": "tvae_affine", "dim_z": 8, "seed": seed, "largest_correlation": 0.3} for seed in SEEDS]
    assert same(pose.pose_correlation(evidence(poses=poses), "tvae_affine", 8), 0.3, 0.3)


def test_diagonal_priors():
    given = evidence(
        priors=priors(IDENTITY, (3.0, 9.0), (2.0, 9.0), five=[0.5, np.log(1.2), np.log(1.2), 0, 0])
        + priors(NORMAL, log_sigma=list(np.log([0.1, 0.3, 0.1, 0.2, 0.1, 0.1])))
        + priors(FIVE, log_sigma=list(np.log([np.radians(7), 1, 1, 1, 1])), elbo=-110)
        + priors(of_priors.CONDITIONAL, elbo=-107)
    )
    assert same(of_priors.overestimated_variance(given), 1.5, 1.5)
    assert same(of_priors.zoomed_templates(given), 1.2, 1.2)
    assert same(of_priors.sheared_prior(given), 1.5, 1.5)
    assert same(of_priors.rotation_of_prior(given), 7, 7)
    assert same(of_priors.dependence_of_pose(given), 3, 3)


def test_full_priors():
    affine, tps = FULL["tvae_affine"], FULL["tvae_tps"]
    rows = priors(NORMAL, (2.0, 1.0)) + priors(TPS_NORMAL, (2.0, 1.0))
    for of_model, full, best in ((affine, (3.0, 5.0), 2), (tps, (5.0, 4.0), 4)):
        for row in of_model:
            is_full = row == of_model[-1]
            bound = -90 if is_full else -95 if row.pose_rank == best else -100
            rows += priors(row, full if is_full else (1.0, 3.0), (1.0, 2.0), bound)
    given = evidence(priors=rows)
    assert same(of_priors.full_over_diagonal(given), 1.5, 1.5)
    assert same(of_priors.extreme_at_full_rank(given), 2.5, 2.5)
    assert same(of_priors.compromise_of_small_rank(given), 0.75, 0.75)


def test_the_gap_is_that_of_models_with_a_density():
    rows = [
        {"quantity": quantity, "title": title, "seed": seed, "gap_over_kl": ratio + seed}
        for seed in SEEDS
        for quantity, title, ratio in (("log_px", "a", 0.5), ("log_px", "b", 1.0), ("log_px_given_u", "c", 7.0))
    ]
    assert same(likelihood.gap_over_divergence(evidence(likelihood=rows)), 0.75, 1.75)


def test_minima():
    minima = [
        {"start": start, "seed": seed, "reconstruction": error + seed, "template_ink": ink}
        for seed in SEEDS
        for start, error, ink in (("identity", 90, 1.3), ("glorot", 95, 0.4))
    ]
    assert same(figure12.thick_templates(evidence(minima=minima)), 1.3, 1.3)
    assert figure12.harm_of_glorot(evidence(minima=minima)) == {EVERY: 5}


def test_recovery_and_denoising():
    rows = [
        {"model": "tvae_affine", "pose_prior": prior, "seed": 0, "angles": {"correlation": value}}
        for prior, value in (("flat", 0.3), ("normal", 0.9))
    ]
    assert recovery.angle_recovery(evidence(recovery={"on_rotated": rows}), "tvae_affine") == {0: 0.3}
    rows = [
        {"input": name, "seed": seed, "noise": noise, "psnr": psnr}
        for noise in ("a", "b")
        for name, seed, psnr in (
            ("pca", None, 17.0),
            ("vae", 0, 15.0),
            ("vae", 1, 16.0),
            ("tvae_affine", 0, 18.0),
            ("tvae_affine", 1, 18.0),
        )
    ]
    given = evidence(denoising={"rows": rows})
    assert denoising.denoising_gain(given, "tvae_affine", "vae") == {0: 3, 1: 2}
    assert denoising.denoising_gain(given, "tvae_affine", "pca") == pytest.approx({0: 1, 1: 1})

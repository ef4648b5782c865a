"""Claims about priors, the bound, minima, pose recovery and denoising, from evidence that is made up here."""

import numpy as np
import pytest

from reproduce.claims import pose_measurements as measurements
from reproduce.claims.measurements import Evidence
from reproduce.experiments.prior_models import FIVE, FULL, IDENTITY, NORMAL

SEEDS = 0, 1


def evidence(**parts):
    return Evidence(*[None] * 9)._replace(dataset="mnist", **parts)


def rows(model, prior=(1.0, 1.0), posterior=(1.0, 1.0), elbo=-100.0, log_sigma=None, five=None):
    """Rows of priors.json: (spread, extreme) of prior and posterior."""
    parts = ("spread", "extreme")
    return [
        dict(
            model._asdict(),
            seed=seed,
            elbo=elbo,
            parameters={"prior_log_sigma.values": log_sigma},
            prior=dict(zip(parts, prior)),
            posterior=dict(zip(parts, posterior), five={"mean": five}),
        )
        for seed in SEEDS
    ]


def test_what_was_not_made_gives_no_number():
    nothing = evidence()
    for function in (
        measurements.overestimated_variance,
        measurements.zoomed_templates,
        measurements.sheared_prior,
        measurements.rotation_of_prior,
        measurements.full_over_diagonal,
        measurements.extreme_at_full_rank,
        measurements.compromise_of_small_rank,
        measurements.dependence_of_pose,
        measurements.gap_over_divergence,
        measurements.thick_templates,
        measurements.harm_of_glorot,
    ):
        assert function(nothing._replace(priors=(), likelihood=(), minima=())) == []
    assert measurements.angle_recovery(nothing, "tvae_affine") == []
    assert measurements.denoising_gain(nothing, "tvae_affine", "vae") == []


def test_diagonal_priors():
    given = evidence(
        priors=rows(IDENTITY, (3.0, 9.0), (2.0, 9.0), five=[0.5, np.log(1.2), np.log(1.2), 0, 0])
        + rows(NORMAL, log_sigma=list(np.log([0.1, 0.3, 0.1, 0.2, 0.1, 0.1])))
        + rows(FIVE, log_sigma=list(np.log([np.radians(7), 1, 1, 1, 1])), elbo=-110)
        + rows(measurements.CONDITIONAL, elbo=-107)
    )
    assert measurements.overestimated_variance(given) == [1.5, 1.5]
    np.testing.assert_allclose(measurements.zoomed_templates(given), [1.2, 1.2])
    np.testing.assert_allclose(measurements.sheared_prior(given), [1.5, 1.5])
    np.testing.assert_allclose(measurements.rotation_of_prior(given), [7, 7])
    assert measurements.dependence_of_pose(given) == [3, 3]


def test_full_priors():
    affine, tps = FULL["tvae_affine"], FULL["tvae_tps"]
    priors = rows(NORMAL, (2.0, 1.0)) + rows(NORMAL._replace(model="tvae_tps"), (2.0, 1.0))
    for of_model, full, best in ((affine, (3.0, 5.0), 2), (tps, (5.0, 4.0), 4)):
        for row in of_model:
            priors += rows(
                row,
                full if row == of_model[-1] else (1.0, 3.0),
                (1.0, 2.0),
                -90 if row == of_model[-1] else -95 if row.pose_rank == best else -100,
            )
    given = evidence(priors=priors)
    assert measurements.full_over_diagonal(given) == [1.5, 1.5]
    assert measurements.extreme_at_full_rank(given) == [2.5, 2.5]
    assert measurements.compromise_of_small_rank(given) == [0.75, 0.75]


def test_the_gap_is_that_of_models_with_a_density():
    likelihood = [
        {"quantity": quantity, "seed": seed, "gap_over_kl": ratio + seed}
        for seed in SEEDS
        for quantity, ratio in (("log_px", 0.5), ("log_px", 1.0), ("log_px_given_u", 7.0))
    ]
    assert measurements.gap_over_divergence(evidence(likelihood=likelihood)) == [0.75, 1.75]


def test_minima():
    minima = [
        {"start": start, "seed": seed, "reconstruction": error + seed, "template_ink": ink}
        for seed in SEEDS
        for start, error, ink in (("identity", 90, 1.3), ("glorot", 95, 0.4))
    ]
    assert measurements.thick_templates(evidence(minima=minima)) == [1.3, 1.3]
    assert measurements.harm_of_glorot(evidence(minima=minima)) == [5]


def test_recovery_and_denoising():
    recovery = {
        "on_rotated": [
            {"model": "tvae_affine", "pose_prior": prior, "angles": {"correlation": value}}
            for prior, value in (("flat", 0.3), ("normal", 0.9))
        ]
    }
    assert measurements.angle_recovery(evidence(recovery=recovery), "tvae_affine") == [0.3]
    denoising = {
        "rows": [
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
    }
    assert measurements.denoising_gain(evidence(denoising=denoising), "tvae_affine", "vae") == [3, 2]
    assert measurements.denoising_gain(evidence(denoising=denoising), "tvae_affine", "pca") == pytest.approx([1, 1])

"""Numbers by seed: only trainings of one seed are compared, wherever they stand, and however many there are."""

import numpy as np
import pytest

from claim_rows import curve, evidence, priors, quality, table1
from reproduce.claims.measures import denoising, figure5, likelihood, samples, table1 as of_table1
from reproduce.claims.measures import priors as of_priors
from reproduce.claims.measuring import EVERY, MEASURES, each, measuring, paired
from reproduce.experiments.prior_models import FIVE, FULL, NORMAL, TPS_NORMAL


def test_pairs_are_of_one_seed():
    assert paired({2: "c", 0: "a", 1: "b"}, {1: "B", 2: "C"}) == {1: ("b", "B"), 2: ("c", "C")}
    assert list(paired({2: 1, 0: 1}, {0: 1, 2: 1})) == [0, 2]
    assert paired({0: 1}, {1: 1}) == paired({}, {0: 1}) == paired() == {}


def test_a_number_without_a_seed_counts_for_every_seed():
    assert paired({0: 1, 1: 2}, {EVERY: 9}) == {0: (1, 9), 1: (2, 9)}
    assert paired({EVERY: 1}, {EVERY: 9}) == {EVERY: (1, 9)}
    assert paired({EVERY: 1}, {}) == {}


def test_each_gives_a_number_for_each_seed():
    assert each(np.subtract, {0: 5, 1: 7}, {1: 4, 0: 3, 2: 0}) == {0: 2.0, 1: 3.0}


def test_a_measuring_function_is_known_by_its_name():
    with pytest.raises(KeyError, match="unknown measuring function 'acuracy'; there are .*accuracy"):
        MEASURES["acuracy"]
    with pytest.raises(ValueError, match="measuring function 'accuracy' already"):
        measuring(of_table1.accuracy)


def test_accuracies_are_paired_by_seed():
    rows = table1({("vae", 8): {0: 80.0, 1: 90.0, 2: 85.0}, ("tvae_affine", 8): {1: 95.0, 0: 81.0}})
    given = evidence(table1=rows)
    assert of_table1.accuracy_difference(given, ("tvae_affine", 8), ("vae", 8)) == {0: 1, 1: 5}
    rows = table1(
        {
            ("vae", 8): {0: 80, 1: 70, 2: 60},
            ("vae", 20): {2: 70, 0: 82},
            ("tvae_affine", 8): {1: 99, 0: 81, 2: 61},
            ("tvae_affine", 20): {0: 84, 1: 99, 2: 75},
            ("tvae_tps", 8): {2: 60, 1: 60, 0: 80},
            ("tvae_tps", 20): {0: 90, 1: 60, 2: 90},
            ("dtvae_affine", 8): 90,
            ("dtvae_affine", 20): 90,
        }
    )
    # The DTVAE has the seeds 0 and 1, the VAE of 20 dimensions 0 and 2.
    assert of_table1.gap_widens(evidence(table1=rows)) == {0: 1, 2: 4}
    assert of_table1.tps_gains_most(evidence(table1=rows)) == {0: 7}


def test_gains_and_distances_are_paired_by_seed():
    rows = curve("vae", {10: 100}, seeds=(0,)) + curve("vae", {10: 90}, seeds=(1,))
    rows += curve("tvae_affine", {10: 95}, seeds=(1, 2)) + curve("tvae_affine", {10: 99}, seeds=(0,))
    assert figure5.better_than_vae(evidence(reconstruction=rows), "tvae_affine") == {0: 1, 1: 0}
    rows = quality("vae", {10: 10}, seeds=(1,)) + quality("vae", {10: 5}, seeds=(0,))
    rows += quality("dtvae_affine", {10: 20}, seeds=(0, 1, 2))
    assert samples.frechet_ratio(evidence(quality=rows), "dtvae_affine", "vae", [10]) == {0: 4, 1: 2}


def test_the_small_rank_is_compared_with_the_full_one_of_the_same_seed():
    rows = []
    for of_model in FULL.values():
        rows += priors(of_model[-1], prior=(1.0, 5.0), seeds=(2, 0, 1), by_seed=2.0)
        for number, row in enumerate(of_model[:-1]):
            rows += priors(row, prior=(1.0, 3.0), elbo=-95.0 - number, seeds=(0,))
    # Three trainings at full rank, 5, 7 and 9, one at the small rank, 3.
    assert of_priors.compromise_of_small_rank(evidence(priors=rows)) == {0: 2.0}


def test_priors_are_paired_by_seed():
    rows = priors(FIVE, elbo=-100, seeds=(1,)) + priors(FIVE, elbo=-200, seeds=(0,))
    rows += priors(of_priors.CONDITIONAL, elbo=-99, seeds=(1, 2))
    assert of_priors.dependence_of_pose(evidence(priors=rows)) == {1: 1}
    rows = priors(NORMAL, (1.0, 1.0), seeds=(0, 1)) + priors(TPS_NORMAL, (1.0, 1.0), seeds=(1, 0))
    for of_model, seeds in zip(FULL.values(), ((2, 1), (1, 0))):
        rows += priors(of_model[-1], (1.0, 1.0), seeds=seeds, by_seed=1.0)
    assert of_priors.full_over_diagonal(evidence(priors=rows)) == {1: 2}
    assert of_priors.extreme_at_full_rank(evidence(priors=rows)) == {1: 2}


def test_a_mean_over_models_is_of_the_seeds_that_all_have():
    rows = [
        {"quantity": "log_px", "title": title, "seed": seed, "gap_over_kl": value}
        for title, of_seed in (("VAE", {0: 0.5, 1: 1.0}), ("Affine-TVAE", {1: 2.0}))
        for seed, value in of_seed.items()
    ]
    assert likelihood.gap_over_divergence(evidence(likelihood=rows)) == {1: 1.5}
    rows = [
        {"input": name, "seed": seed, "noise": "a", "psnr": psnr}
        for name, seed, psnr in (("vae", 1, 15.0), ("vae", 0, 16.0), ("tvae_affine", 0, 18.0), ("tvae_affine", 2, 0.0))
    ]
    assert denoising.denoising_gain(evidence(denoising={"rows": rows}), "tvae_affine", "vae") == {0: 2}

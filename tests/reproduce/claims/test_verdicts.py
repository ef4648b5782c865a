"""Claims: the ledger is complete and well formed, and each verdict follows from evidence that is made up here."""

import inspect

import numpy as np
import pytest

from reproduce.claims import conclusions, measurements, verdicts
from reproduce.claims.measurements import Evidence
from reproduce.thesis import reported

SEEDS = 0, 1


def table1(accuracies=None):
    """Rows of Table 1 in which each number is the thesis', or of `accuracies` by (input, dim)."""
    rows = []
    for row in reported.reported("table1")["rows"]:
        name = row["input"], row["dim"]
        value = (accuracies or {}).get(name)
        of_seed = {part: row[part] if value is None else value for part in ("cv_mean", "test")}
        trained = not row["input"].startswith(("PCA", "Raw"))
        rows.append({"input": name[0], "dim": name[1], "per_seed": [of_seed] * (len(SEEDS) if trained else 1)})
    return rows


def curve(model, errors, excess=0.0):
    """Rows of figure 5: {dimensions: test error}; the training error is lower by the share `excess`."""
    return [
        {
            "model": model,
            "dimensions": at,
            "seed": seed,
            "test_reconstruction": error,
            "train_reconstruction": error / (1 + excess),
        }
        for seed in SEEDS
        for at, error in errors.items()
    ]


def quality(model, values, part="frechet"):
    return [
        {"model": model, "dimensions": at, "seed": seed, part: value} for seed in SEEDS for at, value in values.items()
    ]


def evidence(**parts):
    return Evidence(**dict(dict.fromkeys(Evidence._fields), dataset="mnist", **parts))


def test_every_claim_names_a_function_that_takes_its_arguments():
    for claim in verdicts.ledger():
        assert {"id", "where", "claim", "known"} <= set(claim), claim["id"]
        if claim["measure"] is None:
            assert claim["why"]
            continue
        function = verdicts.function(claim["measure"])
        inspect.signature(function).bind(None, **claim.get("arguments", {}))
        low, high = [
            float("-inf" if end is None else end) if side == 0 else float("inf" if end is None else end)
            for side, end in enumerate(claim["reproduced"])
        ]
        wide_low, wide_high = [
            float("-inf" if end is None else end) if side == 0 else float("inf" if end is None else end)
            for side, end in enumerate(claim["partly"])
        ]
        assert wide_low <= low <= high <= wide_high, claim["id"]
        assert claim["obtained"]


def test_what_was_found_of_each_prior_are_claims():
    known = {claim["id"] for claim in verdicts.ledger()}
    assert {name for _, _, names in conclusions.PRIORS for name in names} <= known


def test_ids_are_unique_and_all_22_numbers_are_there():
    ids = [claim["id"] for claim in verdicts.ledger()]
    assert len(set(ids)) == len(ids)
    numbers = [claim for claim in verdicts.ledger() if claim["measure"] == "accuracy"]
    assert len(numbers) == 22
    assert [(claim["reported"], claim["reproduced"]) for claim in numbers if claim["id"] == "table1.vae(8).test"] == [
        (87.99, [86.13, 89.85])
    ]


def test_the_thesis_own_numbers_are_reproduced():
    numbers = [claim for claim in verdicts.ledger() if claim["id"].startswith("table1.")]
    evaluated = verdicts.evaluate(evidence(table1=table1()), numbers)
    assert [claim["id"] for claim in evaluated if claim["verdict"] != "reproduced"] == []
    for claim in evaluated:
        if claim.get("reported") is not None:
            assert abs(claim["mean"] - claim["reported"]) < 0.011, claim["id"]


@pytest.mark.parametrize("value, verdict", [(87.0, "reproduced"), (84.5, "partly"), (80.0, "not reproduced")])
def test_verdict_on_a_number_of_table_1(value, verdict):
    claim = next(claim for claim in verdicts.ledger() if claim["id"] == "table1.vae(8).test")
    (evaluated,) = verdicts.evaluate(evidence(table1=table1({("VAE", 8): value})), [claim])
    assert (evaluated["verdict"], evaluated["mean"], evaluated["sd"], evaluated["n"]) == (verdict, value, 0, 2)
    assert "87.99" not in evaluated["why"] and verdicts.shown(value) in evaluated["why"]


def test_a_claim_without_a_measure_is_not_testable():
    claim = {"id": "x", "claim": "y", "measure": None, "why": "because"}
    (evaluated,) = verdicts.evaluate(evidence(), [claim])
    assert (evaluated["verdict"], evaluated["why"], evaluated["n"]) == ("not testable", "because", 0)


def test_counts_and_text():
    evaluated = [
        dict(claim, verdict=verdict, mean=1.5, sd=None, n=1, dataset="mnist")
        for claim, verdict in zip(verdicts.ledger(), ["reproduced", "partly", "partly"])
    ]
    assert verdicts.head_count(evaluated) == "3 claims: 1 reproduced, 2 partly, 0 not reproduced, 0 not testable"
    assert "91.19%" in verdicts.text(evaluated)
    assert "not the thesis' data" in verdicts.head_count([dict(evaluated[0], dataset="digits")])


def test_enough_dimensions_is_where_the_curve_gets_flat():
    rows = curve("vae", {5: 120, 10: 101, 20: 100, 50: 100.5})
    assert measurements.enough_dimensions(evidence(reconstruction=rows), "vae") == [10, 10]


def test_overfitting_is_the_growth_of_the_gap():
    rows = curve("vae", {10: 100}, excess=0.01) + curve("vae", {50: 100}, excess=0.04)
    np.testing.assert_allclose(measurements.overfitting(evidence(reconstruction=rows), "vae", 10, 50), [3, 3])


def test_gains_over_the_vae_at_common_dimensions():
    rows = (
        curve("vae", {5: 1, 10: 100, 20: 90})
        + curve("tvae_affine", {10: 99, 20: 91})
        + curve("tvae_tps", {20: 80})
        + curve("dtvae_affine", {10: 95, 20: 85})
    )
    given = evidence(reconstruction=rows)
    assert measurements.better_than_vae(given, "tvae_affine") == [0.5, 0.5]
    assert measurements.better_than_vae(given, "tvae_tps") == [1, 1]
    assert measurements.mainly_tps_and_dtvae(given) == [5, 5]


def test_trainings_in_bad_minima_count_and_it_is_said_what_they_do():
    rows = (
        curve("vae", {10: 100, 20: 90})
        + curve("tvae_affine", {10: 99, 20: 89})
        + curve("tvae_tps", {20: 80})
        + curve("dtvae_affine", {10: 95, 20: 85})
    )
    collapsed = next(row for row in rows if (row["model"], row["dimensions"], row["seed"]) == ("dtvae_affine", 10, 1))
    collapsed.update(test_reconstruction=300, signs="too few code dimensions in use")
    claim = next(claim for claim in verdicts.ledger() if claim["measure"] == "mainly_tps_and_dtvae")
    (result,) = verdicts.evaluate(evidence(reconstruction=rows), [claim])
    assert result["values"] == [4, -98.5] and result["verdict"] == "not reproduced"
    assert result["without_bad_minima"] == {"mean": 4, "n": 2, "verdict": "reproduced"}
    assert verdicts.render_claims([result])[1][0][-1].endswith(
        ". Without the trainings in bad local minima: 4.00, reproduced"
    )
    collapsed["signs"] = ""
    assert "without_bad_minima" not in verdicts.evaluate(evidence(reconstruction=rows), [claim])[0]


def test_a_seed_without_all_that_a_number_needs_gives_none():
    rows = quality("vae", {10: 10, 20: 30}) + quality("dtvae_affine", {10: 10, 20: 40})
    del rows[-1]  # the DTVAE of seed 1 with 20
    given = evidence(quality=rows)
    assert measurements.frechet_growth(given, "dtvae_affine") == [4]
    assert measurements.frechet_ratio(given, "dtvae_affine", "vae", [10]) == [1, 1]
    assert measurements.frechet_ratio(given, "dtvae_affine", "vae", [20]) == [4 / 3]


def test_samples():
    rows = (
        quality("vae", {10: 10, 20: 30})
        + quality("tvae_affine", {10: 5, 20: 10})
        + quality("dtvae_affine", {10: 10, 20: 40})
    )
    given = evidence(quality=rows, reconstruction=curve("vae", {10: 100, 20: 90}))
    assert measurements.frechet_growth(given, "vae") == [3, 3]
    assert measurements.frechet_growth_of_vae_over_tvae(given) == [1.5, 1.5]
    assert measurements.frechet_ratio(given, "dtvae_affine", "tvae_affine", [10, 20]) == [3, 3]
    assert measurements.likelihood_against_samples(given) == [1]
    crisp = quality("tvae_affine", {10: 0.9, 20: 0.8}, "crisp_pixels") + quality(
        "vae", {10: 0.7, 20: 0.8}, "crisp_pixels"
    )
    np.testing.assert_allclose(measurements.crisper(evidence(quality=crisp), "tvae_affine", "vae", [10, 20]), [10, 10])
    slant = evidence(quality=quality("vae", {10: 6, 20: 10}, "slant_std"), reference={"slant_std": 16})
    assert measurements.slant_spread(slant, "vae", [10, 20]) == [0.5, 0.5]


def test_differences_of_table_1():
    rows = table1(
        {
            ("VAE", 8): 80,
            ("VAE", 20): 85,
            ("Affine-TVAE", 8): 81,
            ("Affine-TVAE", 20): 90,
            ("TPS-TVAE", 8): 80,
            ("TPS-TVAE", 20): 95,
            ("Affine-DTVAE", 8): 90,
            ("Affine-DTVAE", 20): 90,
            ("PCA", 20): 86,
        }
    )
    given = evidence(table1=rows)
    assert measurements.accuracy_difference(given, ("VAE", 20), ("PCA", 20)) == [-1, -1]
    assert measurements.gap_widens(given) == [4, 4]
    assert measurements.tps_gains_most(given) == [6, 6]


def test_last_gain_is_the_largest_among_the_models():
    histories = [
        {"seed": 0, "elbo": [-200, -110, -100]},
        {"seed": 0, "elbo": [-200, -100, -99]},
        {"seed": 1, "elbo": [-300, -100, -100]},
    ]
    np.testing.assert_allclose(measurements.last_gain(evidence(histories=histories), 1), [100 * 10 / 110, 0])
    assert measurements.last_gain(evidence(histories=histories), 3) == []


def test_two_dimensions_and_the_pose():
    planes = [
        {"model": model, "seed": seed, "accuracy": value}
        for seed in SEEDS
        for model, value in (("vae", 0.8), ("tvae_affine", 0.75), ("tvae_tps", 0.7), ("dtvae_affine", 0.6))
    ]
    np.testing.assert_allclose(measurements.separation_of_vae_in_2d(evidence(planes=planes)), [5, 5])
    np.testing.assert_allclose(measurements.separation_of_others_in_2d(evidence(planes=planes)), [15, 15])
    poses = [{"model": "tvae_affine", "dim_z": 8, "seed": seed, "largest_correlation": 0.3} for seed in SEEDS]
    assert measurements.pose_correlation(evidence(poses=poses), "tvae_affine", 8) == [0.3, 0.3]

"""Claims: the ledger is complete and well formed, and each verdict follows from evidence that is made up here."""

import inspect
import math

import pytest

from claim_rows import curve, evidence, table1
from reproduce.claims import claim as claims
from reproduce.claims import conclusions, tables, verdicts
from reproduce.claims.claim import LEDGER, Claim
from reproduce.claims.measuring import MEASURES


def test_every_claim_names_a_function_that_takes_its_arguments():
    for claim in LEDGER.values():
        assert claim.where and claim.claim and claim.known, claim.id
        if claim.measure is None:
            assert claim.why
            continue
        inspect.signature(MEASURES[claim.measure]).bind(None, **claim.arguments)
        low, wide_low = [-math.inf if limits[0] is None else limits[0] for limits in (claim.reproduced, claim.partly)]
        high, wide_high = [math.inf if limits[1] is None else limits[1] for limits in (claim.reproduced, claim.partly)]
        assert wide_low <= low <= high <= wide_high, claim.id
        assert claim.obtained


def test_every_prior_that_a_claim_is_about_is_known():
    named = {claim.prior for claim in LEDGER.values()} - {""}
    assert named == set(conclusions.PRIORS)


def test_all_22_numbers_are_there():
    numbers = [claim for claim in LEDGER.values() if claim.measure == "accuracy"]
    assert len(numbers) == 22
    claim = LEDGER["table1.vae(8).test"]
    assert (claim.reported, claim.reproduced) == (87.99, (86.13, 89.85))


def test_the_thesis_own_numbers_are_reproduced():
    numbers = [claim for claim in LEDGER.values() if claim.id.startswith("table1.")]
    evaluated = verdicts.evaluate(evidence(table1=table1()), numbers)
    assert [claim["id"] for claim in evaluated if claim["verdict"] != "reproduced"] == []
    for claim in evaluated:
        if claim.get("reported") is not None:
            assert abs(claim["mean"] - claim["reported"]) < 0.011, claim["id"]


@pytest.mark.parametrize("value, verdict", [(87.0, "reproduced"), (84.5, "partly"), (80.0, "not reproduced")])
def test_verdict_on_a_number_of_table_1(value, verdict):
    given = evidence(table1=table1({("vae", 8): value}))
    (evaluated,) = verdicts.evaluate(given, [LEDGER["table1.vae(8).test"]])
    assert (evaluated["verdict"], evaluated["mean"], evaluated["sd"], evaluated["n"]) == (verdict, value, 0, 2)
    assert "87.99" not in evaluated["why"] and verdicts.shown(value) in evaluated["why"]


def test_the_mean_is_that_of_the_numbers_as_they_are():
    # Rounded to two digits first, these would have the mean 87.09: 86.84, 88.18, 86.24.
    given = evidence(table1=table1({("vae", 8): {0: 86.8367, 1: 88.1767, 2: 86.2367}}))
    (evaluated,) = verdicts.evaluate(given, [LEDGER["table1.vae(8).cv_mean"]])
    assert evaluated["mean"] == 87.0834 and tables.obtained(evaluated).startswith("87.08 ")


def test_a_claim_without_a_measure_is_not_testable():
    claim = Claim(id="x", where="V", claim="y", measure=None, why="because")
    (evaluated,) = verdicts.evaluate(evidence(), [claim])
    assert (evaluated["verdict"], evaluated["why"], evaluated["n"]) == ("not testable", "because", 0)


def test_a_claim_with_an_unknown_measure_or_prior_is_an_error():
    limits = {"reproduced": (0, 1), "partly": (0, 2)}
    with pytest.raises(KeyError, match="unknown measuring function 'beta_maen'; there are .*beta_mean"):
        verdicts.evaluate(evidence(), [Claim(id="x", where="V", claim="y", measure="beta_maen", **limits)])
    with pytest.raises(ValueError, match="claim 'x' needs a limit"):
        Claim(id="x", where="V", claim="y", measure="beta_mean", reproduced=(0, 1))
    LEDGER.add(Claim(id="x", where="V", claim="y", measure="beta_mean", prior="flta", **limits))
    try:
        with pytest.raises(KeyError, match="'flta'; there are flat, "):
            conclusions.conclusions_table(verdicts.evaluate(evidence(grey_level=0.1), [LEDGER["x"]]))
    finally:
        LEDGER.remove("x")


def test_a_claim_is_added_by_one_entry():
    new = Claim(
        id="new",
        where="VI",
        claim="It is grey",
        measure="beta_mean",
        obtained="grey level",
        reproduced=(0.1, 0.2),
        partly=(0, None),
        prior="flat",
    )
    LEDGER.add(new)
    try:
        *_, last = verdicts.evaluate(evidence(grey_level=0.15))
        assert (last["id"], last["verdict"], last["n"], last["sd"]) == ("new", "reproduced", 1, None)
        assert tables.claims_table([last]).rows[0][:2] == ["new", "It is grey"]
        assert conclusions.conclusions_table([last]).rows == [
            [
                "flat, a deterministic pose",
                "flat",
                "It is grey",
                "0.15: grey level (reproduced: 0.1 to 0.2)",
                1,
                "reproduced",
            ]
        ]
        with pytest.raises(ValueError, match="there is a claim 'new' already"):
            LEDGER.add(new)
    finally:
        LEDGER.remove("new")


def test_limits_count_to_four_digits():
    assert claims.is_within(0.10004, (None, 0.1)) and not claims.is_within(0.10006, (None, 0.1))


def test_counts_and_text():
    evaluated = [
        dict(claim.row(), verdict=verdict, mean=1.5, sd=None, n=1, dataset="mnist")
        for claim, verdict in zip(LEDGER.values(), ["reproduced", "partly", "partly"])
    ]
    assert verdicts.head_count(evaluated) == "3 claims: 1 reproduced, 2 partly, 0 not reproduced, 0 not testable"
    assert "91.19%" in tables.text(evaluated)
    assert "not the thesis' data" in verdicts.head_count([dict(evaluated[0], dataset="digits")])


def test_trainings_in_bad_minima_count_and_it_is_said_what_they_do():
    rows = (
        curve("vae", {10: 100, 20: 90})
        + curve("tvae_affine", {10: 99, 20: 89})
        + curve("tvae_tps", {20: 80})
        + curve("dtvae_affine", {10: 95, 20: 85})
    )
    collapsed = next(row for row in rows if (row["model"], row["dimensions"], row["seed"]) == ("dtvae_affine", 10, 1))
    collapsed.update(test_reconstruction=300, signs="too few code dimensions in use")
    claim = LEDGER["figure5.mainly"]
    (result,) = verdicts.evaluate(evidence(reconstruction=rows), [claim])
    assert result["values"] == [4, -98.5] and result["verdict"] == "not reproduced"
    assert result["without_bad_minima"] == {"mean": 4, "n": 2, "verdict": "reproduced"}
    table = tables.claims_table([result])
    assert table.rows[0][table.header.index("without bad minima")] == "4.00, reproduced"
    assert "0 reproduced, 0 partly, 1 not reproduced, 0 not testable; without trainings in bad local minima 1 " in (
        verdicts.head_count([result])
    )
    collapsed["signs"] = ""
    (sound,) = verdicts.evaluate(evidence(reconstruction=rows), [claim])
    assert "without_bad_minima" not in sound and tables.without_bad_minima(sound) == sound["verdict"]


def test_table_1_counts_with_and_without_trainings_in_bad_minima():
    seeds = [{"seed": 0, "cv_mean": 87.7, "test": 88.0, "signs": []}, {"seed": 1, "cv_mean": 20.0, "test": 20.0}]
    seeds[1]["signs"] = ["0 of 8 code dimensions in use"]
    rows = [{"input": "VAE", "dim": 8, "per_seed": seeds}]
    (result,) = verdicts.evaluate(evidence(table1=rows), [LEDGER["table1.vae(8).test"]])
    assert (result["verdict"], result["without_bad_minima"]["verdict"]) == ("not reproduced", "reproduced")


def test_claims_agree_where_every_recipe_has_the_same_verdict():
    def judged(**verdict_of):
        return [{"id": name, "verdict": verdict.replace("_", " ")} for name, verdict in verdict_of.items()]

    first = judged(a="reproduced", b="reproduced", c="not_reproduced", d="partly")
    second = judged(a="reproduced", b="partly", c="not_reproduced")
    agreed = verdicts.agreed({"thesis": first, "author": second})
    assert agreed == {"reproduced": 1, "partly": 0, "not reproduced": 1, "not testable": 0}


def test_recipes_stand_side_by_side():
    first, second = [
        dict(claim.row(), verdict="partly", mean=1.5, sd=None, n=1, dataset="mnist")
        for claim in list(LEDGER.values())[:2]
    ]
    other = dict(first, verdict="reproduced", mean=2.5, n=3)
    table = tables.by_recipe({"thesis": [first, second], "author": [other]})
    assert table.header[3:7] == ["as written", "n", "verdict", "without bad minima"]
    assert table.header[7] == "as inferred (author)"
    assert table.rows[0][3:] == ["1.50", 1, "partly", "partly", "2.50", 3, "reproduced", "reproduced"]
    assert table.rows[1][7:] == [""] * 4, "a claim that the other recipe did not judge"
    assert "As written, 2 claims: 0 reproduced, 2 partly" in table.caption
    assert "As inferred (author), 1 claims" in table.caption

"""The benchmark's ratios and goals, of made-up rounds."""

import pytest

from benchmarks import contenders, goals, ratios, report


def result(*seconds):
    return {
        "seconds": list(seconds),
        "median": sorted(seconds)[len(seconds) // 2],
        "peak_mb": 300,
        "cold": {"start": 1, "compile": 9},
        "warm": {"start": 1, "compile": 2},
    }


@pytest.fixture
def results():
    """The machine was half as fast in the last round."""
    return {"ours": result(1.2, 1.3, 2.4), "jax": result(1, 1, 2), "torch": result(3, 3, 6), "floor": result(0.8, 1, 2)}


def test_rounds_are_compared_each_for_itself(results):
    found = ratios.ratio(results, "ours", "jax")
    assert found == pytest.approx((1.2, 1.2, 1.3)) and str(found) == "1.20 (1.20-1.30)"
    assert ratios.fastest_peer(results) == "jax" and ratios.fastest_peer({"ours": results["ours"]}) is None
    assert ratios.of_peer_and_floor({"ours": results["ours"]}, "ours") == (None, None)


def test_the_best_of_ours_has_a_row_and_a_goal_of_its_own(results):
    texts = {verdict.text: verdict for verdict in goals.verdicts({"vae": results})}
    assert not texts["vae, the default engine's epoch / fastest peer's"].met
    assert texts["vae, the default engine's epoch / matrix products"].met
    assert not texts["vae, our best epoch / fastest peer's"].met
    other = contenders.OF_OURS[-1]
    if other != "ours":  # where an environment has PyTensor
        results[other] = result(0.9, 0.9, 1.8)
        (first, *_) = report.table({"vae": results})[1:]
        assert first[1].startswith("the best of ours: ") and first[5] == "0.90 (0.90-0.90)"
        assert all(verdict.met for verdict in goals.verdicts({"vae": results}) if "our best" in verdict.text)

"""Verdicts, computed by hand, and the numbers that the thesis reports."""

import math

import pytest

from reproduce.thesis import reported

# Table 1 of the thesis (section V.ii.1) as printed, typed from there: mean accuracy, standard deviation and test
# accuracy, in percent.
THESIS = """
    Raw pixels    784  91.19  0.74  91.80
    PCA             8  75.09  1.32  75.51
    VAE             8  87.70  0.93  87.99
    Affine-TVAE     8  89.30  0.68  88.39
    TPS-TVAE        8  88.42  0.58  88.65
    Affine-DTVAE    8  93.56  0.64  93.87
    PCA            20  85.62  1.20  86.52
    VAE            20  85.77  1.22  86.45
    Affine-TVAE    20  90.80  0.66  90.51
    TPS-TVAE       20  94.65  0.46  94.48
    Affine-DTVAE   20  93.56  0.61  94.17
"""


def test_reported_is_what_the_thesis_prints():
    table = reported.reported("table1")
    assert "section V.ii.1" in table["where"]
    rows = [(row["input"], row["dim"], row["cv_mean"], row["cv_std"], row["test"]) for row in table["rows"]]
    printed = [line.rsplit(maxsplit=4) for line in THESIS.strip().splitlines()]
    assert rows == [(name.strip(), int(dim), *map(float, numbers)) for name, dim, *numbers in printed]


def test_one_training():
    assert reported.verdict(90.0, 0.5, [90.75]) == {"difference": 0.75, "deviations": 1.5, "within": True}


@pytest.mark.parametrize("obtained, within", [(91.48, True), (88.52, True), (91.49, False), (88.51, False)])
def test_within_means_two_reported_deviations(obtained, within):
    # 90 +- 2 * 0.74 is 88.52 to 91.48, ends included.
    assert reported.verdict(90.0, 0.74, [obtained])["within"] is within


def test_rounding_is_no_difference():
    # 91.004 is printed as 91.00, which lies at the border.
    verdict = reported.verdict(90.0, 0.5, [91.004])
    assert verdict["within"] is True and verdict["difference"] == 1.0


def test_several_trainings():
    # Mean 90; squares of deviations 4, 0, 1, 1 sum to 6, so the standard deviation is sqrt(6 / 3). 90.5 lies 0.5 above
    # the mean, 0.5 / (sqrt(2) sqrt(1 + 1/4)) = 0.3162 of the predictive deviation. Student's t with 3 degrees of
    # freedom has F(t) = 1/2 + (x / (1 + x^2) + atan(x)) / pi with x = t / sqrt(3).
    x = 0.5 / math.sqrt(2.5) / math.sqrt(3)
    tail = 1 - 2 / math.pi * (x / (1 + x**2) + math.atan(x))
    assert reported.verdict(90.5, 0.25, [88.0, 90.0, 91.0, 91.0]) == {
        "difference": -0.5,
        "deviations": -2.0,
        "within": True,
        "seed_std": round(math.sqrt(2), 2),
        "tail": pytest.approx(tail),
    }


def test_a_number_far_from_all_seeds_is_improbable():
    above, below = reported.verdict(95.0, 1.0, [90.0, 92.0]), reported.verdict(87.0, 1.0, [90.0, 92.0])
    # Mean 91, both 4 away. Two trainings have one degree of freedom: a Cauchy distribution.
    assert above["tail"] == below["tail"] == pytest.approx(1 - 2 / math.pi * math.atan(4 / math.sqrt(2 * 1.5)))
    assert reported.verdict(95.0, 1.0, [90.9, 91.0, 91.1])["tail"] < 0.001


def test_seeds_that_do_not_differ():
    verdict = reported.verdict(90.0, 1.0, [90.1, 90.1, 90.1])
    assert (verdict["seed_std"], verdict["tail"]) == (0.0, None)


def test_in_words():
    assert reported.in_words(reported.verdict(90.0, 0.5, [90.75])) == "within (+0.75, 1.50 sd)"
    assert reported.in_words(reported.verdict(90.0, 0.5, [88.0])) == "outside (-2.00, 4.00 sd)"
    assert reported.in_words(reported.verdict(90.5, 0.25, [88.0, 90.0, 91.0, 91.0])) == (
        "within (-0.50, 2.00 sd); seeds ± 1.41, inside 95% (p = 0.77)"
    )
    assert reported.in_words(reported.verdict(95.0, 1.0, [90.0, 91.0, 92.0])) == (
        "outside (-4.00, 4.00 sd); seeds ± 1.00, inside 95% (p = 0.074)"
    )
    assert reported.in_words(reported.verdict(95.0, 1.0, [90.9, 91.0, 91.1])).endswith("outside 95% (p = 0.00083)")

"""The ranking of readings, by simulated theses whose reading is known and by made-up evidence."""

import json
import os
from itertools import zip_longest

import numpy as np
import pytest
from evidence_lines import line

from reproduce.cli import commands
from reproduce.config.recipes import INFERRED, RECIPES
from reproduce.errors import DataError, StoreError
from reproduce.experiments.readings import READINGS
from reproduce.fidelity import content, ranking, simulation, statements, tables
from reproduce.fidelity.accuracies import Trainings, by_reading, of_thesis
from reproduce.fidelity.predictive import spreads
from reproduce.runs import evidence

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
COVARIANCE = np.array([[0.8, 0.7], [0.7, 0.8]])  # about that of our trainings, percent squared
READING = "divergence averaged"


def observed(shifts, rng):
    """Readings whose means lie so many points from the thesis', each model up or down, by (shift, seeds)."""
    thesis = of_thesis()
    return {
        name: {
            cell: Trainings(
                rng.multivariate_normal(numbers + shift * rng.choice([-1, 1]), COVARIANCE, size=seeds), 0, (8,) * seeds
            )
            for cell, numbers in thesis.items()
        }
        for name, (shift, seeds) in shifts.items()
    }


def test_the_reading_nearest_to_the_thesis_is_the_first():
    found = ranking.rank(
        observed({"far": (3, 5), "near": (0, 5), "half": (1.5, 1)}, np.random.default_rng(1)), of_thesis()
    )
    assert [reading.name for reading in found] == ["near", "half", "far"]
    assert found[0].probability > 0.99 and sum(reading.probability for reading in found) == pytest.approx(1)
    assert found[0].stretch == 1 < found[2].stretch
    assert found[0].trainings == 5 and found[1].trainings == 1
    for reading in found:
        assert len(reading.without) == 8


def test_simulated_theses_are_given_to_their_reading():
    # At the numbers of seeds that the evidence has: three of the one as written, one of most others. 98 % were seen.
    readings = observed({"as written": (0, 3), READING: (2, 5), "author": (1, 1)}, np.random.default_rng(2))
    found = simulation.found_by_reading(readings, simulations=200)
    for name, first in found.items():
        assert sum(first.values()) == 200
        assert first[name] >= 0.9 * 200, f"{name} is found in {first} of 200"


def test_readings_that_are_the_same_can_not_be_told_apart():
    readings = observed({"one": (0, 3)}, np.random.default_rng(3))
    readings["other"], readings["far"] = readings["one"], observed({"far": (4, 3)}, np.random.default_rng(4))["far"]
    found = simulation.found_by_reading(readings, simulations=40)
    comparison = {"readings": [{"name": name, "found": first} for name, first in found.items()]}
    assert tables.confusions(comparison, 40) == [("one", "other")]


def test_statements_have_the_probability_that_predicted_tables_give_them():
    readings = observed({"thesis": (0, 400)}, np.random.default_rng(5))
    shares = statements.probabilities(spreads(readings.values()), readings["thesis"])
    assert set(shares) == set(statements.STATEMENTS)
    # The DTVAE (8) lies 5.48 points above the Affine-TVAE (8); 2 are asked for. Its gain is 0.3, 0.5 are allowed: at a
    # deviation of 1.26 a share of 56 %.
    assert shares["table1.dtvae_best"] > 0.99
    assert shares["table1.dtvae_stays"] == pytest.approx(0.56, abs=0.06)


def lines_of(reading, shift, seeds, rng):
    settings, _ = READINGS[reading]
    drawn = [
        (model, dim_z, seed, rng.multivariate_normal(numbers + shift, COVARIANCE) / 100)
        for (model, dim_z), numbers in of_thesis().items()
        for seed in range(seeds)
    ]
    return [
        line(model, seed, accuracy, test, dim_z=dim_z, **settings) for model, dim_z, seed, (accuracy, test) in drawn
    ]


@pytest.fixture
def lines():
    rng = np.random.default_rng(0)
    return lines_of("as written", 3, 3, rng) + lines_of(READING, 0, 2, rng) + lines_of("batch 20", 0, 1, rng)[:1]


def test_content_of_made_up_evidence(lines):
    found = content.infer(lines)
    assert found == json.loads(json.dumps(found)), "it is data for JSON"
    first, second = found["sound"]["readings"]
    assert (first["name"], first["trainings"]) == (READING, 2)
    assert (second["name"], second["trainings"]) == ("as written", 3)
    assert first["inside"] > 12 > second["inside"]
    assert list(found["sound"]["incomplete"]) == ["batch 20", f"{READING}, Glorot into the pose"], (
        "whose VAEs are there"
    )
    assert first["cells"]["VAE (8)"]["accuracies"] == by_reading(lines)[READING]["vae", 8].accuracies.tolist()
    text = tables.text(found)
    assert (
        "Not ranked, since models are missing: batch 20, divergence" in text and "downsampled templates count" in text
    )


def test_evidence_without_a_complete_reading_is_refused(lines):
    with pytest.raises(DataError, match="no reading has all models yet"):
        content.infer([one for one in lines if one["settings"]["dim_z"] == 8])


def test_command_writes_tables_and_picture(lines, tmp_path, capsys):
    evidence.append(str(tmp_path / evidence.FOLDER / "mnist.jsonl"), lines)
    assert commands.main(["infer", "--results", str(tmp_path)]) == 0
    assert READING in capsys.readouterr().out
    assert json.loads((tmp_path / "infer.json").read_text())["sound"]["readings"][0]["name"] == READING
    assert (tmp_path / "infer.png").stat().st_size > 5000 and (tmp_path / "infer.pdf").exists()
    assert "| divergence averaged |" in (tmp_path / "infer.md").read_text()


def test_command_without_evidence_ends_in_one_line(tmp_path, capsys):
    assert commands.main(["infer", "--results", str(tmp_path)]) == StoreError.exit_code
    assert capsys.readouterr().err.count("\n") == 1


def test_the_recipe_inferred_is_what_is_ranked_first():
    with open(os.path.join(ROOT, "results", "infer.json"), encoding="utf-8") as file:
        first = content.main_comparison(json.load(file))["readings"][0]["name"]
    assert first == INFERRED and RECIPES["inferred"].settings == RECIPES[INFERRED].settings


def test_committed_results_follow_from_the_committed_evidence():
    found = content.infer(evidence.read_folder(os.path.join(ROOT, "results", evidence.FOLDER)))
    with open(os.path.join(ROOT, "results", "infer.json"), encoding="utf-8") as file:
        committed = json.load(file)
    for part in ("sound", "downsampled"):
        assert found[part]["incomplete"] == committed[part]["incomplete"]
        for own, kept in zip_longest(found[part]["readings"], committed[part]["readings"], fillvalue={}):
            assert (own["name"], own["inside"], own["trainings"]) == (kept["name"], kept["inside"], kept["trainings"])
            assert own["log_density"] == pytest.approx(kept["log_density"])
            assert own["stretched"] == pytest.approx(kept["stretched"])
    with open(os.path.join(ROOT, "results", "infer.md"), encoding="utf-8") as file:
        assert file.read() == tables.markdown(committed)

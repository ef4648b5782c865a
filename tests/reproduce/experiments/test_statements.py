"""The thesis' statements on other images: what is trained, and how numbers become verdicts."""

import numpy as np
import pytest

from original.spec import MODELS
from reproduce.data.datasets import Dataset
from reproduce.errors import DataError
from reproduce.experiments import comparisons, prior_models, statements
from reproduce.experiments.comparisons import AFFINE, AS_AFFINE, DTVAE, TRAINED, VAE, judged
from reproduce.experiments.options import Options


def rows_of(numbers):
    """A row of each trained model and of each seed; `numbers` has parts by model, a list with one for each seed."""
    same = {"elbo": [0.0] * 3, "reconstruction": [0.0] * 3, "separability": [0.0] * 3, "slant": [0.0] * 3}
    return [
        dict(
            prior._asdict(),
            title=prior_models.title(prior),
            dim_z=dim_z,
            dim_u=MODELS[prior.model].dim_u(),
            dataset="images-12x12-0",
            seed=seed,
            train_reconstruction=0.0,
            dimensions_in_use=8,
            signs=[],
            **{part: values[seed] for part, values in {**same, **numbers.get((prior, dim_z), {})}.items()},
        )
        for prior, dim_z in TRAINED
        for seed in range(3)
    ]


def verdict_of(text, rows):
    (found,) = [each for each in judged(rows) if each["text"].startswith(text)]
    return found


@pytest.mark.parametrize(
    "errors, verdict, true",
    [([90, 91, 92], "confirmed", 3), ([90, 101, 92], "partly", 2), ([100, 101, 102], "not confirmed", 0)],
)
def test_a_statement_is_judged_seed_by_seed(errors, verdict, true):
    rows = rows_of({AFFINE: {"reconstruction": errors}, AS_AFFINE: {"reconstruction": [100, 100, 100]}})
    found = verdict_of("The Affine-TVAE reconstructs", rows)
    assert (found["verdict"], found["true"]) == (verdict, true)
    assert found["numbers"] == [100 - error for error in errors]


def test_a_model_has_to_be_above_all_others():
    parts = {model: {"separability": [value] * 3} for model, value in ((DTVAE, 0.8), (VAE, 0.7), (AFFINE, 0.9))}
    assert verdict_of("The DTVAE separates", rows_of(parts))["numbers"] == pytest.approx([-10] * 3)
    assert verdict_of("The Affine-TVAE separates", rows_of(parts))["verdict"] == "confirmed"


def test_only_seeds_that_both_models_have_are_compared():
    rows = [
        row
        for row in rows_of({AFFINE: {"slant": [1.0] * 3}, AS_AFFINE: {"slant": [4.0] * 3}})
        if row["seed"] < 2 or row["model"] == "vae"
    ]
    assert verdict_of("Samples of the Affine-TVAE", rows)["numbers"] == [3.0, 3.0]


def test_equally_many_latent_variables_are_compared():
    for first, second in [statement.models for statement in comparisons.STATEMENTS if "as many" in statement.text]:
        dimensions = [dim_z + (MODELS[prior.model].dim_u() or 0) for prior, dim_z in (first, second)]
        assert dimensions[0] == dimensions[1]


def test_all_that_is_compared_is_trained():
    assert {model for statement in comparisons.STATEMENTS for model in statement.models} == set(TRAINED)
    configs = statements.trainings(Options({"dataset": "digits"}, seeds=2))
    assert len(configs) == 2 * len(TRAINED) and {config.dataset for config in configs} == {"digits"}


def test_tables_name_every_statement_and_model():
    first, second = statements.tables(rows_of({}))
    assert len(first.rows) == len(comparisons.STATEMENTS) and {row[-1] for row in first.rows} == {"not confirmed"}
    assert [row[0] for row in second.rows][:2] == ["VAE (8 + 0)", "VAE (14 + 0)"]
    assert "not the thesis' data" in first.caption


def test_images_without_classes_are_refused(rng):
    images = rng.random((20, 1, 12, 12)).astype("float32")
    for labels, message in ((20 * [0], "there are 1"), (list(range(20)), "the largest of 1")):
        with pytest.raises(DataError, match=message):
            statements.check(Dataset(images, rng.integers(0, 1, 20), images, np.array(labels)))

"""The accuracies of Table 1's models, by reading, from lines of evidence."""

import numpy as np
import pytest
from evidence_lines import line

from reproduce.fidelity.accuracies import by_reading, complete, of_thesis

DOWNSAMPLED = "downsampled templates, enlarged 1.64 times"


def test_the_thesis_has_sixteen_numbers_of_models():
    thesis = of_thesis()
    assert len(thesis) == 8 and np.size(list(thesis.values())) == 16
    assert thesis["tvae_tps", 20] == pytest.approx([94.65, 94.48])


def test_trainings_are_found_by_their_settings():
    lines = [line(), line(seed=1, accuracy=0.89), line("tvae_affine"), line(kl_weight="per-dim", accuracy=0.9)]
    found = by_reading(lines)
    assert found["as written"]["vae", 8].accuracies == pytest.approx(np.array([[87, 88], [89, 90]]))
    assert found["as written"]["vae", 8].in_use == (8, 7)
    assert list(found["divergence averaged"]) == [("vae", 8)]
    assert found["divergence averaged"]["vae", 8].mean == pytest.approx([90, 91])


def test_a_setting_of_another_model_makes_no_other_reading():
    (cell,) = by_reading([line(localization_init="glorot", batch_size=100, pose_activation="tanh")])["author"]
    assert cell == ("vae", 8), "its pose's settings mean nothing to a VAE"


@pytest.mark.parametrize("change", [{"engine": "pytensor"}, {"backend": "jax"}])
def test_only_the_reference_engine_counts(change):
    assert by_reading([dict(line(), **change)]) == {}


def test_epochs_of_another_number_are_another_training():
    assert by_reading([line(epochs=5)]) == {}


def test_drawn_codes_are_a_reading_of_their_own():
    found = by_reading([line(measures=("linear_svm-drawn",))])
    assert list(found) == ["codes drawn, not means"]


@pytest.mark.parametrize(
    "signs, downsampled, counted",
    [
        ([], False, 2),
        ([DOWNSAMPLED], False, 1),
        ([DOWNSAMPLED], True, 2),
        (["0 of 8 code dimensions in use", DOWNSAMPLED], True, 1),
        (["blank templates, 1.0% of the images' ink"], True, 1),
    ],
)
def test_collapsed_trainings_are_left_out_and_counted(signs, downsampled, counted):
    lines = [line("tvae_affine"), line("tvae_affine", seed=1, signs=signs)]
    trainings = by_reading(lines, downsampled)["as written"]["tvae_affine", 8]
    assert (len(trainings), trainings.collapsed) == (counted, 2 - counted)


def test_a_reading_is_complete_with_all_models():
    lines = [line(model, dim_z=dim_z) for model, dim_z in of_thesis()]
    assert list(complete(by_reading(lines))) == ["as written"]
    assert complete(by_reading(lines[1:])) == {}

"""Options of figures: what is asked for, and where its results go."""

import dataclasses

import pytest

from original import models
from original.spec import MODELS
from reproduce.config import Config
from reproduce.config.recipes import INFERRED, RECIPES
from reproduce.errors import ConfigError
from reproduce.experiments.options import OPTIONS, Options, whole
from reproduce.runs.results_folder import subfolder


def test_dimensions_are_those_of_z_and_u_or_of_z_alone():
    assert [Options({}).dim_z(model, 20) for model in MODELS] == [20, 14, 2, 14, 2]
    assert [Options({}, count="z").dim_z(model, 20) for model in MODELS] == [20] * 5
    with pytest.raises(ConfigError, match="6 dimensions leave none to the code z of tvae_affine"):
        Options({}).dim_z("tvae_affine", 6)


@pytest.mark.parametrize("model", MODELS)
def test_dim_u_is_that_of_the_network(model):
    net = models.build(model, dim_z=2)
    assert MODELS[model].dim_u() == (net["l_u"].output_shape[1] if "l_u" in net else 0)


def test_a_training_for_each_seed():
    options = Options({"epochs": 2}, seeds=2)
    assert options.trainings("vae", 3) == [Config("vae", dim_z=3, epochs=2, seed=seed) for seed in (0, 1)]
    assert options.dataset == "mnist" and Options({"dataset": "digits"}).dataset == "digits"


def test_only_the_thesis_settings_on_mnist_go_to_the_results_themselves():
    assert subfolder({}) == subfolder({"learning_rate": 1.0, "dataset": "mnist"}) == ""
    assert subfolder(RECIPES["inferred"].settings) == INFERRED
    assert subfolder({"learning_rate": 0.5}) == subfolder({}, changed=True) == "trials"
    assert subfolder({"dataset": "digits", "learning_rate": 0.5}) == "digits"
    assert (
        subfolder(RECIPES["tuned"].settings) == "tuned"
        and subfolder(dict(RECIPES["tuned"].settings, epochs=1)) == "trials"
    )


@pytest.mark.parametrize("recipe", RECIPES)
def test_recipes_are_settings(recipe):
    for model in MODELS:
        Config.fitting(model, **RECIPES[recipe].settings)


def test_every_option_fills_a_field():
    fields = {field.name: field.default for field in dataclasses.fields(Options)}
    assert {option.name: option.default for option in OPTIONS.values()}.items() <= fields.items()


def test_options_that_change_the_results_take_them_to_a_folder_of_their_own():
    assert not Options({}).is_changed and not Options({"epochs": 1}, seeds=3).is_changed
    for changed in ({"pose": "identity"}, {"draws": 1}, {"count": "z"}, {"pca_centre": "train"}, {"codes": "drawn"}):
        assert Options({}, **changed).is_changed
    for kept in (
        {"ours": True},
        {"only": ["author"]},
        {"all_models": True},
        {"posterior_draws": 5},
        {"test_images": 2},
    ):
        assert not Options({}, **kept).is_changed


def test_whole_numbers_are_told_what_is_wrong():
    assert whole(5, multiple_of=5)("10") == 10
    for text, message in (
        ("x", "'x' is not a whole number"),
        ("4", "at least 5, got 4"),
        ("7", "multiple of 5, got 7"),
    ):
        with pytest.raises(ConfigError, match=message):
            whole(5, multiple_of=5)(text)

"""The settings of a training: which are refused, and when a run is another run."""

import dataclasses

import numpy as np
import pytest

from original.spec import MODELS, POSES, PRIORS
from reproduce.config import Config
from reproduce.errors import ConfigError
from reproduce.runs import network

# One other value for each setting, all of which go together.
OTHERS = {
    "model": "tvae_affine",
    "dim_z": 20,
    "dataset": "digits",
    "seed": 1,
    "epochs": 51,
    "batch_size": 500,
    "learning_rate": 0.3,
    "num_samples": 2,
    "restarts": 2,
    "binarize": "sample",
    "log_sigma_floor": -5.0,
    "weights": "glorot-relu",
    "localization_init": "glorot",
    "border_mode": "wrap",
    "layers": "lasagne",
    "sampler": "graph",
    "kernels": "graph",
    "loss": "sum",
    "epsilon": 1e-8,
    "train_images": 1000,
    "log_sigma_start": -2.0,
    "pose": "affine5",
    "pose_prior": "full",
    "pose_rank": 3,
    "pose_log_sigma_start": -1.0,
    "structure": "conditional",
    "noise": "salt-and-pepper",
    "noise_level": 0.5,
    "optimizer": "adam",
    "kl_weight": "per-dim",
    "white": 256,
    "hidden_units": 512,
    "hidden_layers": 1,
    "localization": "network",
    "localization_units": 64,
    "pose_activation": "tanh",
    "pose_range": 0.5,
    "discrete": 10,
    "discrete_codes": 2,
    "discrete_weight": 0.5,
    "temperature": 2.0,
    "temperature_floor": 0.25,
    "temperature_rate": 3e-5,
    "conditional": 10,
}
DISCRETE = {"model": "vae", "discrete": 10}
# Settings of one kind of model alone, or of one border mode.
ONE_MODELS = {
    "tps_start": ("tvae_tps", "grid"),
    "min_determinant": ("dtvae_affine", 0.0),
    "border_value": ("tvae_affine", 0.5),
}
FULL = {"model": "tvae_affine", "pose_prior": "full"}
NOISY = {"model": "vae", "noise": "gaussian", "noise_level": 0.3}
BESIDE = dict(
    dict.fromkeys(("pose", "pose_rank", "pose_log_sigma_start", "structure"), FULL),
    **dict.fromkeys(("localization_init", "border_mode", "layers", "sampler"), {"model": "tvae_affine"}),
    pose_prior={"model": "tvae_affine"},
    noise=NOISY,
    noise_level=NOISY,
    localization={"model": "tvae_affine"},
    localization_units={"model": "dtvae_affine"},
    pose_activation={"model": "tvae_affine"},
    pose_range={"model": "tvae_affine", "pose_activation": "tanh"},
    discrete_codes=DISCRETE,
    discrete_weight=DISCRETE,
    temperature=DISCRETE,
    temperature_floor=DISCRETE,
    temperature_rate=DISCRETE,
    **{name: {"model": model} for name, (model, _) in ONE_MODELS.items()},
)
BESIDE["border_value"] = {"model": "tvae_affine", "border_mode": "constant"}


def changed(name, value):
    """(Config, the same with the setting `name` at `value`), of a model for which it has a meaning."""
    beside = BESIDE.get(name, {"model": "vae"})
    return Config(**beside), Config(**dict(beside, **{name: value}))


def test_defaults_are_the_thesis_and_our_readings():
    assert Config("vae").to_dict() == {
        "model": "vae",
        "dim_z": 8,
        "dataset": "mnist",
        "seed": 0,
        "epochs": 50,
        "batch_size": 128,
        "learning_rate": 1.0,
        "num_samples": 1,
        "restarts": 0,
        "binarize": "none",
        "log_sigma_floor": -6.0,
        "weights": "glorot",
        "localization_init": "identity",
        "border_mode": "nearest",
        "border_value": 0.0,
        "layers": "ours",
        "sampler": "fused",
        "kernels": "fused",
        "loss": "mean",
        "epsilon": 1e-6,
        "train_images": 0,
        "log_sigma_start": 0.0,
        "pose": "transformer",
        "pose_prior": "flat",
        "pose_rank": 0,
        "pose_log_sigma_start": -2.0,
        "structure": "independent",
        "noise": "none",
        "noise_level": 0.0,
        "optimizer": "adadelta",
        "kl_weight": 1.0,
        "white": 255,
        "hidden_units": 256,
        "hidden_layers": 2,
        "localization": "encoder",
        "localization_units": 128,
        "pose_activation": "none",
        "pose_range": 1.0,
        "tps_start": "identity",
        "min_determinant": 1e-3,
        "discrete": 0,
        "discrete_codes": 1,
        "discrete_weight": 1.0,
        "temperature": 1.0,
        "temperature_floor": 0.5,
        "temperature_rate": 1e-4,
        "conditional": 0,
    }


@pytest.mark.parametrize(
    "name, value, message",
    [
        ("model", "vaee", "model must be one of vae, tvae_affine, tvae_tps, dtvae_affine, dtvae_tps, got 'vaee'"),
        ("model", None, "model must be of type str, got None"),
        ("dataset", "cifar", "dataset must be one of mnist, digits, rot-mnist, rot-digits, got 'cifar'"),
        ("binarize", "half", "binarize must be one of none, threshold, sample, got 'half'"),
        ("noise", "poisson", "noise must be one of none, salt-and-pepper, gaussian, got 'poisson'"),
        ("noise_level", -0.1, "noise_level must be at least 0, got -0.1"),
        ("weights", "he", "weights must be one of"),
        ("localization_init", "zero", "localization_init must be one of"),
        ("border_mode", "reflect", "border_mode must be one of"),
        ("layers", "theirs", "layers must be one of"),
        ("sampler", "gpu", "sampler must be one of"),
        ("kernels", "gpu", "kernels must be one of"),
        ("dim_z", 0, "dim_z must be at least 1, got 0"),
        ("seed", -1, "seed must be at least 0, got -1"),
        ("epochs", 0, "epochs must be at least 1, got 0"),
        ("epochs", -1, "epochs must be at least 1, got -1"),
        ("batch_size", 0, "batch_size must be at least 1, got 0"),
        ("num_samples", 0, "num_samples must be at least 1, got 0"),
        ("learning_rate", 0.0, "learning_rate must be above 0, got 0.0"),
        ("learning_rate", -1.0, "learning_rate must be above 0, got -1.0"),
        ("learning_rate", float("nan"), "learning_rate must be finite, got nan"),
        ("learning_rate", float("inf"), "learning_rate must be finite, got inf"),
        ("log_sigma_floor", float("-inf"), "log_sigma_floor must be finite, got -inf"),
        ("log_sigma_floor", float("nan"), "log_sigma_floor must be finite, got nan"),
        ("dim_z", True, "dim_z must be of type int, got True"),
        ("learning_rate", True, "learning_rate must be of type float, got True"),
        ("dim_z", 8.0, "dim_z must be of type int, got 8.0"),
        ("dim_z", "8", "dim_z must be of type int, got '8'"),
        ("learning_rate", "1", "learning_rate must be of type float, got '1'"),
    ],
)
def test_values_without_a_meaning(name, value, message):
    with pytest.raises(ConfigError) as caught:
        Config(**dict({"model": "vae"}, **{name: value}))
    assert message in str(caught.value)


def other_value(name):
    return ONE_MODELS[name][1] if name in ONE_MODELS else OTHERS[name]


@pytest.mark.parametrize("name", list(OTHERS) + list(ONE_MODELS))
def test_other_values_are_taken(name):
    assert getattr(changed(name, other_value(name))[1], name) == other_value(name)


def test_is_frozen():
    # Its key names a folder: a config that changes later would lie about what is in there.
    with pytest.raises(dataclasses.FrozenInstanceError):
        Config("vae").dim_z = 9


def test_from_dict_round_trip():
    config = Config(**OTHERS)
    assert Config.from_dict(config.to_dict()) == config


def test_from_dict_fills_in_defaults():
    assert Config.from_dict({"model": "vae"}) == Config("vae")


def test_from_dict_names_unknown_settings():
    with pytest.raises(ConfigError, match="unknown setting dim_u, rate; this version knows model, dim_z, "):
        Config.from_dict({"model": "vae", "rate": 1, "dim_u": 6})


def test_from_dict_without_a_model():
    with pytest.raises(ConfigError, match="'model' is missing; the models are vae, tvae_affine"):
        Config.from_dict({"dim_z": 8})


def test_only_models_with_a_pose_get_options_of_the_pose():
    of_all = {"log_sigma_floor", "log_sigma_start", "weights", "num_units", "image_shape", "channels"}
    of_all |= {"discrete", "discrete_codes", "conditional"}
    assert set(Config("vae").model_options()) == of_all
    assert set(Config("dtvae_affine").model_options()) == of_all | {
        "localization_init",
        "border_mode",
        "border_value",
        "layers",
        "sampler",
        "pose",
        "prior",
        "rank",
        "structure",
        "pose_log_sigma_start",
        "tps_start",
        "pose_activation",
        "pose_range",
        "localization_units",
        "min_determinant",
    }


def test_the_divergence_is_weighted_by_a_number_or_averaged_over_dimensions():
    assert Config("vae").kl_weights == (1, 1) and Config("vae", kl_weight=0.25).kl_weights == (0.25, 0.25)
    assert Config("tvae_tps", dim_z=20, kl_weight="per-dim").kl_weights == (1 / 20, 1 / 18)
    assert Config("vae", dim_z=4, kl_weight="per-dim").kl_weights == (1 / 4, 1)
    with pytest.raises(ConfigError, match="kl_weight must be of type float, got 'per-pixel'"):
        Config("vae", kl_weight="per-pixel")


def test_a_table_of_several_models_leaves_out_what_means_nothing_to_one():
    settings = {
        "batch_size": 100,
        "localization_init": "glorot",
        "pose_activation": "tanh",
        "tps_start": "grid",
        "min_determinant": 0.0,
        "localization": "network",
    }
    assert Config.fitting("vae", **settings) == Config("vae", batch_size=100)
    assert Config.fitting("tvae_tps", **settings).tps_start == "grid"
    assert Config.fitting("tvae_affine", **settings) == Config(
        "tvae_affine", batch_size=100, localization_init="glorot", pose_activation="tanh", localization="network"
    )
    assert Config.fitting("dtvae_affine", **settings).min_determinant == 0


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"model": "vae", "pose_prior": "normal"}, "pose_prior is of no use to the VAE, which has no pose"),
        ({"model": "vae", "structure": "conditional"}, "structure is of no use to the VAE"),
        ({"model": "vae", "pose_activation": "tanh"}, "pose_activation is of no use to the VAE, which has no pose"),
        (
            {"model": "tvae_affine", "tps_start": "grid"},
            "tps_start is of no use to tvae_affine; it is a setting of tvae_tps",
        ),
        ({"model": "tvae_affine", "min_determinant": 0.0}, "it is a setting of dtvae_affine, dtvae_tps"),
        ({"model": "dtvae_affine", "localization": "network"}, "it is a setting of tvae_affine, tvae_tps"),
        ({"model": "vae", "border_value": 0.5}, "border_value is of no use to the VAE, which has no pose"),
        ({"model": "tvae_affine", "border_value": 0.5}, "border_value 0.5 needs border_mode constant, got nearest"),
        (
            {"model": "tvae_affine", "border_mode": "constant", "border_value": 1.5},
            "border_value must be a grey level in [0, 1], got 1.5",
        ),
        (
            {"model": "tvae_affine", "border_mode": "zeros", "layers": "lasagne"},
            "layers lasagne have no border_mode zeros; use layers ours",
        ),
        ({"model": "tvae_affine", "pose_range": 0.5}, "pose_range needs a pose_activation, tanh or sigmoid"),
        ({"model": "tvae_tps", "localization_units": 64}, "localization_units of tvae_tps needs localization network"),
        ({"model": "tvae_affine", "pose_prior": "normal-zero", "structure": "conditional"}, "whose mean is free"),
        ({"model": "tvae_tps", "pose": "affine5"}, "pose affine5 is none of tvae_tps; it goes with tvae_affine, dtvae"),
        ({"model": "dtvae_affine", "pose": "affine5"}, "needs a pose_prior other than flat"),
        (
            {"model": "tvae_affine", "pose_rank": 2},
            "pose_rank goes with the priors full and mlp, up to 6 here; got 2 with flat of tvae_affine",
        ),
        (dict(FULL, pose_rank=7), "up to 6 here; got 7 with full of tvae_affine"),
        (dict(FULL, pose="affine5", pose_rank=6), "up to 5 here"),
        (
            {"model": "tvae_tps", "pose_prior": "normal-identity", "structure": "conditional"},
            "structure conditional needs a pose_prior whose mean is free",
        ),
    ],
)
def test_settings_of_the_pose_that_do_not_go_together(settings, message):
    with pytest.raises(ConfigError) as caught:
        Config(**settings)
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "settings, message",
    [
        ({"noise": "gaussian"}, "noise gaussian needs a noise_level above 0, for instance 0.25"),
        ({"noise_level": 0.3}, "noise_level 0.3 needs a noise, salt-and-pepper or gaussian"),
        ({"noise": "salt-and-pepper", "noise_level": 1.5}, "a share of the pixels, at most 1, got 1.5"),
    ],
)
def test_noise_and_its_level_go_together(settings, message):
    with pytest.raises(ConfigError) as caught:
        Config("vae", **settings)
    assert message in str(caught.value)


def test_dimension_of_u():
    assert [Config(model).dim_u for model in MODELS] == [0, 6, 18, 6, 18]
    assert [Config(**dict(FULL, **more)).dim_u for more in ({}, {"pose_rank": 2}, {"pose": "affine5"})] == [6, 2, 5]


def test_priors_and_poses_are_those_that_can_be_built():
    for pose in POSES:
        for model, dim_u in [(name, model.dim_u(pose)) for name, model in MODELS.items()]:
            if dim_u is None or pose != "transformer" and not dim_u:
                continue
            for prior in ["flat"] if model == "vae" else [name for name in PRIORS if name != "flat"]:
                config = Config(model, pose=pose, pose_prior=prior)
                assert (network.build(config)["l_u"].output_shape[1] if dim_u else 0) == dim_u == config.dim_u


@pytest.mark.parametrize(
    "config, key",
    [
        (Config("vae"), "mnist-vae-z8-s0-e33e6b8a79"),
        (
            Config("tvae_tps", dim_z=20, dataset="digits", seed=3, learning_rate=0.3),
            "digits-tvae_tps-z20-s3-44ca49be00",
        ),
        (Config("vae", dataset="rot-mnist"), "rot-mnist-vae-z8-s0-10258d47b8"),
        (Config("vae", dataset="rot-digits"), "rot-digits-vae-z8-s0-62d39e6ff5"),
    ],
)
def test_key_stays(config, key):
    # Whoever changes one of these keys makes everybody train again all that was trained before.
    assert config.key() == key


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(Config)])
def test_every_setting_changes_the_key(name):
    config, other = changed(name, other_value(name))
    assert other.key() != config.key()


def test_defaults_do_not_enter_the_hash(monkeypatch):
    @dataclasses.dataclass(frozen=True)
    class Later(Config):
        later: int = dataclasses.field(default=3, metadata={"choices": None, "at_least": None, "above": None})

    # So that a setting that is added later leaves the runs made before where they are.
    assert Later("vae", dim_z=9).key() == Config("vae", dim_z=9).key()
    assert Later("vae", dim_z=9, later=4).key() != Config("vae", dim_z=9).key()


def test_key_does_not_depend_on_how_a_number_is_written():
    assert Config("vae", learning_rate=2).key() == Config("vae", learning_rate=2.0).key()


@pytest.mark.parametrize("name, other", [("NUMERICS_VERSION", 1000), ("fingerprint", lambda dataset: "other")])
def test_other_numerics_or_data_make_other_runs(monkeypatch, name, other):
    config = Config("vae", dataset="digits")
    before = config.key()
    monkeypatch.setattr("reproduce.config.config." + name, other)
    assert config.key() != before


@pytest.mark.parametrize(
    "settings, words",
    [({}, ()), ({"white": 256}, ("256",)), ({"binarize": "threshold", "white": 256, "seed": 3}, ("threshold", "256"))],
)
def test_pixels_name_what_differs_in_the_images(settings, words):
    assert Config("vae", **settings).pixels == words


@pytest.mark.parametrize("number", (np.int8(3), np.int64(3), np.uint16(3)))
def test_whole_numbers_of_numpy_are_settings(number):
    config = Config("vae", dim_z=number, learning_rate=number)
    assert (
        config == Config("vae", dim_z=3, learning_rate=3.0) and config.key() == Config("vae", 3, learning_rate=3).key()
    )
    assert type(config.dim_z) is int and type(config.learning_rate) is float


@pytest.mark.parametrize("number", (np.float32(0.5), np.float64(0.5), np.float16(0.5)))
def test_real_numbers_of_numpy_are_settings_where_one_may_be_real(number):
    assert Config("vae", learning_rate=number) == Config("vae", learning_rate=0.5)
    with pytest.raises(ConfigError, match="dim_z must be of type int"):
        Config("vae", dim_z=number)


@pytest.mark.parametrize("value", (np.bool_(True), True, np.array([3]), np.nan, np.float32("inf")))
def test_what_is_no_number_is_none(value):
    with pytest.raises(ConfigError, match="dim_z must be"):
        Config("vae", dim_z=value)
    with pytest.raises(ConfigError, match="learning_rate must be"):
        Config("vae", learning_rate=value)


@pytest.mark.parametrize(
    "setting", ({"border_mode": "wrap"}, {"sampler": "graph"}, {"layers": "lasagne"}, {"localization_init": "glorot"})
)
def test_a_setting_of_the_pose_is_none_of_a_vae(setting):
    (name,) = setting
    with pytest.raises(ConfigError, match=f"{name} is of no use to the VAE, which has no pose"):
        Config("vae", **setting)
    assert Config.fitting("vae", **setting) == Config("vae")
    assert Config("tvae_affine", **setting) != Config("tvae_affine")

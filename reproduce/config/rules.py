"""Which settings go together; each function raises `ConfigError` if those of a `Config` do not."""

import dataclasses

from original.borders import border_level
from original.spec import MODELS, POSES, PRIORS
from reproduce.data import registry
from reproduce.config.setting import applies
from reproduce.errors import ConfigError


def check_together(config) -> None:
    """Raise `ConfigError` if settings contradict each other, or mean nothing to the model."""
    for rule in (_data, _noise, _model, _border, _pose, _prior, _codes):
        rule(config, MODELS[config.model])


def _data(config, model):
    there = registry.num_training(config.dataset)
    if there and config.train_images > there:
        raise ConfigError(f"train_images is {config.train_images}, and {config.dataset} has {there}; 0 takes them all")


def _noise(config, model):
    if config.noise == "none" and config.noise_level:
        raise ConfigError(f"noise_level {config.noise_level:g} needs a noise, salt-and-pepper or gaussian")
    if config.noise != "none" and not config.noise_level:
        raise ConfigError(f"noise {config.noise} needs a noise_level above 0, for instance 0.25")
    if config.noise == "salt-and-pepper" and config.noise_level > 1:
        raise ConfigError(
            f"noise_level of salt-and-pepper is a share of the pixels, at most 1, got {config.noise_level:g}"
        )


def _model(config, model):
    """Raise `ConfigError` for a setting that is not at its default and means nothing to the model."""
    for field in dataclasses.fields(config):
        if applies(field, model) or getattr(config, field.name) == field.default:
            continue
        if not model.transformer:
            raise ConfigError(f"{field.name} is of no use to the {model.title}, which has no pose")
        fitting = [name for name, other in MODELS.items() if applies(field, other)]
        raise ConfigError(f"{field.name} is of no use to {model.name}; it is a setting of {', '.join(fitting)}")


def _border(config, model):
    try:
        border_level(config.border_mode, config.border_value)
    except ValueError as error:
        raise ConfigError(str(error)) from error
    if config.layers == "lasagne" and config.border_mode in ("zeros", "constant"):
        raise ConfigError(f"layers lasagne have no border_mode {config.border_mode}; use layers ours")


def _pose(config, model):
    if config.pose_range != 1 and config.pose_activation == "none":
        raise ConfigError("pose_range needs a pose_activation, tanh or sigmoid")
    if config.localization_units != 128 and model.architecture == "tvae" and config.localization == "encoder":
        raise ConfigError(f"localization_units of {model.name} needs localization network")
    if model.dim_u(config.pose) is None:
        fitting = [name for name, other in MODELS.items() if other.dim_u(config.pose)]
        raise ConfigError(f"pose {config.pose} is none of {model.name}; it goes with {', '.join(fitting)}")
    inverts_u = model.architecture == "dtvae" and not PRIORS[config.pose_prior].density
    if inverts_u and model.transformer == "affine" and config.pose != "transformer":
        raise ConfigError(
            f"pose {config.pose} of a DTVAE needs a pose_prior other than flat: its u is an inverse, which "
            "has no such numbers"
        )


def _prior(config, model):
    named = f"{config.pose_prior} of {config.model}"
    prior, most = PRIORS[config.pose_prior], POSES[config.pose].numbers.get(model.transformer, 0)
    if config.pose_rank and (not prior.map or config.pose_rank > most):
        with_map = " and ".join(name for name, other in PRIORS.items() if other.map)
        raise ConfigError(
            f"pose_rank goes with the priors {with_map}, up to {most} here; got {config.pose_rank} with {named}"
        )
    if config.structure == "conditional" and not prior.may_follow_z:
        free = ", ".join(name for name, other in PRIORS.items() if other.may_follow_z)
        raise ConfigError(f"structure conditional needs a pose_prior whose mean is free ({free}), got {named}")


def _codes(config, model):
    for name in ("discrete", "conditional"):
        if getattr(config, name) == 1:
            raise ConfigError(f"{name} is a number of classes, at least 2, or 0 for none; got 1")
    fields = {field.name: field.default for field in dataclasses.fields(config)}
    of_discrete = ("discrete_codes", "discrete_weight", "temperature", "temperature_floor", "temperature_rate")
    given = [name for name in of_discrete if getattr(config, name) != fields[name]]
    if given and not config.discrete:
        raise ConfigError(f"{given[0]} is of no use without a discrete code: discrete is its number of classes")
    if config.temperature_floor > config.temperature:
        raise ConfigError(
            f"temperature_floor {config.temperature_floor:g} is above the temperature at the start, "
            f"{config.temperature:g}"
        )

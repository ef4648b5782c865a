"""The choice of one of several trained models by settings."""

import dataclasses
from typing import Any, Dict, List

from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import ConfigError
from reproduce.runs.pretrained import in_words


def check_names(settings: Dict[str, Any]) -> None:
    """Raise ConfigError if there are no such settings."""
    known = [field.name for field in dataclasses.fields(Config)]
    unknown = sorted(set(settings).difference(known))
    if unknown:
        raise ConfigError(f"unknown setting {', '.join(unknown)}; settings are {', '.join(known)}")


def typed(settings: Dict[str, Any]) -> str:
    """Return settings as they are typed: ``model=vae dim_z=8``."""
    return " ".join(f"{name}={value}" for name, value in settings.items())


def choose(configs: List[Config], wanted: Dict[str, Any]) -> Config:
    """Return the one of `configs` that has the settings `wanted`, ``model`` among them.

    At their default the others count more. ConfigError, with a list of all, if none or several fit.
    """
    check_names(wanted)
    listing = f"; there are: {'; '.join(map(in_words, configs)) or 'none'}"
    if wanted["model"] not in MODELS:
        raise ConfigError(f"unknown model {wanted['model']!r}{listing}")
    fitting = [config for config in configs if wanted.items() <= config.to_dict().items()]
    exact = [config for config in fitting if config.changed().keys() <= wanted.keys()]
    if len(exact or fitting) != 1:
        raise ConfigError(f"{'several' if fitting else 'no'} pretrained weights fit {typed(wanted)}{listing}")
    return (exact or fitting)[0]

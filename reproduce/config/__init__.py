"""The settings of a training, as data: `Config`, its fields, and what the thesis leaves open of each."""

from reproduce.config.config import CODE_SETTINGS, NOISE_SETTINGS, NUMERICS_VERSION, PRIOR_SETTINGS, Config
from reproduce.config.setting import LARGEST, Reading, check, choices_of
from reproduce.config.training_settings import PER_DIM

__all__ = [
    "LARGEST",
    "CODE_SETTINGS",
    "NOISE_SETTINGS",
    "NUMERICS_VERSION",
    "PER_DIM",
    "PRIOR_SETTINGS",
    "Config",
    "Reading",
    "check",
    "choices_of",
]

"""What determines a training, as data: `Config`, its settings, and what the thesis leaves open of each."""

from reproduce.config.config import (
    DATA_FINGERPRINTS,
    DATASETS,
    NOISE_SETTINGS,
    NUMERICS_VERSION,
    PER_DIM,
    PRIOR_SETTINGS,
    Config,
)
from reproduce.config.setting import LARGEST, Reading, check, choices_of

__all__ = [
    "DATASETS",
    "DATA_FINGERPRINTS",
    "LARGEST",
    "NOISE_SETTINGS",
    "NUMERICS_VERSION",
    "PER_DIM",
    "PRIOR_SETTINGS",
    "Config",
    "Reading",
    "check",
    "choices_of",
]

"""`Config`, all settings of one training; the settings stand in files of their own, by what they are about."""

import dataclasses
import hashlib
import json
from typing import Tuple

from original.annealing import Annealing
from original.spec import MODELS
from reproduce.config.code_settings import CodeSettings
from reproduce.config.data_settings import DataSettings
from reproduce.config.network_settings import NetworkSettings
from reproduce.config.pose_settings import PoseSettings
from reproduce.config.rules import check_together
from reproduce.config.setting import NUMBERS, applies, check, shown, shown_name
from reproduce.config.training_settings import PER_DIM, TrainingSettings
from reproduce.data.registry import fingerprint, image_shape
from reproduce.errors import ConfigError
from reproduce.suggestions import did_you_mean

# Counts up when a change to `original` or to the data's preparation alters a trained number: runs made before are
# then no longer found.
NUMERICS_VERSION = 2

# Settings that tables of all models don't take: priors, noises and codes have tables of their own.
PRIOR_SETTINGS = ("pose", "pose_prior", "pose_rank", "pose_log_sigma_start", "structure")
NOISE_SETTINGS = ("noise", "noise_level")
CODE_SETTINGS = tuple(field.name for field in dataclasses.fields(CodeSettings))


@dataclasses.dataclass(frozen=True)
class Config(CodeSettings, PoseSettings, NetworkSettings, DataSettings, TrainingSettings):
    """Settings of one training; the defaults are what the thesis states or our reading of it.

    A run stores all of them, which is enough to run it again. Raises `ConfigError` for values without a meaning.
    """

    def __post_init__(self):
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            check(field, value)
            if field.type in NUMBERS and not isinstance(value, str):
                # 2 and 2.0 are the same setting, and -0.0 and 0.0: they are kept the same way, as Python's own numbers
                object.__setattr__(self, field.name, field.type(value) + field.type(0))
        check_together(self)

    @property
    def dim_u(self) -> int:
        """Dimension of u; 0 if the model has none."""
        return self.pose_rank or MODELS[self.model].dim_u(self.pose)

    @property
    def kl_weights(self) -> Tuple[float, ...]:
        """Weights of the divergences of z and u, and of discrete codes where there are some, in what is maximized."""
        weights = (self.kl_weight,) * 3
        if self.kl_weight == PER_DIM:
            weights = 1 / self.dim_z, 1 / max(self.dim_u, 1), 1 / self.discrete_codes
        return (*weights[:2], weights[2] * self.discrete_weight) if self.discrete else weights[:2]

    @property
    def annealing(self) -> Annealing:
        """The temperature of discrete codes over the training."""
        return Annealing(self.temperature, self.temperature_floor, self.temperature_rate)

    @property
    def dim_c(self) -> int:
        """Numbers of all discrete codes together; 0 if there are none."""
        return self.discrete * self.discrete_codes

    @property
    def pixels(self) -> Tuple[str, ...]:
        """Words for names of what differs in how bytes become pixels; empty by default."""
        changed = self.changed()
        return tuple(str(changed[name]) for name in ("binarize", "white") if name in changed)

    @classmethod
    def fitting(cls, model: str, **settings) -> "Config":
        """Return the Config of a model in a table of several: without the `settings` that mean nothing to it."""
        entry = MODELS[model]
        idle = {field.name for field in dataclasses.fields(cls) if not applies(field, entry)}
        return cls(model=model, **{name: value for name, value in settings.items() if name not in idle})

    @classmethod
    def from_dict(cls, values) -> "Config":
        """Return the Config of a dict of settings; missing ones take their default, unknown ones are a ConfigError."""
        if not isinstance(values, dict):
            raise ConfigError(f"settings are names with values, got {shown(values)}")
        known = [field.name for field in dataclasses.fields(cls)]
        unknown = sorted(shown_name(name) for name in values if name not in known)
        if unknown:
            meant = did_you_mean(unknown[0], known) if len(unknown) == 1 else ""
            raise ConfigError(f"unknown setting {', '.join(unknown)}; this version knows {', '.join(known)}{meant}")
        if "model" not in values:
            raise ConfigError(f"the setting 'model' is missing; the models are {', '.join(MODELS)}")
        return cls(**values)

    def to_dict(self) -> dict:
        """Return all settings by name."""
        return dataclasses.asdict(self)

    def changed(self, *always) -> dict:
        """Return the model, the settings that are not at their default, and those named, by name."""
        settings = self.to_dict()
        defaults = {field.name: field.default for field in dataclasses.fields(self)}
        return {name: value for name, value in settings.items() if name in always or value != defaults[name]}

    def model_options(self) -> dict:
        """Return the arguments of `original.models.build` besides the model and dim_z."""
        options = {
            "log_sigma_floor": self.log_sigma_floor,
            "weights": self.weights,
            "log_sigma_start": self.log_sigma_start,
            "num_units": (self.hidden_units,) * self.hidden_layers,
            "discrete": self.discrete,
            "discrete_codes": self.discrete_codes,
            "conditional": self.conditional,
            **self.image_options(),
        }
        model = MODELS[self.model]
        if model.transformer:
            for name in (
                "localization_init",
                "border_mode",
                "border_value",
                "layers",
                "sampler",
                "pose",
                "structure",
                "tps_start",
                "pose_log_sigma_start",
                "pose_activation",
                "pose_range",
            ):
                options[name] = getattr(self, name)
            own = "localization" if model.architecture == "tvae" else "min_determinant"
            options.update(
                prior=self.pose_prior,
                rank=self.pose_rank or None,
                localization_units=(self.localization_units,),
                **{own: getattr(self, own)},
            )
        return options

    def image_options(self) -> dict:
        """Return the arguments of `original.models.build` that say what the images are."""
        channels, rows, columns = image_shape(self.dataset)
        return {"image_shape": (rows, columns), "channels": channels}

    def key(self) -> str:
        """Return the name of the run: readable parts and a hash of all that determines the result.

        Settings at their default don't enter the hash, so that a new setting leaves the names of old runs alone;
        a default that changes asks for a new `NUMERICS_VERSION`.
        """
        determined = dict(self.changed(), numerics=NUMERICS_VERSION, data=fingerprint(self.dataset))
        digest = hashlib.sha256(json.dumps(determined, sort_keys=True).encode()).hexdigest()
        return f"{self.dataset}-{self.model}-z{self.dim_z}-s{self.seed}-{digest[:10]}"

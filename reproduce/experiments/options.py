"""What may be asked of a figure."""

import dataclasses

from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import ConfigError


@dataclasses.dataclass(frozen=True)
class Options:
    """
    settings : dict
        Settings of `Config` that all trainings share.
    seeds : int
        Trainings of each model, with seeds 0, 1, ...; pictures that can show one only show that of seed 0.
    pose : {'mean', 'identity'}
        Of samples, see `reproduce.evaluation.sampling.sample`.
    draws : int
        Seed of the codes that are drawn.
    count : {'all', 'z'}
        What the captions of figures 6, 7 and 9 count as a code's dimensions: dim_z + dim_u, or dim_z.
    """

    settings: dict
    seeds: int = 1
    pose: str = "mean"
    draws: int = 0
    count: str = "all"

    @property
    def dataset(self):
        """Name of the data set."""
        return self.settings.get("dataset", "mnist")

    @property
    def is_changed(self):
        """Whether anything but the settings differs from the default."""
        return self != Options(self.settings, self.seeds)

    def config(self, model, dim_z, seed=0, **more):
        """The Config of a training; `more` are settings beside those that all share."""
        return Config.fitting(model, dim_z=dim_z, seed=seed, **dict(self.settings, **more))

    def trainings(self, model, dim_z, **more):
        """One Config for each seed."""
        return [self.config(model, dim_z, seed, **more) for seed in range(self.seeds)]

    def dim_z(self, model, dimensions):
        """dim_z of a `model` whose code, as `count` counts, has so many `dimensions`."""
        dim_z = dimensions - (MODELS[model].dim_u() if self.count == "all" else 0)
        if dim_z < 1:
            raise ConfigError(f"{dimensions} dimensions leave none to the code z of {model}")
        return dim_z

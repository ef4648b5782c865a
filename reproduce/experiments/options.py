"""Options of the experiments: the settings of their trainings, and what some of them take besides."""

import dataclasses
from typing import Any, Callable, Dict, List, Optional, Tuple

from original.registry import Registry
from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import ConfigError


@dataclasses.dataclass(frozen=True)
class Option:
    """An option of the command line; those of `OPTIONS` fill the field of `Options` of the same name.

    Attributes
    ----------
    name : str
        ``pca_centre``; it is typed as ``--pca-centre``.
    default : value
        False for a switch, which takes no value.
    help : str
    choices : tuple
        Empty where there is no list of values.
    convert : callable
        ``convert(text)`` gives the value, or raises `ConfigError`.
    metavar : str
        Stands for the value in the help; empty for the choices.
    several : bool
        The option takes any number of values; at least one if `default` is None.
    positional : bool
        The value stands without a name before it.
    apart : bool
        Another value than the default makes other results than the thesis', which go to a folder of their own.
    """

    name: str
    default: Any
    help: str
    choices: Tuple[str, ...] = ()
    convert: Callable[[str], Any] = str
    metavar: str = ""
    several: bool = False
    positional: bool = False
    apart: bool = False

    @property
    def flag(self) -> str:
        """The name as it is typed: ``--pca-centre``."""
        return self.name if self.positional else "--" + self.name.replace("_", "-")


def whole(least: int, multiple_of: int = 1) -> Callable[[str], int]:
    """Return a converter of text to a whole number of at least `least`; it raises `ConfigError`."""

    def convert(text):
        try:
            value = int(text)
        except ValueError as error:
            raise ConfigError(f"{text!r} is not a whole number") from error
        if value < least:
            raise ConfigError(f"must be at least {least}, got {value}")
        if value % multiple_of:
            raise ConfigError(f"must be a multiple of {multiple_of}, got {value}")
        return value

    return convert


OPTIONS = Registry(
    "option",
    [
        Option(
            "pose",
            "mean",
            "pose of samples: the mean over the training images, or the identity",
            ("mean", "identity"),
            apart=True,
        ),
        Option("draws", 0, "seed of the codes that are drawn", convert=whole(0), metavar="N", apart=True),
        Option(
            "count",
            "all",
            "what counts as the dimensions of a code in figures 6, 7 and 9: z and u, or z alone",
            ("all", "z"),
            apart=True,
        ),
        Option(
            "pca_centre",
            "test",
            "mean subtracted from the test images before PCA: their own, which gives the thesis' numbers, or the "
            "training images'",
            ("test", "train"),
            apart=True,
        ),
        Option(
            "codes",
            "mean",
            "the models' codes: posterior means, or one draw of z for each image",
            ("mean", "drawn"),
            apart=True,
        ),
        Option("ours", False, "rows of models, too, that the thesis does not have: TPS-DTVAE"),
        Option("only", None, "some of them by name, in quotes", metavar="READING", several=True),
        Option("all_models", False, "all eight models of Table 1, not four of them"),
        Option(
            "posterior_draws",
            5000,
            "draws of z and u for each image, a multiple of 5",
            convert=whole(5, multiple_of=5),
            metavar="K",
        ),
        Option("test_images", 500, "the first N of the test images", convert=whole(2), metavar="N"),
    ],
)


def _default(name):
    return OPTIONS[name].default


@dataclasses.dataclass(frozen=True)
class Options:
    """All that is asked of an experiment.

    Attributes
    ----------
    settings : dict
        Settings of `Config` that all trainings share.
    seeds : int
        Trainings of each model, with seeds 0, 1, ...; pictures that can show one only show that of seed 0.
    others
        As of the same name in `OPTIONS`, where their help says what they are.
    """

    settings: Dict[str, Any]
    seeds: int = 1
    pose: str = _default("pose")
    draws: int = _default("draws")
    count: str = _default("count")
    pca_centre: str = _default("pca_centre")
    codes: str = _default("codes")
    ours: bool = _default("ours")
    only: Optional[List[str]] = _default("only")
    all_models: bool = _default("all_models")
    posterior_draws: int = _default("posterior_draws")
    test_images: int = _default("test_images")

    @property
    def dataset(self) -> str:
        """Name of the data set."""
        return self.settings.get("dataset", "mnist")

    @property
    def is_changed(self) -> bool:
        """True if an option beside the settings makes other results than the thesis'."""
        return any(getattr(self, option.name) != option.default for option in OPTIONS.values() if option.apart)

    def config(self, model: str, dim_z: int, seed: int = 0, **more) -> Config:
        """Return the Config of a training; `more` are settings beside those that all share."""
        return Config.fitting(model, dim_z=dim_z, seed=seed, **dict(self.settings, **more))

    def trainings(self, model: str, dim_z: int, **more) -> List[Config]:
        """Return one Config for each seed."""
        return [self.config(model, dim_z, seed, **more) for seed in range(self.seeds)]

    def dim_z(self, model: str, dimensions: int) -> int:
        """Return dim_z of a `model` whose code, as `count` counts, has so many `dimensions`; `ConfigError` below 1."""
        dim_z = dimensions - (MODELS[model].dim_u() if self.count == "all" else 0)
        if dim_z < 1:
            raise ConfigError(f"{dimensions} dimensions leave none to the code z of {model}")
        return dim_z

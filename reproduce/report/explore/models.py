"""The models that the page shows, and where each has its place on it."""

from dataclasses import dataclass
from typing import List, Optional

from original.spec import MODELS
from reproduce.config import Config
from reproduce.experiments import figure8, figure12, prior_models
from reproduce.experiments.options import Options

DIM_Z = 8  # of the models that are compared, as in the first half of Table 1
POOR_SEED = 1  # of the training that figure 12 shows, the first of its candidates with signs of a bad local minimum
MAIN, POOR, PRIOR, MAP = "main", "poor", "prior", "map"


@dataclass(frozen=True)
class Shown:
    """A model and its place on the page.

    Attributes
    ----------
    config : Config
    place : {'main', 'poor', 'prior', 'map'}
        A tab among those that are compared, figure 12's poor minimum, a tab of a prior on the pose, or a 2-d map.
    title : str
        Of its tab, or of its map.
    encodes : bool
        False leaves the encoder's weights out, which are half of the file: the model then decodes only.
    """

    config: Config
    place: str
    title: str
    encodes: bool = True


def compared(options: Options) -> List[Config]:
    """Return the models side by side, one of each architecture and transformer."""
    return [options.config(name, DIM_Z) for name in MODELS]


def of_pretrained(options: Optional[Options] = None) -> List[Shown]:
    """Return the pretrained models on the page.

    The file stays under 12 MB with these: one prior of each kind that has weights, and of priors and maps the decoder.
    """
    options = options or Options({})
    main = [Shown(config, MAIN, MODELS[config.model].title) for config in compared(options)]
    poor = [Shown(figure12.candidates(options)[POOR_SEED], POOR, "poor minimum")]
    priors = [
        Shown(prior_models.config(row, options), PRIOR, title, encodes=False)
        for row, title in (
            (prior_models.IDENTITY, "normal around the identity"),
            (prior_models.FIVE, "normal on five numbers"),
            (prior_models.FULL["tvae_affine"][-1], "full covariance"),
        )
    ]
    maps = [Shown(options.config(name, 2), MAP, MODELS[name].title, encodes=False) for name in figure8.ORDER]
    return main + poor + priors + maps

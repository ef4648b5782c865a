"""Statements of the thesis that can be asked of any images with classes: comparisons of trained models.

A statement is judged by the sign of a difference, seed by seed. Limits that were set for MNIST would mean nothing for
other images.
"""

import dataclasses
import functools
from typing import Callable, Dict, List, Sequence, Tuple

from original.spec import MODELS
from reproduce.experiments import prior_models
from reproduce.experiments.prior_models import PriorModel

DIM_Z = 8

CONFIRMED, PARTLY, NOT_CONFIRMED = "confirmed", "partly", "not confirmed"


def of_code(model: str, dim_z: int = DIM_Z) -> Tuple[PriorModel, int]:
    """Return a model with a flat prior on the pose, and its dim_z."""
    return PriorModel(model, "flat"), dim_z


AFFINE, TPS, DTVAE, VAE = [of_code(model) for model in ("tvae_affine", "tvae_tps", "dtvae_affine", "vae")]
# VAEs with as many latent variables as those have in z and u.
AS_AFFINE, AS_TPS = [of_code("vae", DIM_Z + MODELS[model].dim_u()) for model in ("tvae_affine", "tvae_tps")]
IDENTITY, NORMAL, FIVE = [(prior, DIM_Z) for prior in (prior_models.IDENTITY, prior_models.NORMAL, prior_models.FIVE)]
FULL = prior_models.FULL["tvae_affine"][-1], DIM_Z
GIVEN_Z = PriorModel("tvae_affine", "normal", "affine5", structure="conditional"), DIM_Z

TRAINED = (VAE, AS_AFFINE, AS_TPS, AFFINE, TPS, DTVAE, IDENTITY, NORMAL, FULL, FIVE, GIVEN_Z)
PICTURED = (AS_AFFINE, AFFINE, TPS, DTVAE)


@dataclasses.dataclass(frozen=True)
class Statement:
    """A statement that holds where a number is above 0.

    Attributes
    ----------
    text, section : str
        Section of the thesis; empty for one of ours.
    what : str
        What the number is, with its unit.
    models : tuple of (PriorModel, int)
        Trained models with their dim_z.
    number : callable
        ``number(*rows)`` of one training of each of the `models`.
    """

    text: str
    section: str
    what: str
    models: Sequence[Tuple[PriorModel, int]]
    number: Callable[..., float]


def _less(part, unit, text, section, less, more):
    """Return the statement that `part` of the model `less` is below that of `more`."""
    return Statement(text, section, unit, (less, more), lambda first, second: second[part] - first[part])


def _above(part, unit, text, section, above, others, scale=1.0):
    """Return the statement that `part` of a model is above that of all `others`."""

    def number(first, *rest):
        return scale * (first[part] - max(row[part] for row in rest))

    return Statement(text, section, unit, (above, *others), number)


_RECONSTRUCTION = functools.partial(_less, "reconstruction", "nats per image less test reconstruction error")
_UPRIGHT = functools.partial(_less, "slant", "degrees less deviation of the slant, of samples")
_CLASSES = functools.partial(_above, "separability", "percent points more accuracy", scale=100.0)
_BOUND = functools.partial(_above, "elbo", "nats per image more test bound")

STATEMENTS = (
    _RECONSTRUCTION(
        "The Affine-TVAE reconstructs better than a VAE of as many latent variables", "V.i.1", AFFINE, AS_AFFINE
    ),
    _RECONSTRUCTION("The TPS-TVAE reconstructs better than a VAE of as many latent variables", "V.i.1", TPS, AS_TPS),
    _RECONSTRUCTION(
        "The Affine-DTVAE reconstructs better than a VAE of as many latent variables", "V.i.1", DTVAE, AS_AFFINE
    ),
    _UPRIGHT("Samples of the Affine-TVAE are upright, those of the VAE are not", "V.i.1", AFFINE, AS_AFFINE),
    _UPRIGHT("Samples of the TPS-TVAE are upright, those of the VAE are not", "V.i.1", TPS, AS_TPS),
    _UPRIGHT("Samples of the Affine-DTVAE are upright, those of the VAE are not", "V.i.1", DTVAE, AS_AFFINE),
    _CLASSES("The Affine-TVAE separates the classes better than the VAE", "V.ii.1", AFFINE, (VAE,)),
    _CLASSES("The DTVAE separates the classes better than VAE and Affine-TVAE", "V.ii.1", DTVAE, (VAE, AFFINE)),
    _BOUND("A prior with a fitted mean has a better bound than one at the identity", "V.iii", NORMAL, (IDENTITY,)),
    _BOUND("A full covariance has a better bound than a diagonal one", "V.iii", FULL, (NORMAL,)),
    _BOUND("Pose and class depend on each other: a prior given z has a better bound", "V.iii", GIVEN_Z, (FIVE,)),
)


def judged(rows: Sequence[dict]) -> List[dict]:
    """Return of each statement ``text``, ``section``, ``what``, ``numbers`` by seed and the ``verdict``."""
    found: Dict[tuple, Dict[int, dict]] = {}
    for row in rows:
        prior = PriorModel(**{name: row[name] for name in PriorModel._fields})
        found.setdefault((prior, row["dim_z"]), {})[row["seed"]] = row
    return [_judged(statement, [found[model] for model in statement.models]) for statement in STATEMENTS]


def _judged(statement, by_seed):
    seeds = sorted(set.intersection(*map(set, by_seed)))
    numbers = [statement.number(*[rows[seed] for rows in by_seed]) for seed in seeds]
    true = sum(number > 0 for number in numbers)
    verdict = CONFIRMED if true == len(numbers) else PARTLY if true else NOT_CONFIRMED
    return {
        "text": statement.text,
        "section": statement.section,
        "what": statement.what,
        "numbers": numbers,
        "true": true,
        "verdict": verdict,
    }

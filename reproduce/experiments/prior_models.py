"""The models of section V.iii: which priors on the pose are trained and compared."""

from typing import Dict, Iterable, List, NamedTuple

from original.spec import MODELS, POSES, PRIORS
from reproduce.config import Config
from reproduce.experiments.options import Options

DIM_Z = 20  # the thesis doesn't say; as in the second half of Table 1


class PriorModel(NamedTuple):
    """A model and the prior on its pose; the fields are settings of `reproduce.config.Config`."""

    model: str
    pose_prior: str
    pose: str = "transformer"
    pose_rank: int = 0
    structure: str = "independent"


IDENTITY = PriorModel("tvae_affine", "normal-identity")
NORMAL = PriorModel("tvae_affine", "normal")
FIVE = PriorModel("tvae_affine", "normal", "affine5")
TPS_NORMAL = PriorModel("tvae_tps", "normal")

# Ranks of W W^T, the covariance of the pose; the last is the full one.
RANKS = {"tvae_affine": (1, 2, 3, 4, 6), "tvae_tps": (1, 2, 4, 9, 18)}
FULL = {model: tuple(PriorModel(model, "full", pose_rank=rank) for rank in ranks) for model, ranks in RANKS.items()}

OTHERS = (
    PriorModel("tvae_tps", "normal-identity"),
    PriorModel("tvae_affine", "mlp", pose_rank=3),
    PriorModel("tvae_tps", "mlp", pose_rank=4),
    PriorModel("tvae_affine", "normal", structure="conditional"),
    PriorModel("tvae_affine", "normal", "affine5", structure="conditional"),
    PriorModel("tvae_tps", "normal", structure="conditional"),
    PriorModel("dtvae_affine", "normal"),
    PriorModel("dtvae_affine", "normal", "affine5"),
    PriorModel("dtvae_affine", "full", pose_rank=6),
)
FLAT = tuple(PriorModel(model, "flat") for model in ("tvae_affine", "tvae_tps", "dtvae_affine"))

ALL = FLAT + (IDENTITY, NORMAL, FIVE, TPS_NORMAL) + FULL["tvae_affine"] + FULL["tvae_tps"] + OTHERS
SMALLER = tuple(row for rows in FULL.values() for row in rows[:-1])  # trained only to find out which rank is good
MAIN = tuple(row for row in ALL if row not in SMALLER)


def config(row: PriorModel, options: Options, seed: int = 0) -> Config:
    """Return the training of a `PriorModel`."""
    return options.config(dim_z=DIM_Z, seed=seed, **row._asdict())


def trainings(row: PriorModel, options: Options) -> List[Config]:
    """Return one Config for each seed; the smaller ranks are trained once."""
    return [config(row, options, seed) for seed in range(1 if row in SMALLER else options.seeds)]


def all_trainings(rows: Iterable[PriorModel], options: Options) -> Dict[Config, PriorModel]:
    """Return the trainings of all `rows`, each with its `PriorModel`."""
    return {config: row for row in rows for config in trainings(row, options)}


def title(row: PriorModel) -> str:
    """Return ``Affine-TVAE, normal prior on (ψ, log S, T), given z``, for instance."""
    model, pose = MODELS[row.model], POSES[row.pose].title
    if not model.transformer:
        return model.title
    rank = f", rank {row.pose_rank}" if row.pose_rank else ""
    on = f" on {pose}" if pose else ""
    given = ", given z" if row.structure == "conditional" else ""
    return f"{model.title}, {PRIORS[row.pose_prior].title}{rank}{on}{given}"


def described(row: PriorModel, config: Config) -> dict:
    """Return what tables say of a training: the fields of `row`, ``title``, ``seed``, ``dataset`` and ``run``."""
    return dict(row._asdict(), title=title(row), seed=config.seed, dataset=config.dataset, run=config.key())

"""The models of section V.iii: which priors on the pose are trained and compared."""

from collections import namedtuple

from original.spec import PRIORS
from reproduce.experiments.names import NAMES

DIM_Z = 20  # the thesis doesn't say; as in the second half of Table 1

PriorModel = namedtuple(
    "PriorModel", "model pose_prior pose pose_rank structure", defaults=["transformer", 0, "independent"]
)
PriorModel.__doc__ = """A model and the prior on its pose; the fields are settings of `reproduce.config.Config`."""

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


def settings(row):
    """The settings of `Config` that make the prior."""
    return {name: value for name, value in row._asdict().items() if name != "model"}


def config(row, options, seed=0):
    """The training of a `PriorModel` under `options` (`reproduce.experiments.options.Options`)."""
    return options.config(row.model, DIM_Z, seed, **settings(row))


def trainings(row, options):
    """One Config for each seed; the smaller ranks are trained once."""
    return options.trainings(row.model, DIM_Z, **settings(row))[: 1 if row in SMALLER else None]


def title(row):
    """``Affine-TVAE, normal prior on psi, log S, T given z``, for instance."""
    if row.model == "vae":
        return NAMES[row.model]
    prior = PRIORS[row.pose_prior].title
    return "{}, {}{}{}{}".format(
        NAMES[row.model],
        prior,
        f", rank {row.pose_rank}" if row.pose_rank else "",
        " on (ψ, log S, T)" if row.pose == "affine5" else "",
        ", given z" if row.structure == "conditional" else "",
    )


def all_trainings(rows, options):
    """The trainings of all `rows`: dict of Config to its `PriorModel`."""
    return {config: row for row in rows for config in trainings(row, options)}


def described(row, config):
    """What tables say of a training: the fields of its `PriorModel`, ``title``, ``seed``, ``dataset`` and ``run``."""
    return dict(row._asdict(), title=title(row), seed=config.seed, dataset=config.dataset, run=config.key())


def by_title(rows):
    """The lines of a table, as of `described`, by their title: those of one model, one for each seed."""
    titles = dict.fromkeys(row["title"] for row in rows)
    return {name: [row for row in rows if row["title"] == name] for name in titles}

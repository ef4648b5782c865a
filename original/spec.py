"""The models, poses and priors that exist, and the choices of every option. Nothing here starts an engine.

To add a prior that combines the parts of those below, or a variant of a model, add one entry to its registry.
Validation, the command line, titles and tables follow.
"""

from dataclasses import dataclass, field
from typing import Mapping, Optional, Tuple

from original.registry import Registry, check_choice


@dataclass(frozen=True)
class PoseFamily:
    """The numbers u that describe a pose."""

    name: str
    title: str  # for tables; empty for the transformer's own numbers
    numbers: Mapping[str, int] = field(hash=False)  # their count, by transformer


@dataclass(frozen=True)
class Model:
    """An architecture of figure 4 with its transformer."""

    name: str
    title: str  # the thesis' name, or one in its manner
    architecture: str  # 'vae', 'tvae' or 'dtvae'
    transformer: Optional[str] = None  # 'affine' or 'tps'
    in_thesis: bool = True  # False for what is ours
    cost: float = 1.0  # about the seconds of an epoch over those of the VAE: of many trainings the slowest start first

    def dim_u(self, pose: str = "transformer") -> Optional[int]:
        """Return how many numbers a pose has: 0 without a transformer, None if `pose` does not go with the model."""
        return POSES[pose].numbers.get(self.transformer) if self.transformer or pose != "transformer" else 0


# The parts of a prior, see `Prior`.
MEANS = ("zero", "identity", "fitted")
DEVIATIONS = ("one", "shared", "fitted")
MAPS = (None, "linear", "hidden")


@dataclass(frozen=True)
class Prior:
    """A prior on the pose (sections IV and V.iii).

    Attributes
    ----------
    name : str
    title : str
        For tables: ``Affine-TVAE, <title>``.
    density : bool
        False: no prior, u is a function of x without a divergence.
    mean : {'zero', 'identity', 'fitted'}
        Of u. The identity is the u that leaves images as they are; with a map that is 0.
    deviation : {'one', 'shared', 'fitted'}
        1, a single fitted number for all of u, or one for each.
    map : {None, 'linear', 'hidden'}
        From u to the pose: they are the same, or W u + b with W and b fitted, or a hidden layer between the two. With
        a map u may have fewer numbers than the pose.
    """

    name: str
    title: str
    density: bool = True
    mean: str = "zero"
    deviation: str = "one"
    map: Optional[str] = None

    def __post_init__(self):
        for part, choices in (("mean", MEANS), ("deviation", DEVIATIONS), ("map", MAPS)):
            check_choice(f"the {part} of a prior", getattr(self, part), choices)

    @property
    def may_follow_z(self) -> bool:
        """True if there is a p(u given z) of this kind: its mean is not held fixed."""
        return self.density and (self.map is not None or self.mean == "fitted")

    @property
    def fitted(self) -> Tuple[str, ...]:
        """The parameters of p(u) that are fitted: of ``mu`` and ``log_sigma``."""
        fitted = {"mu": self.mean == "fitted", "log_sigma": self.deviation != "one"}
        return tuple(part for part, is_fitted in fitted.items() if is_fitted)


POSES = Registry(
    "pose",
    [
        PoseFamily("transformer", "", {"affine": 6, "tps": 18}),  # of the matrix; offsets of 3 x 3 control points (V.i)
        PoseFamily("affine5", "(ψ, log S, T)", {"affine": 5}),  # section V.iii
    ],
)

MODELS = Registry(
    "model",
    [
        Model("vae", "VAE", "vae"),
        Model("tvae_affine", "Affine-TVAE", "tvae", "affine", cost=1.2),
        Model("tvae_tps", "TPS-TVAE", "tvae", "tps", cost=1.3),
        Model("dtvae_affine", "Affine-DTVAE", "dtvae", "affine", cost=1.6),
        Model("dtvae_tps", "TPS-DTVAE", "dtvae", "tps", in_thesis=False, cost=2.2),
    ],
)

PRIORS = Registry(
    "prior",
    [
        Prior("flat", "flat prior", density=False),
        # u ~ N(0, tau^2 I); 0 is not the identity of an affine pose
        Prior("normal-zero", "normal prior around zero", mean="zero", deviation="shared"),
        # u ~ N(identity, Diag(tau^2))
        Prior("normal-identity", "normal prior around the identity", mean="identity", deviation="fitted"),
        # u ~ N(v, Diag(tau^2)), equation 7
        Prior("normal", "normal prior", mean="fitted", deviation="fitted"),
        # u ~ N(0, I), pose ~ N(b, W W^T)
        Prior("full", "full normal prior", map="linear"),
        Prior("mlp", "prior through a hidden layer", map="hidden"),
    ],
)

STRUCTURES = ("independent", "conditional")  # p(u), or p(u given z), which the thesis has not
BORDER_MODES = ("nearest", "mirror", "wrap", "zeros", "constant")
SAMPLERS = KERNELS = ("fused", "graph")
LAYERS = ("ours", "lasagne")
WEIGHTS = ("glorot", "glorot-relu")
LOCALIZATION_INITS = ("identity", "glorot")
LOCALIZATIONS = ("encoder", "network")
POSE_ACTIVATIONS = ("none", "tanh", "sigmoid")
TPS_STARTS = ("identity", "grid")
OPTIMIZERS = ("adadelta", "adam", "momentum")
LOSSES = ("mean", "sum")

# The Bernoulli probabilities are kept this far from 0 and 1, "to make the loss and gradients more stable" (appendix A).
CLIP = 1e-6
IMAGE_SHAPE = (28, 28)
HIDDEN_UNITS = (256, 256)  # of the encoder's layers, and of the decoder's (appendix A)
LOCALIZATION_UNITS = (128,)  # figure 5
GRID_SIZE = 3  # side of the grid of control points of a thin plate spline (section V.i)
LOG_SIGMA_FLOOR = -6.0  # least log standard deviation of q (appendix A, our reading)
POSE_LOG_SIGMA_START = -2.0
LARGEST_LOG_SIGMA = 40.0  # tried: at 43 the divergence, with its exp(2 log sigma), is infinite in single precision
MIN_DETERMINANT = 1e-3  # a pose of a smaller one is inverted as if it had this; MNIST's lie between 0.3 and 3


def name_of(title: str) -> str:
    """Return the name of the model of this title; a title of no model is returned as it is."""
    return next((name for name, model in MODELS.items() if model.title == title), title)


def thesis_models() -> Tuple[str, ...]:
    """Return the names of the models that the thesis has."""
    return tuple(name for name, model in MODELS.items() if model.in_thesis)

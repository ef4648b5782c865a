"""The options of the models and their defaults. Starts no engine."""

from dataclasses import dataclass
from typing import Optional, Sequence, Tuple

from original import spec
from original.borders import border_level
from original.registry import check_choice
from original.sizes import channel_count, image_size, is_whole


@dataclass(frozen=True)
class ModelOptions:
    """Options of every model."""

    image_shape: Tuple[int, int] = spec.IMAGE_SHAPE  # rows and columns
    channels: int = 1  # of each pixel, independent Bernoullis; one pose warps all of them
    num_units: Sequence[int] = spec.HIDDEN_UNITS  # hidden units of the encoder's layers, and of the decoder's
    log_sigma_floor: float = spec.LOG_SIGMA_FLOOR  # least log standard deviation of q
    weights: str = spec.WEIGHTS[0]  # initial weights of the dense layers, one of spec.WEIGHTS
    log_sigma_start: float = 0.0  # initial bias of the log standard deviation of z
    discrete: int = 0  # classes of each discrete code beside z, see `original.categorical`; 0: there is none
    discrete_codes: int = 1  # how many of them
    conditional: int = 0  # classes of the label that encoder and decoder see, see `original.models`; 0: they see none

    def __post_init__(self):
        image_size(self.image_shape)
        channel_count(self.channels)
        for name in ("discrete", "conditional"):
            classes = getattr(self, name)
            if not is_whole(classes) or classes < 0 or classes == 1:
                raise ValueError(f"{name} must be a number of classes, at least 2, or 0 for none, got {classes!r}")
        if not is_whole(self.discrete_codes) or self.discrete_codes < 1:
            raise ValueError(f"discrete_codes must be a whole number above 0, got {self.discrete_codes!r}")

    @property
    def dim_c(self) -> int:
        """Numbers of all discrete codes together."""
        return self.discrete * self.discrete_codes

    @property
    def shape(self) -> Tuple[int, int, int]:
        """The shape of an image, (C, H, W)."""
        return (self.channels, *self.image_shape)


@dataclass(frozen=True)
class PoseOptions(ModelOptions):
    """Options of the models with a pose."""

    transformer: str = "affine"  # or 'tps': a matrix of 6 numbers, or 2 grid_size^2 offsets of a thin plate spline
    grid_size: int = spec.GRID_SIZE  # side of the grid of control points
    pose: str = "transformer"  # the numbers of a pose, one of spec.POSES, see `original.transformers.poses`
    tps_start: str = spec.TPS_STARTS[0]  # see `original.transformers.poses.TPSPose`
    localization_units: Sequence[int] = spec.LOCALIZATION_UNITS  # hidden units of the localization network
    localization_init: str = spec.LOCALIZATION_INITS[0]  # see `original.networks.pose_head`
    # See `original.networks.PoseLimit`. Limits the pose under a prior with a map, else u or its posterior mean.
    pose_activation: str = spec.POSE_ACTIVATIONS[0]
    pose_range: float = 1.0  # see there
    border_mode: str = spec.BORDER_MODES[0]  # see `original.transformers.sampling.bilinear_sample`
    border_value: float = 0.0  # the grey level outside an image under the border mode 'constant', in [0, 1]
    sampler: str = spec.SAMPLERS[0]  # see there
    layers: str = spec.LAYERS[0]  # whose transformer layers, see `original.transformers.layers.transformer_layers`
    prior: str = "flat"  # the prior on the pose, one of spec.PRIORS
    # Dimension of u under a prior with a map, the greatest rank of the pose's covariance; None: as many as the pose has
    # numbers.
    rank: Optional[int] = None
    structure: str = spec.STRUCTURES[0]  # p(u), or p(u given z), whose parameters are functions of z
    # Where the logarithms of the deviations start, of q(u given x) and of what is fitted of the prior.
    pose_log_sigma_start: float = spec.POSE_LOG_SIGMA_START

    def __post_init__(self):
        super().__post_init__()
        border_level(self.border_mode, self.border_value)
        if self.layers == "lasagne" and self.border_mode in ("zeros", "constant"):
            raise ValueError(f"Lasagne's transformer layers have no border_mode {self.border_mode}; use layers ours")


@dataclass(frozen=True)
class TvaeOptions(PoseOptions):
    """Options of the T-VAE."""

    # What the pose is inferred from: the encoder's last hidden layer, or a network of its own, as the DTVAE has.
    localization: str = spec.LOCALIZATIONS[0]

    def __post_init__(self):
        super().__post_init__()
        check_choice("localization", self.localization, spec.LOCALIZATIONS)


@dataclass(frozen=True)
class DtvaeOptions(PoseOptions):
    """Options of the DTVAE."""

    min_determinant: float = spec.MIN_DETERMINANT  # see `original.transformers.inverses.affine_inverse`

    def __post_init__(self):
        super().__post_init__()
        super().__post_init__()
        if self.pose == "affine5" and self.prior in spec.PRIORS and not spec.PRIORS[self.prior].density:
            raise ValueError(
                f"pose 'affine5' of a DTVAE needs a prior other than {self.prior}: u is the inverse of such a pose "
                "then, which is none of the family"
            )

"""Settings of the pose: its numbers, its limits, the prior on it, and how images are sampled."""

import dataclasses

from original import spec
from original.spec import PRIORS
from reproduce.config.setting import Reading, setting


def has_pose(model: spec.Model) -> bool:
    """Return True for a model with a transformer."""
    return model.transformer is not None


def _has_spline(model):
    return model.transformer == "tps"


def _is_dtvae(model):
    return model.architecture == "dtvae"


@dataclasses.dataclass(frozen=True)
class PoseSettings:
    """Settings of the pose: its numbers, its limits, the prior on it, and how images are sampled."""

    pose_activation: str = setting(
        "none",
        "limits the pose around where it starts (appendix A)",
        choices=spec.POSE_ACTIVATIONS,
        applies=has_pose,
        readings=[
            Reading(
                '"it is possible to use an activation like tanh or the sigmoid to limit their range"',
                "appendix A",
                "none",
                "the thesis has it for instabilities; the author's program has tanh, range 1",
                (("pose through tanh", {"pose_activation": "tanh"}),),
                "`--pose-activation`, `--pose-range`",
            )
        ],
    )
    pose_range: float = setting(
        1.0, "how far pose_activation lets each number of the pose move", above=0, applies=has_pose
    )
    tps_start: str = setting(
        "identity",
        "offsets of the control points before training: 0, or by a slip of the author's program their "
        "coordinates, a twofold zoom",
        choices=spec.TPS_STARTS,
        applies=_has_spline,
        readings=[
            Reading(
                "the offsets that a spline starts from",
                "VI.ii",
                "0, the identity",
                "the author's program adds the "
                "coordinates of the control points, which shows templates at half their size",
                (("splines start at the grid", {"tps_start": "grid"}),),
            )
        ],
    )
    min_determinant: float = setting(
        spec.MIN_DETERMINANT,
        "the DTVAE inverts poses of a smaller determinant as if it were this; 0: as they are",
        at_least=0,
        applies=_is_dtvae,
        readings=[
            Reading(
                "the DTVAE's second transformation",
                "III",
                "the exact inverse of the first, determinants below 1e-3 raised to it",
                '"to recover the pose"; the author\'s program has no guard',
                (("no guard on the determinant", {"min_determinant": 0.0}),),
            )
        ],
    )
    pose: str = setting(
        "transformer",
        "numbers that describe a pose: the transformer's own, or for an affine one psi, log Sx, log Sy, Tx, "
        "Ty (section V.iii)",
        choices=spec.POSES,
        applies=has_pose,
        readings=[
            Reading(
                '"reparametrized affine transformation with 6 d.o.f"',
                "figure 10",
                "the five numbers of the formula in the text",
                "the text of the same section says five",
                option="`--pose affine5`",
            )
        ],
    )
    pose_prior: str = setting(
        "flat",
        "on u (sections IV, V.iii): no density; normal around 0 with one deviation, around the identity or around "
        "a fitted mean, with fitted deviations; full covariance; through a hidden layer",
        choices=PRIORS,
        applies=has_pose,
        readings=[
            Reading(
                "what of a prior's parameters is fitted",
                "V.iii",
                "tau always, the mean v where the prior is not centred on the identity or on 0, W and b",
                '"estimate some parameters of the prior during the '
                "optimization process\"; a first prior of the author's program is `normal-zero`",
            ),
            Reading(
                "tau of the prior on u",
                "IV",
                "a standard deviation, as in eq. 7",
                "the prior's line writes N(v, Diag(tau))",
                option="–",
            ),
            Reading(
                "the DTVAE under a prior with a density",
                "–",
                "it undoes the drawn pose before it encodes: q(z given x, u)",
                "the thesis has such priors on the TVAE only",
                option="–",
            ),
        ],
    )
    pose_rank: int = setting(
        0,
        "dimension of u under the priors full and mlp; 0 is that of the pose",
        at_least=0,
        applies=has_pose,
        readings=[
            Reading(
                'the "smaller dimension of u"',
                "V.iii, figure 11",
                "the rank below the full one with the best bound on the test images",
                "the sweep is in the figure's CSV",
            )
        ],
    )
    pose_log_sigma_start: float = setting(
        spec.POSE_LOG_SIGMA_START,
        "where the log standard deviations of q(u given x) and of the prior on u start",
        at_least=-spec.LARGEST_LOG_SIGMA,
        at_most=spec.LARGEST_LOG_SIGMA,
        applies=has_pose,
        readings=[
            Reading(
                "log sigma of q(u given x), and log tau, before training",
                "–",
                "-2: poses are numbers around 1, and draws as wide as that would leave nothing of a digit",
            )
        ],
    )
    structure: str = setting(
        "independent",
        "of z and u in the prior: p(u), or p(u given z), which the thesis has not",
        choices=spec.STRUCTURES,
        applies=has_pose,
    )
    border_mode: str = setting(
        "nearest",
        "what a transformer samples outside the image: the nearest pixel, its mirror image, itself again, zeros, or "
        "the constant border_value",
        choices=spec.BORDER_MODES,
        applies=has_pose,
        readings=[
            Reading(
                "what a transformer samples outside the image",
                "appendix A",
                "the nearest pixel",
                "the default of Lasagne's layer",
            )
        ],
    )
    border_value: float = setting(
        0.0, "grey level outside the image under border_mode constant, from 0 to 1", at_least=0, applies=has_pose
    )
    layers: str = setting(
        "ours", "whose transformer layers: ours, or the installed Lasagne's", choices=spec.LAYERS, applies=has_pose
    )
    sampler: str = setting(
        "fused",
        "bilinear sampling in our layers: a kernel, or Theano's own operations",
        choices=spec.SAMPLERS,
        applies=has_pose,
    )
    kernels: str = setting(
        "fused", "likelihood, sigmoid, sums, Adadelta: C++ kernels, or Theano's own operations", choices=spec.KERNELS
    )

"""Settings of the networks: their size and their weights at the start."""

import dataclasses

from original import spec
from reproduce.config.pose_settings import has_pose
from reproduce.config.setting import Reading, setting


def _is_tvae(model):
    return model.architecture == "tvae"


@dataclasses.dataclass(frozen=True)
class NetworkSettings:
    """Settings of the networks: their size and their weights at the start."""

    hidden_units: int = setting(256, "units of each hidden layer of encoder and decoder", at_least=1)
    hidden_layers: int = setting(2, "hidden layers of the encoder, and of the decoder", at_least=1)
    log_sigma_floor: float = setting(
        spec.LOG_SIGMA_FLOOR,
        "least log standard deviation of q(z given x)",
        at_most=spec.LARGEST_LOG_SIGMA,
        readings=[
            Reading(
                '"log-standard deviation ... clipped to be more than 10^-6"',
                "appendix A",
                "log sigma ≥ -6",
                "the author's program has this floor; literally (`1e-6`) sigma could not fall below 1",
                (("log sigma ≥ 1e-6", {"log_sigma_floor": 1e-6}),),
            )
        ],
    )
    log_sigma_start: float = setting(
        0.0,
        "initial bias of the log standard deviation of q(z given x)",
        at_most=spec.LARGEST_LOG_SIGMA,
        readings=[
            Reading(
                "sigma before training",
                "–",
                "around 1: the bias of log sigma starts at 0",
                "Lasagne's default",
                (("log sigma starts at -2", {"log_sigma_start": -2.0}),),
            )
        ],
    )
    weights: str = setting(
        "glorot",
        "initial weights of the dense layers",
        choices=spec.WEIGHTS,
        readings=[Reading("initial weights", "–", "Glorot uniform, biases 0", "Lasagne's defaults")],
    )
    localization_init: str = setting(
        "identity",
        "weights into the pose at the start: zero, or Glorot's",
        choices=spec.LOCALIZATION_INITS,
        applies=has_pose,
        readings=[
            Reading(
                "initial pose",
                "VI.ii",
                "weights 0, bias the identity",
                '"weights initialization centered on the identity ... help"; the author\'s program has Glorot weights',
                (("Glorot into the pose", {"localization_init": "glorot"}),),
            )
        ],
    )
    localization: str = setting(
        "encoder",
        "what a T-VAE infers the pose from: the encoder's last hidden layer, or a localization network of its own",
        choices=spec.LOCALIZATIONS,
        applies=_is_tvae,
        readings=[
            Reading(
                "what the T-VAE infers the pose from",
                "III",
                "the encoder's last hidden layer",
                '"the encoder needs to extract the latent variables"; the author\'s program does so',
                (("localization of its own", {"localization": "network"}),),
            )
        ],
    )
    localization_units: int = setting(128, "hidden units of the localization network", at_least=1, applies=has_pose)

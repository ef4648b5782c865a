"""Settings of codes beside z: discrete ones, and the class of the image. The thesis names both and trained neither."""

import dataclasses

from reproduce.config.setting import Reading, setting

DIGITS = 10  # classes, of ``--conditional`` without a number


@dataclasses.dataclass(frozen=True)
class CodeSettings:
    """Settings of codes beside z: discrete ones, and the class of the image; the thesis trained none."""

    discrete: int = setting(
        0,
        "classes of a discrete code beside z, relaxed by the Gumbel-softmax while training; 0: there is none",
        at_least=0,
        readings=[
            Reading(
                '"allow a fraction of the latent code z to be discrete"',
                "V.ii",
                "a one-hot code beside z, uniform in the prior, relaxed by the Gumbel-softmax of its reference [14]",
                "the section names it and trains none; bounds are those of exact draws of the code",
                option="`--discrete`, `--discrete-codes`",
            )
        ],
    )
    discrete_codes: int = setting(1, "how many discrete codes, of as many classes each", at_least=1)
    discrete_weight: float = setting(
        1.0,
        "how much the divergence of the discrete codes counts in what is maximized, beside kl_weight; at 0 what they "
        "tell of the image costs nothing; the bound that is reported has it once",
        at_least=0,
    )
    temperature: float = setting(
        1.0,
        "of the relaxed codes at the start; at minibatch t it is temperature x exp(-rate t), or the floor above that",
        above=0,
        readings=[
            Reading(
                "the temperature of the Gumbel-softmax",
                "V.ii",
                "max(0.5, exp(-1e-4 t)) at minibatch t",
                "the schedule of reference [14], which takes rates of 1e-5 and 1e-4; the former comes "
                "down to 0.79 in 50 epochs",
                option="`--temperature`, `--temperature-floor`, `--temperature-rate`",
            )
        ],
    )
    temperature_floor: float = setting(0.5, "least temperature of the relaxed codes", above=0)
    temperature_rate: float = setting(
        1e-4, "by how much a minibatch lowers the logarithm of the temperature", at_least=0
    )
    conditional: int = setting(
        0,
        "classes of the label that encoder and decoder see; 0: they see none; without a number those of digits, "
        f"{DIGITS}",
        at_least=0,
        bare=DIGITS,
        readings=[
            Reading(
                '"fit the whole model conditionally on the labels"',
                "V.ii",
                "the class as a one-hot vector beside the input of the encoder, and of a localization network, and "
                "beside the code; the priors on z and u do not depend on it",
                "as in Kingma and others (2014); the thesis trains none",
            )
        ],
    )

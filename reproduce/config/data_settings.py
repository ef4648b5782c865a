"""Settings of the data: which images train, and what is done to their pixels."""

import dataclasses

from reproduce.config.setting import Reading, setting


@dataclasses.dataclass(frozen=True)
class DataSettings:
    """Settings of the data: which images train, and what is done to their pixels."""

    train_images: int = setting(
        0,
        "only the first N of the training images train the model; 0 is all of them",
        at_least=0,
        readings=[
            Reading(
                "training images",
                "IV",
                "all 60,000",
                "as it says; others of that time kept 10,000 for validation",
                (("50,000 training images", {"train_images": 50000}),),
            )
        ],
    )
    binarize: str = setting(
        "none",
        "pixels: grey levels, 1 above one half, or drawn once",
        choices=("none", "threshold", "sample"),
        readings=[
            Reading(
                "grey levels",
                "IV",
                "the Bernoulli's targets as they are",
                "as VAEs of that time did; numbers of different settings are not comparable",
                (
                    ("pixels drawn from their grey levels", {"binarize": "sample"}),
                    ("pixels above one half", {"binarize": "threshold"}),
                ),
            )
        ],
    )
    noise: str = setting(
        "none",
        "on the pixels of training and test images, drawn once: some of them 0 or 1, or normal draws added and "
        "clipped to [0, 1]",
        choices=("none", "salt-and-pepper", "gaussian"),
        readings=[
            Reading(
                'which noise "denoising" removes',
                "Introduction, III",
                "salt and pepper on 25 % of the pixels, or "
                "Gaussian with sigma 0.3, clipped; drawn once, on training and test images",
                "the thesis shows no experiment",
                option="`--noise`, `--noise-level`",
            )
        ],
    )
    noise_level: float = setting(
        0.0,
        "share of the pixels that salt and pepper changes, or standard deviation of Gaussian noise in grey levels",
        at_least=0,
    )
    white: int = setting(
        255,
        "what a byte of MNIST is divided by: Lasagne's own example has 256",
        choices=(255, 256),
        readings=[
            Reading(
                "what brings bytes to [0, 1]",
                "–",
                "division by 255",
                "white is 1; Lasagne's example divides by 256",
                (("bytes / 256", {"white": 256}),),
            )
        ],
    )

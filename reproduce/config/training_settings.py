"""Settings of the training: how long, in which steps, and what is maximized."""

import dataclasses

from original import spec
from original.spec import MODELS
from reproduce.config.setting import NO_DEFAULT, Reading, setting
from reproduce.data import registry

PER_DIM = "per-dim"  # a weight of 1 over the number of dimensions


@dataclasses.dataclass(frozen=True)
class TrainingSettings:
    """Settings of the training: how long, in which steps, and what is maximized."""

    model: str = setting(NO_DEFAULT, "architecture of figure 4, or dtvae_tps, which is ours", choices=MODELS)
    dim_z: int = setting(
        8,
        "dimension of the code z",
        at_least=1,
        readings=[Reading("dim z of figures 10 to 12", "V.iii", "20", "as in the second half of Table 1", option="–")],
    )
    dataset: str = setting(
        "mnist",
        f"images: {'; '.join(f'{source.name!r}, {source.help}' for source in registry.DATASETS.values())}; "
        f"{registry.ROTATED!r} turns 1,500 of them for training, and all test images, by random angles",
        choices=registry.names,
        accepts=registry.is_known,
        readings=[
            Reading(
                'rot-MNIST: "1500 training samples of rotated samples of MNIST. The wide of rotation is the" (it '
                "breaks off there)",
                "IV",
                "the first 1,500 training images and all test images, turned over the "
                "whole circle, bilinear, black outside; the angles are kept",
                "as in the rotated MNIST of others",
                option="`--dataset rot-mnist`",
            )
        ],
    )
    seed: int = setting(0, "determines initial weights, order of the images and draws of z", at_least=0)
    epochs: int = setting(50, "passes over the training images (thesis: 50)", at_least=1)
    batch_size: int = setting(
        128,
        "images in a minibatch (not in the thesis)",
        at_least=1,
        readings=[
            Reading(
                "batch size",
                "–",
                "128, shuffled every epoch, the last batch takes what is left",
                "a later code from the same group uses 128; the author's program has 100",
                tuple((f"batch {size}", {"batch_size": size}) for size in (20, 100, 500)),
            )
        ],
    )
    learning_rate: float = setting(
        1.0,
        "factor on Adadelta's step (thesis: Lasagne's default, 1)",
        above=0,
        readings=[
            Reading(
                "learning rate",
                "appendix A",
                "1.0, rho 0.95",
                '"default hyperparameters, see Lasagne documentation"',
                tuple((f"rate {rate}", {"learning_rate": rate}) for rate in (0.3, 0.1)),
            )
        ],
    )
    loss: str = setting(
        "mean",
        "over the minibatch: Adadelta's epsilon makes the difference",
        choices=spec.LOSSES,
        readings=[
            Reading(
                "the loss of a minibatch",
                "–",
                "its mean",
                "beside Adadelta's epsilon the sum is another loss",
                (("loss summed over the batch", {"loss": "sum"}),),
            )
        ],
    )
    epsilon: float = setting(
        1e-6,
        "Adadelta's (thesis: Lasagne's default, 1e-6)",
        above=0,
        readings=[
            Reading(
                "Adadelta's epsilon",
                "appendix A",
                "1e-6",
                "Lasagne's default; an earlier program of the author, in Keras, has 1e-8, whose first steps are ten "
                "times as small",
                (("epsilon 1e-8", {"epsilon": 1e-8}),),
            )
        ],
    )
    optimizer: str = setting(
        "adadelta",
        "what maximizes the bound (thesis: Adadelta); the others need a learning_rate of their own, 1e-4 for instance",
        choices=spec.OPTIMIZERS,
        readings=[
            Reading(
                "the optimizer",
                "appendix A",
                "Adadelta",
                "as it says; Adam at 1e-4 and momentum stand beside it in the author's program, switched off",
                (
                    ("Adam 1e-3", {"optimizer": "adam", "learning_rate": 1e-3}),
                    ("Adam 1e-4", {"optimizer": "adam", "learning_rate": 1e-4}),
                ),
            )
        ],
    )
    kl_weight: float = setting(
        1.0,
        "how much the divergences count in what is maximized: a number, or per-dim for an average over their "
        "dimensions in the place of a sum; the bound that is reported stays that of equation 9",
        at_least=0,
        words=(PER_DIM,),
        readings=[
            Reading(
                "the divergences in what is maximized",
                "eqs. 6, 9",
                "summed over dimensions, weight 1",
                "as the equations say; an average in the place of the sum is a common slip, and gives what several "
                "of the thesis' statements describe",
                (
                    ("divergence averaged", {"kl_weight": PER_DIM}),
                    ("divergence x 1/2", {"kl_weight": 0.5}),
                    ("divergence x 1/4", {"kl_weight": 0.25}),
                    ("divergence x 1/128", {"kl_weight": 1 / 128}),
                ),
            )
        ],
    )
    num_samples: int = setting(
        1,
        "draws of z for each image and step, L of equation 4",
        at_least=1,
        readings=[Reading("draws of z for each image, L", "eq. 4", "1", "as in Kingma and Welling")],
    )
    restarts: int = setting(
        0,
        "trainings more, each from another seed, while the trained model shows signs of a bad local minimum (section "
        "VI.ii, appendix A)",
        at_least=0,
        readings=[
            Reading(
                'when a model is "re-run"',
                "VI.ii, appendix A",
                "never; signs of a bad minimum (fewer than a tenth "
                "of the code's dimensions in use, blank or shrunken templates, downsampled ones of a T-VAE) are told",
                "the thesis gives no rule; each restart is recorded in `metrics.json`",
            )
        ],
    )

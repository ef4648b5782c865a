"""`Config`, the settings of one training; each field says what the thesis leaves open of it, and how we read it."""

import dataclasses
import hashlib
import json

from original import spec
from original.spec import MODELS, PRIORS
from reproduce.config.rules import check_together
from reproduce.config.setting import NO_DEFAULT, Reading, applies, check, setting, shown, shown_name
from reproduce.data import mnist
from reproduce.errors import ConfigError

DATASETS = ("mnist", "digits", "rot-mnist", "rot-digits")

# What a data set's images and labels are: for MNIST the checksum of its four verified checksums, for others numbers
# that count up when their preparation changes; rotated ones are prepared from the others.
DATA_FINGERPRINTS = {"mnist": hashlib.sha256("".join(mnist.FILES.values()).encode()).hexdigest(), "digits": "1"}
DATA_FINGERPRINTS.update({"rot-" + name: of_upright + "-rotated-1" for name, of_upright in DATA_FINGERPRINTS.items()})

# Counts up when a change to `original` or to the data's preparation alters a trained number: runs made before are
# then no longer found.
NUMERICS_VERSION = 2

PER_DIM = "per-dim"

# Settings that tables of all models don't take: priors and noises have tables of their own.
PRIOR_SETTINGS = ("pose", "pose_prior", "pose_rank", "pose_log_sigma_start", "structure")
NOISE_SETTINGS = ("noise", "noise_level")


def _has_pose(model):
    return model.transformer is not None


def _has_spline(model):
    return model.transformer == "tps"


def _is_tvae(model):
    return model.architecture == "tvae"


def _is_dtvae(model):
    return model.architecture == "dtvae"


@dataclasses.dataclass(frozen=True)
class Config:
    """Settings of one training; the defaults are what the thesis states or our reading of it.

    A run stores all of them, which is enough to run it again. Raises `ConfigError` for values without a meaning.
    """

    model: str = setting(NO_DEFAULT, "architecture of figure 4, or dtvae_tps, which is ours", choices=MODELS)
    dim_z: int = setting(
        8,
        "dimension of the code z",
        at_least=1,
        readings=[Reading("dim z of figures 10 to 12", "V.iii", "20", "as in the second half of Table 1", option="–")],
    )
    dataset: str = setting(
        "mnist",
        "images; 'digits' are scikit-learn's, for a machine with no network; 'rot-' turns 1,500 of them for "
        "training, and all test images, by random angles",
        choices=lambda: DATASETS,
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
                "1.0, rho 0.95, epsilon 1e-6",
                '"default hyperparameters, see Lasagne documentation"',
                tuple((f"rate {rate}", {"learning_rate": rate}) for rate in (0.3, 0.1)),
                "`--learning-rate`, `--epsilon`",
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
    epsilon: float = setting(1e-6, "Adadelta's (thesis: Lasagne's default, 1e-6)", above=0)
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
    hidden_units: int = setting(256, "units of each hidden layer of encoder and decoder", at_least=1)
    hidden_layers: int = setting(2, "hidden layers of the encoder, and of the decoder", at_least=1)
    log_sigma_floor: float = setting(
        spec.LOG_SIGMA_FLOOR,
        "least log standard deviation of q(z given x)",
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
        applies=_has_pose,
        ignored=True,
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
    localization_units: int = setting(128, "hidden units of the localization network", at_least=1, applies=_has_pose)
    pose_activation: str = setting(
        "none",
        "limits the pose around where it starts (appendix A)",
        choices=spec.POSE_ACTIVATIONS,
        applies=_has_pose,
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
        1.0, "how far pose_activation lets each number of the pose move", above=0, applies=_has_pose
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
        applies=_has_pose,
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
        applies=_has_pose,
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
        applies=_has_pose,
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
        applies=_has_pose,
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
        applies=_has_pose,
    )
    border_mode: str = setting(
        "nearest",
        "what a transformer samples outside the image",
        choices=spec.BORDER_MODES,
        applies=_has_pose,
        ignored=True,
        readings=[
            Reading(
                "what a transformer samples outside the image",
                "appendix A",
                "the nearest pixel",
                "the default of Lasagne's layer",
            )
        ],
    )
    layers: str = setting(
        "ours",
        "whose transformer layers: ours, or the installed Lasagne's",
        choices=spec.LAYERS,
        applies=_has_pose,
        ignored=True,
    )
    sampler: str = setting(
        "fused",
        "bilinear sampling in our layers: a kernel, or Theano's own operations",
        choices=spec.SAMPLERS,
        applies=_has_pose,
        ignored=True,
    )
    kernels: str = setting(
        "fused", "likelihood, sigmoid, sums, Adadelta: C++ kernels, or Theano's own operations", choices=spec.KERNELS
    )

    def __post_init__(self):
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            check(field, value)
            if field.type is float and not isinstance(value, str):
                # 2 and 2.0 are the same setting, and -0.0 and 0.0: they are kept the same way
                object.__setattr__(self, field.name, float(value) + 0.0)
        check_together(self)

    @property
    def dim_u(self):
        """Dimension of u; 0 if the model has none."""
        return self.pose_rank or MODELS[self.model].dim_u(self.pose)

    @property
    def kl_weights(self):
        """How much the divergences of z and u count in what is maximized."""
        if self.kl_weight == PER_DIM:
            return 1 / self.dim_z, 1 / max(self.dim_u, 1)
        return self.kl_weight, self.kl_weight

    @classmethod
    def fitting(cls, model, **settings):
        """Return the Config of a model in a table of several: without the `settings` that mean nothing to it."""
        entry = MODELS[model]
        idle = {field.name for field in dataclasses.fields(cls) if not applies(field, entry)}
        return cls(model=model, **{name: value for name, value in settings.items() if name not in idle})

    @classmethod
    def from_dict(cls, values):
        """Return the Config of a dict of settings; missing ones take their default, unknown ones are a ConfigError."""
        if not isinstance(values, dict):
            raise ConfigError(f"settings are names with values, got {shown(values)}")
        known = [field.name for field in dataclasses.fields(cls)]
        unknown = sorted(shown_name(name) for name in values if name not in known)
        if unknown:
            raise ConfigError(f"unknown setting {', '.join(unknown)}; this version knows {', '.join(known)}")
        if "model" not in values:
            raise ConfigError(f"the setting 'model' is missing; the models are {', '.join(MODELS)}")
        return cls(**values)

    def to_dict(self):
        return dataclasses.asdict(self)

    def model_options(self):
        """Return the arguments of `original.models.build` besides the model and dim_z."""
        options = {
            "log_sigma_floor": self.log_sigma_floor,
            "weights": self.weights,
            "log_sigma_start": self.log_sigma_start,
            "num_units": (self.hidden_units,) * self.hidden_layers,
        }
        model = MODELS[self.model]
        if model.transformer:
            for name in (
                "localization_init",
                "border_mode",
                "layers",
                "sampler",
                "pose",
                "structure",
                "tps_start",
                "pose_log_sigma_start",
                "pose_activation",
                "pose_range",
            ):
                options[name] = getattr(self, name)
            own = "localization" if model.architecture == "tvae" else "min_determinant"
            options.update(
                prior=self.pose_prior,
                rank=self.pose_rank or None,
                localization_units=(self.localization_units,),
                **{own: getattr(self, own)},
            )
        return options

    def key(self):
        """Return the name of the run: readable parts and a hash of all that determines the result.

        Settings at their default don't enter the hash, so that a new setting leaves the names of old runs alone;
        a default that changes asks for a new `NUMERICS_VERSION`.
        """
        changed = {
            field.name: getattr(self, field.name)
            for field in dataclasses.fields(self)
            if getattr(self, field.name) != field.default
        }
        changed.update(numerics=NUMERICS_VERSION, data=DATA_FINGERPRINTS[self.dataset])
        digest = hashlib.sha256(json.dumps(changed, sort_keys=True).encode()).hexdigest()
        return f"{self.dataset}-{self.model}-z{self.dim_z}-s{self.seed}-{digest[:10]}"

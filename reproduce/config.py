"""What determines a training, as data."""

import dataclasses
import hashlib
import json
import reprlib
import sys

from reproduce import mnist
from reproduce.errors import ConfigError

MODELS = ("vae", "tvae_affine", "tvae_tps", "dtvae_affine", "dtvae_tps")
DATASETS = ("mnist", "digits", "rot-mnist", "rot-digits")

# Numbers in the pose of each model: of the affine matrix, or the offsets of TPS control points (section V.i).
DIM_U = {"vae": 0, "tvae_affine": 6, "tvae_tps": 18, "dtvae_affine": 6, "dtvae_tps": 18}

POSES = {"transformer": DIM_U, "affine5": {"tvae_affine": 5, "dtvae_affine": 5}}  # and by model their numbers
PRIORS = ("flat", "normal-zero", "normal-identity", "normal", "full", "mlp")
STANDARD = ("full", "mlp")  # priors under which u is standard normal, of as many numbers as one likes
FREE = ("normal", "full", "mlp")  # priors whose mean may follow z
PRIOR_SETTINGS = ("pose", "pose_prior", "pose_rank", "pose_log_sigma_start", "structure")

# Settings that mean something to some models only, and which: to the others they are refused, or left out where a table
# trains all models (`Config.fitting`).
WITH_POSE, SPLINES, WITH_INVERSE, ONE_TRANSFORMER = [tuple(model for model in MODELS if condition(model)) for condition in (
    lambda model: model != "vae", lambda model: model.endswith("_tps"), lambda model: model.startswith("dtvae"),
    lambda model: model.startswith("tvae"))]
APPLIES = dict.fromkeys(PRIOR_SETTINGS + ("pose_activation", "pose_range"), WITH_POSE)
APPLIES.update(tps_start=SPLINES, min_determinant=WITH_INVERSE, localization=ONE_TRANSFORMER,
               localization_units=WITH_POSE)
# These the VAE has always taken, without an effect.
IGNORED = dict.fromkeys(("localization_init", "border_mode", "layers", "sampler"), WITH_POSE)

NOISES = ("none", "salt-and-pepper", "gaussian")
NOISE_SETTINGS = ("noise", "noise_level")

# What a data set's images and labels are: for MNIST the checksum of its four verified checksums, for others numbers
# that count up when their preparation changes; rotated ones are prepared from the others.
DATA_FINGERPRINTS = {"mnist": hashlib.sha256("".join(mnist.FILES.values()).encode()).hexdigest(), "digits": "1"}
DATA_FINGERPRINTS.update({"rot-" + name: of_upright + "-rotated-1" for name, of_upright in DATA_FINGERPRINTS.items()})

# Counts up when a change to `original` or to the data's preparation alters a trained number: runs made before are
# then no longer found.
NUMERICS_VERSION = 2

LARGEST = 2 ** 63 - 1  # of the whole numbers of NumPy and C; it also keeps the names of runs short


PER_DIM = "per-dim"


def _setting(default, help, choices=None, at_least=None, above=None, words=()):
    metadata = {"help": help, "choices": choices, "at_least": at_least, "above": above, "words": words}
    if default is dataclasses.MISSING:
        return dataclasses.field(metadata=metadata)
    return dataclasses.field(default=default, metadata=metadata)


@dataclasses.dataclass(frozen=True)
class Config:
    """Settings of one training; the defaults are what the thesis states or our reading of it.

    A run stores all of them, which is enough to run it again. Raises `ConfigError` for values without a meaning.
    """

    model: str = _setting(dataclasses.MISSING, "architecture of figure 4, or dtvae_tps, which is ours", choices=MODELS)
    dim_z: int = _setting(8, "dimension of the code z", at_least=1)
    dataset: str = _setting("mnist", "images; 'digits' are scikit-learn's, for a machine with no network; "
                            "'rot-' turns 1,500 of them for training, and all test images, by random angles",
                            choices=DATASETS)
    seed: int = _setting(0, "determines initial weights, order of the images and draws of z", at_least=0)
    epochs: int = _setting(50, "passes over the training images (thesis: 50)", at_least=1)
    batch_size: int = _setting(128, "images in a minibatch (not in the thesis)", at_least=1)
    learning_rate: float = _setting(1.0, "factor on Adadelta's step (thesis: Lasagne's default, 1)", above=0)
    loss: str = _setting("mean", "over the minibatch: Adadelta's epsilon makes the difference",
                         choices=("mean", "sum"))
    epsilon: float = _setting(1e-6, "Adadelta's (thesis: Lasagne's default, 1e-6)", above=0)
    optimizer: str = _setting("adadelta", "what maximizes the bound (thesis: Adadelta); the others need a learning_rate "
                              "of their own, 1e-4 for instance", choices=("adadelta", "adam", "momentum"))
    kl_weight: float = _setting(1.0, "how much the divergences count in what is maximized: a number, or per-dim for an "
                                "average over their dimensions in the place of a sum; the bound that is reported stays "
                                "that of equation 9", at_least=0, words=(PER_DIM,))
    train_images: int = _setting(0, "only the first N of the training images train the model; 0 is all of them",
                                 at_least=0)
    num_samples: int = _setting(1, "draws of z for each image and step, L of equation 4", at_least=1)
    restarts: int = _setting(0, "trainings more, each from another seed, while the trained model shows signs of a bad "
                             "local minimum (section VI.ii, appendix A)", at_least=0)
    binarize: str = _setting("none", "pixels: grey levels, 1 above one half, or drawn once",
                             choices=("none", "threshold", "sample"))
    noise: str = _setting("none", "on the pixels of training and test images, drawn once: some of them 0 or 1, or "
                          "normal draws added and clipped to [0, 1]", choices=NOISES)
    noise_level: float = _setting(0.0, "share of the pixels that salt and pepper changes, or standard deviation of "
                                  "Gaussian noise in grey levels", at_least=0)
    white: int = _setting(255, "what a byte of MNIST is divided by: Lasagne's own example has 256", choices=(255, 256))
    hidden_units: int = _setting(256, "units of each hidden layer of encoder and decoder", at_least=1)
    hidden_layers: int = _setting(2, "hidden layers of the encoder, and of the decoder", at_least=1)
    log_sigma_floor: float = _setting(-6.0, "least log standard deviation of q(z given x)")
    log_sigma_start: float = _setting(0.0, "initial bias of the log standard deviation of q(z given x)")
    weights: str = _setting("glorot", "initial weights of the dense layers", choices=("glorot", "glorot-relu"))
    localization_init: str = _setting("identity", "weights into the pose at the start: zero, or Glorot's",
                                      choices=("identity", "glorot"))
    localization: str = _setting("encoder", "what a T-VAE infers the pose from: the encoder's last hidden layer, or a "
                                 "localization network of its own", choices=("encoder", "network"))
    localization_units: int = _setting(128, "hidden units of the localization network", at_least=1)
    pose_activation: str = _setting("none", "limits the pose around where it starts (appendix A)",
                                    choices=("none", "tanh", "sigmoid"))
    pose_range: float = _setting(1.0, "how far pose_activation lets each number of the pose move", above=0)
    tps_start: str = _setting("identity", "offsets of the control points before training: 0, or by a slip of the "
                              "author's program their coordinates, a twofold zoom", choices=("identity", "grid"))
    min_determinant: float = _setting(1e-3, "the DTVAE inverts poses of a smaller determinant as if it were this; 0: as "
                                      "they are", at_least=0)
    pose: str = _setting("transformer", "numbers that describe a pose: the transformer's own, or for an affine one "
                         "psi, log Sx, log Sy, Tx, Ty (section V.iii)", choices=tuple(POSES))
    pose_prior: str = _setting("flat", "on u (sections IV, V.iii): no density; normal around 0 with one deviation, around "
                               "the identity or around a fitted mean, with fitted deviations; full covariance; through a hidden layer",
                               choices=PRIORS)
    pose_rank: int = _setting(0, "dimension of u under the priors full and mlp; 0 is that of the pose", at_least=0)
    pose_log_sigma_start: float = _setting(-2.0, "where the log standard deviations of q(u given x) and of the "
                                           "prior on u start")
    structure: str = _setting("independent", "of z and u in the prior: p(u), or p(u given z), which the thesis has not",
                              choices=("independent", "conditional"))
    border_mode: str = _setting("nearest", "what a transformer samples outside the image",
                                choices=("nearest", "mirror", "wrap"))
    layers: str = _setting("ours", "whose transformer layers: ours, or the installed Lasagne's",
                           choices=("ours", "lasagne"))

    sampler: str = _setting("fused", "bilinear sampling in our layers: a kernel, or Theano's own operations",
                            choices=("fused", "graph"))
    kernels: str = _setting("fused", "likelihood, sigmoid, sums, Adadelta: C++ kernels, or Theano's own operations",
                            choices=("fused", "graph"))

    def __post_init__(self):
        for field in dataclasses.fields(self):
            value = getattr(self, field.name)
            check(field, value)
            if field.type is float and not isinstance(value, str):  # 2 and 2.0 are the same setting, and -0.0 and 0.0: they are kept the same way
                object.__setattr__(self, field.name, float(value) + 0.0)
        self._check_noise()
        self._check_prior()

    def _check_noise(self):
        """Raise `ConfigError` if the noise has no level, or the level no noise, or it is more than all pixels."""
        if self.noise == "none" and self.noise_level:
            raise ConfigError("noise_level {:g} needs a noise, {}".format(self.noise_level, " or ".join(NOISES[1:])))
        if self.noise != "none" and not self.noise_level:
            raise ConfigError("noise {} needs a noise_level above 0, for instance 0.25".format(self.noise))
        if self.noise == "salt-and-pepper" and self.noise_level > 1:
            raise ConfigError("noise_level of salt-and-pepper is a share of the pixels, at most 1, got {:g}".format(
                self.noise_level))

    def _check_prior(self):
        """Raise `ConfigError` if the settings of the pose don't go together, or not with the model."""
        named = "{} of {}".format(self.pose_prior, self.model)
        for field in dataclasses.fields(self):
            if self.model not in APPLIES.get(field.name, MODELS) and getattr(self, field.name) != field.default:
                raise ConfigError(f"{field.name} is of no use to the VAE, which has no pose" if self.model == "vae" else
                                  f"{field.name} is of no use to {self.model}; it is a setting of "
                                  f"{', '.join(APPLIES[field.name])}")
        if self.pose_range != 1 and self.pose_activation == "none":
            raise ConfigError("pose_range needs a pose_activation, tanh or sigmoid")
        if self.localization_units != 128 and self.model.startswith("tvae") and self.localization == "encoder":
            raise ConfigError(f"localization_units of {self.model} needs localization network")
        if self.model not in POSES[self.pose]:
            raise ConfigError("pose {} is none of {}; it goes with {}".format(self.pose, self.model,
                                                                            ", ".join(POSES[self.pose])))
        if (self.model, self.pose, self.pose_prior) == ("dtvae_affine", "affine5", "flat"):
            raise ConfigError("pose affine5 of a DTVAE needs a pose_prior other than flat: its u is an inverse, which "
                              "has no such numbers")
        most = POSES[self.pose][self.model]
        if self.pose_rank and (self.pose_prior not in STANDARD or self.pose_rank > most):
            raise ConfigError("pose_rank goes with the priors full and mlp, up to {} here; got {} with {}".format(
                most, self.pose_rank, named))
        if self.structure == "conditional" and self.pose_prior not in FREE:
            raise ConfigError("structure conditional needs a pose_prior whose mean is free (normal, full, mlp), got "
                              "{}".format(named))

    @property
    def dim_u(self):
        """Dimension of u; 0 if the model has none."""
        return self.pose_rank or POSES[self.pose][self.model]

    @property
    def kl_weights(self):
        """How much the divergences of z and u count in what is maximized."""
        if self.kl_weight == PER_DIM:
            return 1 / self.dim_z, 1 / max(self.dim_u, 1)
        return self.kl_weight, self.kl_weight

    @classmethod
    def fitting(cls, model, **settings):
        """Config of a model in a table of several: without the `settings` that mean nothing to it."""
        return cls(model=model, **{name: value for name, value in settings.items()
                                   if model in dict(IGNORED, **APPLIES).get(name, MODELS)})

    @classmethod
    def from_dict(cls, values):
        """Config from a dict of settings; missing ones take their default, unknown ones are a ConfigError."""
        if not isinstance(values, dict):
            raise ConfigError("settings are names with values, got {}".format(_shown(values)))
        known = [field.name for field in dataclasses.fields(cls)]
        unknown = sorted(_shown_name(name) for name in values if name not in known)
        if unknown:
            raise ConfigError("unknown setting {}; this version knows {}".format(", ".join(unknown), ", ".join(known)))
        if "model" not in values:
            raise ConfigError("the setting 'model' is missing; the models are {}".format(", ".join(MODELS)))
        return cls(**values)

    def to_dict(self):
        return dataclasses.asdict(self)

    def model_options(self):
        """Arguments of `original.models.build` besides the model and dim_z."""
        options = {"log_sigma_floor": self.log_sigma_floor, "weights": self.weights,
                   "log_sigma_start": self.log_sigma_start, "num_units": (self.hidden_units,) * self.hidden_layers}
        if self.model != "vae":
            options.update(localization_init=self.localization_init, border_mode=self.border_mode,
                           layers=self.layers, sampler=self.sampler, pose=self.pose, prior=self.pose_prior,
                           rank=self.pose_rank or None, structure=self.structure,
                           pose_log_sigma_start=self.pose_log_sigma_start, tps_start=self.tps_start,
                           pose_activation=self.pose_activation, pose_range=self.pose_range,
                           localization_units=(self.localization_units,))
            if self.model.startswith("tvae"):
                options.update(localization=self.localization)
            else:
                options.update(min_determinant=self.min_determinant)
        return options

    def key(self):
        """Name of the run: readable parts and a hash of all that determines the result.

        Settings at their default don't enter the hash, so that a new setting leaves the names of old runs alone;
        a default that changes asks for a new `NUMERICS_VERSION`.
        """
        changed = {field.name: getattr(self, field.name) for field in dataclasses.fields(self)
                   if getattr(self, field.name) != field.default}
        changed.update(numerics=NUMERICS_VERSION, data=DATA_FINGERPRINTS[self.dataset])
        digest = hashlib.sha256(json.dumps(changed, sort_keys=True).encode()).hexdigest()
        return "{}-{}-z{}-s{}-{}".format(self.dataset, self.model, self.dim_z, self.seed, digest[:10])


def check(field, value):
    """Raise `ConfigError` if `value` is not one that the setting `field` can take."""
    name, expected, rules = field.name, field.type, field.metadata
    if isinstance(value, str) and value in rules["words"]:
        return
    accepted = (int, float) if expected is float else expected
    if isinstance(value, bool) or not isinstance(value, accepted):
        raise ConfigError("{} must be of type {}, got {}".format(name, expected.__name__, _shown(value)))
    if expected is float and not abs(value) <= sys.float_info.max:  # this way round NaN is refused, too
        raise ConfigError("{} must be finite, got {}".format(name, _shown(value)))
    if rules["choices"] and value not in rules["choices"]:
        raise ConfigError("{} must be one of {}, got {}".format(name, ", ".join(map(str, rules["choices"])),
                                                                _shown(value)))
    if rules["at_least"] is not None and value < rules["at_least"]:
        raise ConfigError("{} must be at least {}, got {}".format(name, rules["at_least"], _shown(value)))
    if rules["above"] is not None and value <= rules["above"]:
        raise ConfigError("{} must be above {}, got {}".format(name, rules["above"], _shown(value)))
    if expected is int and value > LARGEST:
        raise ConfigError("{} must be at most {}, got {}".format(name, LARGEST, _shown(value)))


def _shown_name(name):
    """The name of a setting in a message: as it is, or quoted if it is no name at all."""
    return name if isinstance(name, str) and name.isidentifier() else _shown(name)


def _shown(value):
    """A value in a message, in one short line whatever it is."""
    try:
        return reprlib.repr(value)
    except ValueError:  # a number of more digits than Python writes out
        return "a number with too many digits"

"""A trained model as an object: NumPy arrays in, NumPy arrays out.

>>> from reproduce import load
>>> model = load("tvae_affine", dim_z=8)
>>> model.reconstruct(images)

Each function is compiled by Theano when it is first used, which takes a few seconds, and once for each model.
"""

from collections import namedtuple

import numpy as np

from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import ConfigError
from reproduce.evaluation.forward import Forward, in_chunks
from reproduce.runs import pretrained

Posterior = namedtuple("Posterior", "z log_sigma u")
Posterior.__doc__ = """What the encoder says of N images; float32.

z : ndarray of shape (N, dim_z), means of q(z given x)
log_sigma : ndarray of shape (N, dim_z), logarithms of its standard deviations
u : ndarray of shape (N, dim_u), the pose, or under a prior with a density the mean of q(u given x); None without a pose
"""

POSES = ("mean", "identity", "prior")


def load(model, folder=None, **settings):
    """A pretrained model.

    Parameters
    ----------
    model : str
        Architecture: 'vae', 'tvae_affine', 'tvae_tps' or 'dtvae_affine'.
    folder : str or None
        Of the weights, see `reproduce.runs.pretrained`; None takes those that came with this package.
    settings
        Settings of `reproduce.config.Config`, ``dim_z=8`` for instance. Those not given are at their default if there
        is such a model, or else may be anything as long as one model alone fits.

    Returns
    -------
    Model

    Raises
    ------
    ConfigError
        If no model fits, or several do; the message lists them.
    StoreError
        If there are no weights, or they are damaged.
    """
    index = pretrained.Index.read(pretrained.find(folder))
    config = _choose([config for config in index.entries if index.has_weights(config)], dict(settings, model=model))
    net, mean_pose = index.load(config)
    return Model(net, mean_pose, config.seed)


class Model:
    """A network with its weights.

    Images go in as arrays of shape (N, H, W), (N, H * W) or (N, 1, H, W) in [0, 1], and come out as float32 of shape
    (N, H, W); those of the pretrained models are 28 x 28. What has no such shape or values is a ValueError.

    Parameters
    ----------
    net : dict of str to Layer
        A trained model of `original.models`.
    mean_pose : ndarray of shape (dim_u,) or None
        The mean of u over the training images, the pose of samples; None for a model without a pose.
    seed : int
        Of the draws of z and u in `elbo`.
    """

    def __init__(self, net, mean_pose=None, seed=0):
        self.net = net
        self.mean_pose = mean_pose
        self.seed = seed
        self._forward, self._compiled = Forward(net), {}

    @property
    def dim_z(self):
        """Dimension of the code."""
        return self.net["l_z"].output_shape[1]

    @property
    def dim_u(self):
        """Numbers of the pose; 0 if the model has none."""
        return self.net["l_u"].output_shape[1] if "l_u" in self.net else 0

    @property
    def image_shape(self):
        """(H, W)."""
        return self.net["l_in"].output_shape[2:]

    def encode(self, x):
        """Means of q(z given x): float32 of shape (N, dim_z)."""
        return self.posterior(x).z

    def posterior(self, x):
        """`Posterior`: means and log standard deviations of z, and poses."""
        z, log_sigma, *u = self._forward(
            ("l_z_mu", "l_z_log_sigma") + ("l_u",) * ("l_u" in self.net), l_in=as_images(x, self.image_shape)
        )
        return Posterior(z, log_sigma, *u or [None])

    def reconstruct(self, x):
        """Pixel probabilities at the means of z and u: (N, H, W)."""
        return self._forward(["l_out"], l_in=as_images(x, self.image_shape))[0][:, 0]

    def decode(self, z, pose="mean"):
        """Pixel probabilities of codes.

        Parameters
        ----------
        z : ndarray of shape (N, dim_z)
        pose : 'mean', 'identity', 'prior' or ndarray of shape (dim_u,) or (N, dim_u)
            Of all images, or u of each. The mean over the training images, the identity, which leaves the template
            as it is, or draws from the prior on u where it has a density. A model without a pose ignores the names.

        Returns
        -------
        ndarray of shape (N, H, W)
        """
        z = _matrix("z", z, self.dim_z)
        pose = self._pose(pose, z)
        if pose is None:
            return self._forward(["l_template"], l_z=z)[0][:, 0]
        return self._forward(["l_out"], l_z=z, l_u=pose)[0][:, 0]

    def sample(self, n, seed=0, pose="mean"):
        """`n` new images, (n, H, W): draws of z from N(0, I) by `seed`, decoded at a `pose` as in `decode`."""
        from reproduce.evaluation.sampling import draw_codes

        return self.decode(draw_codes(n, self.dim_z, seed), pose)

    def elbo(self, x):
        """The bound of each image, float64 of shape (N,), in nats, with one draw of z and u.

        The draws belong to the place among the images: their mean over a test set is the run's test metric.
        """
        from original.training import stream

        x = as_images(x, self.image_shape)
        noise = stream(self.seed, "evaluation").standard_normal(
            (len(x), self.net["l_noise"].output_shape[1]), dtype="float32"
        )
        if "elbo" not in self._compiled:
            self._compiled["elbo"] = _elbo(self.net)
        return in_chunks(self._compiled["elbo"], x, noise)[0].astype("float64")

    def log_likelihood(self, x, samples=5000, seed=0, quantity="log_px"):
        """log p(x) of each image by importance sampling, float64 of shape (N,), in nats; too low on average.

        Parameters
        ----------
        x : ndarray
            Images.
        samples : int
            Draws of z and u for each image, a multiple of 5; 5,000 take about 0.1 seconds.
        seed : int
            Of the draws.
        quantity : {'log_px', 'log_px_given_u'}
            Under a flat prior on the pose log p(x) does not exist, but log p(x given u) at the deterministic u(x)
            does, see `reproduce.evaluation.importance_sampling`; asked for the other one, this raises ConfigError.
        """
        from reproduce.evaluation import importance_sampling

        importance_sampling.quantity(self.net, quantity)
        x = as_images(x, self.image_shape)
        if "likelihood" not in self._compiled:
            self._compiled["likelihood"] = importance_sampling.functions(self.net)
        drawn = importance_sampling.draw(self.net, x, samples, seed, compiled=self._compiled["likelihood"])
        return importance_sampling.estimate(drawn.log_weights).log_p

    def _pose(self, pose, z):
        """u for each of the codes `z`, shape (N, dim_u); None where the template is the image."""
        if not isinstance(pose, str):
            if not self.dim_u:
                raise ValueError("this model has no pose, so that none can be given")
            pose = np.asarray(pose)
            pose = _matrix("pose", pose[None] if pose.ndim == 1 else pose, self.dim_u)
            if len(pose) not in (1, len(z)):
                raise ValueError(f"{len(pose)} poses don't go with {len(z)} codes")
            return np.repeat(pose, len(z) // len(pose), axis=0)
        if pose not in POSES:
            raise ValueError("pose must be one of {}, or an array, got {!r}".format(", ".join(POSES), pose))
        if not self.dim_u or pose == "identity":
            return None
        if pose == "mean":
            if self.mean_pose is None:
                raise ValueError("the mean pose of this model is not known; give pose='identity', or an array")
            return np.repeat(self.mean_pose[None], len(z), axis=0)
        if "l_prior_mu" not in self.net:
            raise ValueError("this model's prior on the pose is flat: there is nothing to draw from")
        from reproduce.evaluation.sampling import draw_poses

        return draw_poses(self.net, z)


def as_images(x, shape):
    """Images as the networks take them, float32 of shape (N, 1, H, W), from any of the forms of `Model`.

    ValueError, with the shape or the value that is wrong, for others.
    """
    height, width = shape
    x = np.asarray(x)
    if x.dtype.kind not in "fiub":
        raise ValueError(f"images must be numbers, got an array of type {x.dtype}")
    if not len(x.shape) > 1 or x.shape[1:] not in ((height, width), (height * width,), (1, height, width)):
        raise ValueError(
            f"images must have shape (N, {height}, {width}), (N, {height * width}) or (N, 1, {height}, {width}), got {x.shape}; a single one is "
            "x[None]"
        )
    if not len(x):
        raise ValueError(f"there must be at least one image, got shape {x.shape}")
    low, high = x.min(), x.max()
    if not (low >= 0 and high <= 1):  # this way round NaN is refused, too
        raise ValueError(
            "grey levels must lie in [0, 1], got {:g} to {:g}{}".format(
                low, high, "; divide by 255" if 1 < high <= 255 and low >= 0 else ""
            )
        )
    return np.ascontiguousarray(x.reshape(len(x), 1, height, width), dtype="float32")


def _matrix(name, values, columns):
    """`values` as finite float32 of shape (N, columns), or a ValueError."""
    values = np.asarray(values)
    if values.dtype.kind not in "fiub" or values.ndim != 2 or values.shape[1] != columns or not len(values):
        raise ValueError(
            f"{name} must be numbers of shape (N, {columns}), got shape {values.shape} and type {values.dtype}"
        )
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite")
    return np.ascontiguousarray(values, dtype="float32")


def _choose(configs, wanted):
    """The one of `configs` that has the settings `wanted`; at their default the others count more."""
    defaults = Config(model="vae").to_dict()
    unknown = sorted(set(wanted) - set(defaults))
    if unknown:
        raise ConfigError("unknown setting {}; settings are {}".format(", ".join(unknown), ", ".join(defaults)))
    listing = "; there are: {}".format("; ".join(map(pretrained.in_words, configs)) or "none")
    if wanted["model"] not in MODELS:
        raise ConfigError("unknown model {!r}{}".format(wanted["model"], listing))
    fitting = [config for config in configs if wanted.items() <= config.to_dict().items()]
    exact = [config for config in fitting if config.to_dict() == dict(defaults, **wanted)]
    if len(exact or fitting) != 1:
        raise ConfigError(
            "{} pretrained weights fit {}{}".format(
                "several" if fitting else "no", " ".join("{}={}".format(*item) for item in wanted.items()), listing
            )
        )
    return (exact or fitting)[0]


def _elbo(net):
    """The function of images (N, 1, H, W) and one draw of noise for each, (N, D): the bound of each."""
    from original.engines.compat import theano
    from original.kernels.rewrites import mode
    from original.objective import elbo_terms

    x, noise = theano.tensor.tensor4("x"), theano.tensor.matrix("noise")
    return theano.function([x, noise], [elbo_terms(net, x, noise.dimshuffle("x", 0, 1)).elbo], mode=mode())

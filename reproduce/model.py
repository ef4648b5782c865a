"""A trained model as an object: NumPy arrays in, NumPy arrays out.

>>> from reproduce import load
>>> model = load("tvae_affine", dim_z=8)
>>> model.reconstruct(images)

Each function is compiled by Theano when it is first used, which takes a few seconds, and once for each model.
"""

import dataclasses
import os
from functools import cached_property
from typing import Callable, NamedTuple, Optional, Tuple, Union

import numpy as np

from original.images import as_images, like_images, shown
from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import ConfigError, StoreError
from reproduce.evaluation import importance_sampling, importance_weights, sampling
from reproduce.evaluation.forward import Forward
from reproduce.runs import network, pretrained, run
from reproduce.runs.description import read_config


class Posterior(NamedTuple):
    """Codes and poses of N images by the encoder; float32.

    Attributes
    ----------
    z
        Shape (N, dim_z), means of q(z given x).
    log_sigma
        Shape (N, dim_z), logarithms of its standard deviations.
    u
        Shape (N, dim_u), the pose, or under a prior with a density the mean of q(u given x); None without a pose.
    """

    z: np.ndarray
    log_sigma: np.ndarray
    u: Optional[np.ndarray] = None


def load(model: Optional[str] = None, folder: Optional[str] = None, **settings) -> "Model":
    """Load a trained model.

    Parameters
    ----------
    model : str or None
        Architecture: 'vae', 'tvae_affine', 'tvae_tps', 'dtvae_affine' or 'dtvae_tps'. None: that of the run in
        `folder`.
    folder : str or None
        Of pretrained weights, see `reproduce.runs.pretrained`, or of a finished run, whose mean pose is computed from
        its data when it is first needed. None takes the weights that came with this package.
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
        If there are no weights in the folder, or they are damaged.
    """
    wanted = dict(settings, model=model) if model else settings
    if folder and run.is_finished(folder):
        return _of_run(folder, wanted)
    if not model:
        raise ConfigError("name a model, or the folder of a finished run")
    if folder and not pretrained.is_here(folder):
        raise StoreError(
            f"{folder} holds neither pretrained weights, of which {pretrained.INDEX} would tell, nor a finished run"
        )
    index = pretrained.Index.read(folder or pretrained.find())
    config = _choose([config for config in index.entries if index.has_weights(config)], wanted)
    net, mean_pose = index.load(config)
    return Model(net, mean_pose, config.seed, config)


class Model:
    """A network with its weights.

    Images go in as arrays of shape (N, H, W), (N, H * W) or (N, 1, H, W) in [0, 1], and come out as float32 of shape
    (N, H, W); those of the pretrained models are 28 x 28. Images of C channels go in as (N, H, W, C), (N, C * H * W),
    one channel after the other, or (N, C, H, W), and come out as (N, H, W, C). What has no such shape or values is a
    ValueError.

    Parameters
    ----------
    net : dict of str to Layer
        A trained model of `original.models`.
    mean_pose : ndarray of shape (dim_u,) or callable or None
        The mean of u over the training images, the pose of samples, or a function that gives it when it is first
        needed; None for a model without a pose.
    seed : int
        Of the draws of z and u in `elbo`.
    config : Config or None
        All settings of the training, where they are known.
    """

    def __init__(self, net, mean_pose: Union[np.ndarray, Callable, None] = None, seed: int = 0, config=None):
        self.net = net
        self._mean_pose = mean_pose
        self.seed, self.config = seed, config
        self._forward = Forward(net)

    @cached_property
    def mean_pose(self) -> Optional[np.ndarray]:
        """The mean of u over the training images; None if it is not known, or there is no pose."""
        return self._mean_pose() if callable(self._mean_pose) else self._mean_pose

    @property
    def dim_z(self) -> int:
        """Dimension of the code."""
        return self.net["l_z"].output_shape[1]

    @property
    def dim_u(self) -> int:
        """Numbers of the pose; 0 if the model has none."""
        return self.net["l_u"].output_shape[1] if "l_u" in self.net else 0

    @property
    def image_shape(self) -> Tuple[int, int]:
        """Rows and columns, (H, W)."""
        return self.net["l_in"].output_shape[2:]

    @property
    def channels(self) -> int:
        """Channels of the images, C."""
        return self.net["l_in"].output_shape[1]

    def encode(self, x: np.ndarray) -> np.ndarray:
        """Compute the means of q(z given x): float32 of shape (N, dim_z)."""
        return self.posterior(x).z

    def posterior(self, x: np.ndarray) -> Posterior:
        """Compute means and log standard deviations of z, and poses."""
        names = ["l_z_mu", "l_z_log_sigma"] + (["l_u"] if self.dim_u else [])
        return Posterior(*self._forward(names, l_in=self._images(x)))

    def reconstruct(self, x: np.ndarray) -> np.ndarray:
        """Compute pixel probabilities at the means of z and u: (N, H, W)."""
        return shown(self._forward(["l_out"], l_in=self._images(x))[0])

    def pose(self, x: np.ndarray) -> np.ndarray:
        """Infer the pose of each image, float32 of shape (N, dim_u); ValueError for a model without a pose.

        Under a flat prior u, under one with a density the mean of q(u given x).
        """
        self._check_pose()
        return self._forward(["l_u"], l_in=self._images(x))[0]

    def align(self, x: np.ndarray) -> np.ndarray:
        """Return the images with their inferred pose undone: float32 in [0, 1], of the shape of `x`.

        What a DTVAE encodes, and for a T-VAE the image sampled at the inverse of its pose. The inverse of an affine
        pose is exact; that of a thin plate spline is near, see `original.transformers.inverses.tps_inverse`.

        Raises
        ------
        ValueError
            For a model without a pose.
        """
        self._check_pose()
        upright = np.clip(self._upright(self._images(x)), 0, 1)  # sampling rounds
        return like_images(upright, np.shape(x))

    def decode(self, z: np.ndarray, pose: sampling.Pose = "mean") -> np.ndarray:
        """Compute pixel probabilities of codes.

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
        if not isinstance(pose, str) and self.dim_u:
            pose = _matrix("pose", np.atleast_2d(pose), self.dim_u)
        mean = self.mean_pose if isinstance(pose, str) and pose == "mean" else None
        return sampling.decode(self._forward, z, pose, mean=mean)

    def sample(self, n: int, seed: int = 0, pose: sampling.Pose = "mean") -> np.ndarray:
        """Decode `n` draws of z from N(0, I) by `seed`, at a `pose` as in `decode`: (n, H, W)."""
        return self.decode(sampling.draw_codes(n, self.dim_z, seed), pose)

    def elbo(self, x: np.ndarray) -> np.ndarray:
        """Compute the bound of each image, float64 of shape (N,), in nats, with one draw of z and u.

        The draws belong to the place among the images: their mean over a test set is the run's test metric.
        """
        return self._evaluator.bound(self._images(x))

    def log_likelihood(self, x: np.ndarray, samples: int = 5000, seed: int = 0, quantity: str = "log_px") -> np.ndarray:
        """Estimate log p(x) of each image by importance sampling, float64 of shape (N,), in nats; too low on average.

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
        importance_sampling.quantity(self.net, quantity)
        x = self._images(x)
        drawn = importance_sampling.draw(self.net, x, samples, seed, compiled=self._weighing)
        return importance_weights.estimate(drawn.log_weights).log_p

    def _images(self, x):
        return as_images(x, self.image_shape, self.channels)

    def _check_pose(self):
        if not self.dim_u:
            raise ValueError("this model has no pose: it is a VAE; a T-VAE or a DTVAE infers one")

    @cached_property
    def _upright(self):
        from original.models import upright

        forward = Forward(dict(self.net, l_upright=upright(self.net)))
        return lambda images: forward(["l_upright"], l_in=images)[0]

    @cached_property
    def _evaluator(self):
        from reproduce.evaluation.evaluator import Evaluator

        return Evaluator(self._forward, self.seed)

    @cached_property
    def _weighing(self):
        return importance_sampling.functions(self.net)


def _matrix(name, values, columns):
    """Return `values` as finite float32 of shape (N, columns), or raise a ValueError."""
    values = np.asarray(values)
    if values.dtype.kind not in "fiub" or values.ndim != 2 or values.shape[1] != columns or not len(values):
        raise ValueError(
            f"{name} must be numbers of shape (N, {columns}), got shape {values.shape} and type {values.dtype}"
        )
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite")
    return np.ascontiguousarray(values, dtype="float32")


def _of_run(folder, wanted):
    """Return the model of the finished run in `folder`; ConfigError if it does not have the settings `wanted`."""
    _check_names(wanted)
    config = read_config(os.path.join(folder, "config.json"))
    if not wanted.items() <= config.to_dict().items():
        raise ConfigError(f"{folder} holds a run of {pretrained.in_words(config)}, not of {_in_words(wanted)}")
    net = network.load_network(config, folder)

    def mean_pose():
        from reproduce.data import datasets

        return sampling.mean_pose(net, datasets.load_for(config).train_images[: config.train_images or None])

    return Model(net, mean_pose if config.dim_u else None, config.seed, config)


def _check_names(settings):
    """Raise ConfigError if there are no such settings."""
    known = [field.name for field in dataclasses.fields(Config)]
    unknown = sorted(set(settings).difference(known))
    if unknown:
        raise ConfigError(f"unknown setting {', '.join(unknown)}; settings are {', '.join(known)}")


def _in_words(settings):
    return " ".join(f"{name}={value}" for name, value in settings.items())


def _choose(configs, wanted):
    """Return the one of `configs` that has the settings `wanted`; at their default the others count more."""
    _check_names(wanted)
    listing = f"; there are: {'; '.join(map(pretrained.in_words, configs)) or 'none'}"
    if wanted["model"] not in MODELS:
        raise ConfigError(f"unknown model {wanted['model']!r}{listing}")
    fitting = [config for config in configs if wanted.items() <= config.to_dict().items()]
    exact = [config for config in fitting if config.changed().keys() <= wanted.keys()]
    if len(exact or fitting) != 1:
        raise ConfigError(f"{'several' if fitting else 'no'} pretrained weights fit {_in_words(wanted)}{listing}")
    return (exact or fitting)[0]

"""A trained model as an object: NumPy arrays in, NumPy arrays out.

>>> from reproduce import load
>>> model = load("tvae_affine", dim_z=8)
>>> model.reconstruct(images)

Each function is compiled by Theano when it is first used, which takes a few seconds, and once for each model.
"""

import os
from functools import cached_property
from typing import Callable, Optional, Tuple, Union

import numpy as np

from original.images import as_images, like_images, shown
from reproduce.errors import ConfigError, StoreError
from reproduce.evaluation import importance_sampling, importance_weights, sampling
from reproduce.evaluation.forward import Forward, inputs_of, matrix_of
from reproduce.evaluation.posterior import Posterior, codes_of, posterior
from reproduce.runs import choice, network, pretrained, run
from reproduce.runs.description import read_config

Labels = Optional[np.ndarray]  # int of shape (N,), classes of images


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
    config = choice.choose([config for config in index.entries if index.has_weights(config)], wanted)
    net, mean_pose = index.load(config)
    return Model(net, mean_pose, config.seed, config)


class Model:
    """A network with its weights.

    Images go in as arrays of shape (N, H, W), (N, H * W) or (N, 1, H, W) in [0, 1], and come out as float32 of shape
    (N, H, W); those of the pretrained models are 28 x 28. Images of C channels go in as (N, H, W, C), (N, C * H * W),
    one channel after the other, or (N, C, H, W), and come out as (N, H, W, C). What has no such shape or values is a
    ValueError.

    A model that is conditional on the label takes `labels` beside images, and beside codes: int of shape (N,).

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
    def dim_c(self) -> int:
        """Numbers of all discrete codes together; 0 if the model has none."""
        return self.net["l_c"].output_shape[1] if "l_c" in self.net else 0

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

    def encode(self, x: np.ndarray, labels: Labels = None) -> np.ndarray:
        """Compute codes: the means of q(z given x), float32 of shape (N, dim_z).

        With discrete codes (N, dim_z + dim_c): behind z the likeliest classes as one-hot vectors.
        """
        return codes_of(self.net, self.posterior(x, labels))

    def posterior(self, x: np.ndarray, labels: Labels = None) -> Posterior:
        """Compute means and log standard deviations of z, poses, and probabilities of discrete codes."""
        return posterior(self._forward, self._inputs(x, labels))

    def reconstruct(self, x: np.ndarray, labels: Labels = None) -> np.ndarray:
        """Compute pixel probabilities at the means of z and u, and the likeliest classes: (N, H, W)."""
        return shown(self._forward(["l_out"], **self._inputs(x, labels))[0])

    def pose(self, x: np.ndarray, labels: Labels = None) -> np.ndarray:
        """Infer the pose of each image, float32 of shape (N, dim_u); ValueError for a model without a pose.

        Under a flat prior u, under one with a density the mean of q(u given x).
        """
        self._check_pose()
        return self._forward(["l_u"], **self._inputs(x, labels))[0]

    def align(self, x: np.ndarray, labels: Labels = None) -> np.ndarray:
        """Return the images with their inferred pose undone: float32 in [0, 1], of the shape of `x`.

        What a DTVAE encodes, and for a T-VAE the image sampled at the inverse of its pose. The inverse of an affine
        pose is exact; that of a thin plate spline is near, see `original.transformers.inverses.tps_inverse`.

        Raises
        ------
        ValueError
            For a model without a pose.
        """
        self._check_pose()
        upright = np.clip(self._upright(self._inputs(x, labels)), 0, 1)  # sampling rounds
        return like_images(upright, np.shape(x))

    def decode(self, z: np.ndarray, pose: sampling.Pose = "mean", labels: Labels = None) -> np.ndarray:
        """Compute pixel probabilities of codes.

        Parameters
        ----------
        z : ndarray of shape (N, dim_z), or with discrete codes (N, dim_z + dim_c), as of `encode`
        pose : 'mean', 'identity', 'prior' or ndarray of shape (dim_u,) or (N, dim_u)
            Of all images, or u of each. The mean over the training images, the identity, which leaves the template
            as it is, or draws from the prior on u where it has a density. A model without a pose ignores the names.
        labels : ndarray of int, shape (N,), or None

        Returns
        -------
        ndarray of shape (N, H, W)
        """
        self._check_labels(labels)
        z = matrix_of("z", z, self.dim_z + self.dim_c)
        if not isinstance(pose, str) and self.dim_u:
            pose = matrix_of("pose", np.atleast_2d(pose), self.dim_u)
        mean = self.mean_pose if isinstance(pose, str) and pose == "mean" else None
        return sampling.decode(self._forward, z, pose, mean=mean, labels=labels)

    def sample(
        self, n: int, seed: int = 0, pose: sampling.Pose = "mean", label: Union[int, np.ndarray, None] = None
    ) -> np.ndarray:
        """Decode `n` draws of the code by `seed`, at a `pose` as in `decode`: (n, H, W).

        `label` is the class of all samples, or of each, (n,): what a conditional model sees, and else the class of the
        discrete code, of a model that has one such code. None draws it uniformly. ValueError for a model without both.
        """
        codes, labels = sampling.draw_labelled(self.net, n, seed, label)
        return self.decode(codes, pose, labels)

    def elbo(self, x: np.ndarray, labels: Labels = None) -> np.ndarray:
        """Compute the bound of each image, float64 of shape (N,), in nats, with one draw of z and u.

        The draws belong to the place among the images: their mean over a test set is the run's test metric.
        """
        return self._evaluator.bound(self._images(x), self._check_labels(labels))

    def log_likelihood(
        self, x: np.ndarray, samples: int = 5000, seed: int = 0, quantity: str = "log_px", labels: Labels = None
    ) -> np.ndarray:
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
        labels : ndarray of int, shape (N,), or None
            Of a conditional model, of which this is log p(x given y).
        """
        self._check_labels(labels)
        importance_sampling.quantity(self.net, quantity)
        x = self._images(x)
        drawn = importance_sampling.draw(self.net, x, samples, seed, compiled=self._weighing, labels=labels)
        return importance_weights.estimate(drawn.log_weights).log_p

    def _images(self, x):
        return as_images(x, self.image_shape, self.channels)

    def _inputs(self, x, labels):
        return inputs_of(self.net, self._images(x), self._check_labels(labels))

    def _check_labels(self, labels):
        """Return `labels`; ValueError if there are some and the model does not see the class."""
        if labels is not None and "l_y" not in self.net:
            raise ValueError("this model does not see the class: it takes no labels")
        return labels

    def _check_pose(self):
        if not self.dim_u:
            raise ValueError("this model has no pose: it is a VAE; a T-VAE or a DTVAE infers one")

    @cached_property
    def _upright(self):
        from original.models import upright

        forward = Forward(dict(self.net, l_upright=upright(self.net)))
        return lambda inputs: forward(["l_upright"], **inputs)[0]

    @cached_property
    def _evaluator(self):
        from reproduce.evaluation.evaluator import Evaluator

        return Evaluator(self._forward, self.seed)

    @cached_property
    def _weighing(self):
        return importance_sampling.functions(self.net)


def _of_run(folder, wanted):
    """Return the model of the finished run in `folder`; ConfigError if it does not have the settings `wanted`."""
    choice.check_names(wanted)
    config = read_config(os.path.join(folder, "config.json"))
    if not wanted.items() <= config.to_dict().items():
        raise ConfigError(f"{folder} holds a run of {pretrained.in_words(config)}, not of {choice.typed(wanted)}")
    net = network.load_network(config, folder)

    def mean_pose():
        from reproduce.data import datasets

        dataset, trained = datasets.load_for(config), slice(config.train_images or None)
        return sampling.mean_pose(net, dataset.train_images[trained], dataset.train_labels[trained])

    return Model(net, mean_pose if config.dim_u else None, config.seed, config)

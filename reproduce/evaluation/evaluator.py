"""Trained models measured: the bound and its terms, the codes, the dimensions in use."""

from functools import cached_property
from typing import Dict, Tuple

import numpy as np

from original.distributions import kl_normal_stdnormal
from original.engines.compat import lasagne, theano
from original.kernels.rewrites import mode
from original.objective import elbo_terms
from original.training import stream
from reproduce.evaluation.forward import Forward, chunks, in_chunks


def evaluation_noise(seed: int, shape: Tuple[int, ...]) -> np.ndarray:
    """Return the standard normal draws that a model trained from `seed` is evaluated with, float32 of a `shape` (N, D).

    They belong to the place among the images: the draws of fewer images are the first ones of more.
    """
    return stream(seed, "evaluation").standard_normal(shape, dtype="float32")


class Evaluator:
    """Compiled evaluation functions of one network; each is compiled when it is first used.

    Parameters
    ----------
    net : dict of str to Layer, or Forward
    seed : int
        Determines the draws of z and u.
    """

    def __init__(self, net, seed: int = 0):
        self._forward = Forward.of(net)
        self.net = self._forward.net
        self.seed = seed

    def terms(self, images: np.ndarray) -> Dict[str, object]:
        """Compute means over `images` of shape (N, C, H, W), in nats per image.

        Returns
        -------
        dict
            ``elbo``, ``reconstruction``, ``kl_z``, ``kl_u``: the bound with one draw of z for each image, always the
            same draws; ``reconstruction`` is -log p(x given z, u), so elbo = -reconstruction - kl_z - kl_u.
            ``reconstruction_mean``: the same at z = mu. ``kl_z_per_dim``: list, the KL of each code dimension.
            ``template_ink``: sum of the templates' pixels over the sum of the images', no unit. ``template_scale``:
            how large a part of the template makes the image, see `_template_scale`.
        """
        sums = 0
        for rows, noise in zip(chunks(images), chunks(self._noise(images))):
            parts = [np.atleast_1d(np.asarray(part, dtype="float64")) for part in self._terms(rows, noise[None])]
            sums = sums + np.concatenate(parts)
        means = sums / len(images)
        log_px, kl_u, log_px_at_mean, template_ink, ink, scale = means[:6]
        kl_per_dim = means[6:]
        return {
            "elbo": log_px - kl_per_dim.sum() - kl_u,
            "reconstruction": -log_px,
            "kl_z": kl_per_dim.sum(),
            "kl_u": kl_u,
            "reconstruction_mean": -log_px_at_mean,
            "kl_z_per_dim": [float(value) for value in kl_per_dim],
            "template_ink": template_ink / ink if ink else 1.0,
            "template_scale": scale,
        }

    def bound(self, images: np.ndarray) -> np.ndarray:
        """Compute the bound of each image, float64 of shape (N,), in nats; its mean is ``elbo`` of `terms`."""
        return in_chunks(self._bound, images, self._noise(images))[0].astype("float64")

    def codes(self, images: np.ndarray, drawn: bool = False) -> np.ndarray:
        """Compute posterior means of z, or one draw of z for each image: shape (N, dim_z)."""
        mu, log_sigma = self._forward(["l_z_mu", "l_z_log_sigma"], l_in=images)
        return mu + np.exp(log_sigma) * evaluation_noise(self.seed, mu.shape) if drawn else mu

    def _noise(self, images):
        return evaluation_noise(self.seed, (len(images), self.net["l_noise"].output_shape[1]))

    @cached_property
    def _terms(self):
        """The function of images and one draw of noise for each, (1, N, D): the sums of what `terms` needs."""
        x, noise = theano.tensor.tensor4("x"), theano.tensor.tensor3("noise")
        drawn, at_mean = [elbo_terms(self.net, x, draws) for draws in (noise, None)]
        mu, log_sigma = lasagne.layers.get_output(
            [self.net["l_z_mu"], self.net["l_z_log_sigma"]], {self.net["l_in"]: x, self.net["l_noise"]: noise[0]}
        )
        template = lasagne.layers.get_output(self.net["l_template"], {self.net["l_in"]: x}, deterministic=True)
        outputs = [
            drawn.log_px_given_zu.sum(),
            drawn.kl_u.sum(),
            at_mean.log_px_given_zu.sum(),
            template.sum(),
            x.sum(),
            _template_scale(self.net, x).sum(),
            kl_normal_stdnormal(mu, log_sigma).sum(axis=0),
        ]
        return theano.function([x, noise], outputs, mode=mode())

    @cached_property
    def _bound(self):
        """The function of images and one draw of noise for each, (N, D): the bound of each."""
        x, noise = theano.tensor.tensor4("x"), theano.tensor.matrix("noise")
        return theano.function([x, noise], [elbo_terms(self.net, x, noise.dimshuffle("x", 0, 1)).elbo], mode=mode())


def _template_scale(net, x):
    """Return the spread of the template's points that the pixels of an image show, over that of the pixels: (N,).

    Spread is the root of the mean squared distance from their centre, so that 0.5 means that the pose enlarges the
    template to twice its size. 1 without a pose.
    """
    if "l_pose" not in net:
        return theano.tensor.ones_like(x[:, 0, 0, 0])
    size = net["l_out"].output_shape[2:]
    pose = lasagne.layers.get_output(net["l_pose"], {net["l_in"]: x}, deterministic=True)
    points = net["l_out"].input_layer.positions(pose, size, size)
    of_pixels = sum((length**2 - 1) / 12 for length in size)
    return theano.tensor.sqrt(points.var(axis=2).sum(axis=1) / np.float32(of_pixels))

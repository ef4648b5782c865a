"""Trained models measured: the bound and its terms, the codes, the dimensions in use."""

from functools import cached_property
from typing import Dict, Optional, Tuple

import numpy as np

from original.distributions import kl_normal_stdnormal
from original.engines.compat import lasagne, theano
from original.kernels.rewrites import mode
from original.objective import elbo_terms
from original.training import stream
from reproduce.evaluation.forward import Forward, chunks, in_chunks, inputs_of


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

    def terms(self, images: np.ndarray, labels: Optional[np.ndarray] = None) -> Dict[str, object]:
        """Compute means over `images` of shape (N, C, H, W), in nats per image.

        A model that sees the class needs the `labels`, (N,). Discrete codes are drawn from q(c given x), one-hot, so
        that the bound is that of the model with discrete codes, not of its relaxation.

        Returns
        -------
        dict
            ``elbo``, ``reconstruction``, ``kl_z``, ``kl_u``: the bound with one draw of z for each image, always the
            same draws; ``reconstruction`` is -log p(x given z, u), so elbo = -reconstruction - kl_z - kl_u.
            ``reconstruction_mean``: the same at z = mu, and the likeliest c. ``kl_z_per_dim``: list, the KL of each
            code dimension. ``template_ink``: sum of the templates' pixels over the sum of the images', no unit.
            ``template_scale``: how large a part of the template makes the image, see `_template_scale`.
            ``kl_c``: of a model with discrete codes, the KL of all of them, which the bound is less by.
        """
        sums = 0
        for rows, noise, *y in zip(*map(chunks, (images, self._noise(images), *self._classes(images, labels)))):
            parts = [np.atleast_1d(np.asarray(part, dtype="float64")) for part in self._terms(rows, noise[None], *y)]
            sums = sums + np.concatenate(parts)
        means = sums / len(images)
        log_px, kl_u, log_px_at_mean, template_ink, ink, scale, kl_c = means[:7]
        kl_per_dim = means[7:]
        of_c = {"kl_c": kl_c} if "l_c" in self.net else {}
        return {
            "elbo": log_px - kl_per_dim.sum() - kl_u - kl_c,
            "reconstruction": -log_px,
            "kl_z": kl_per_dim.sum(),
            "kl_u": kl_u,
            "reconstruction_mean": -log_px_at_mean,
            "kl_z_per_dim": [float(value) for value in kl_per_dim],
            "template_ink": template_ink / ink if ink else 1.0,
            "template_scale": scale,
            **of_c,
        }

    def bound(self, images: np.ndarray, labels: Optional[np.ndarray] = None) -> np.ndarray:
        """Compute the bound of each image, float64 of shape (N,), in nats; its mean is ``elbo`` of `terms`."""
        arrays = (images, self._noise(images), *self._classes(images, labels))
        return in_chunks(self._bound, *arrays)[0].astype("float64")

    def codes(self, images: np.ndarray, drawn: bool = False, labels: Optional[np.ndarray] = None) -> np.ndarray:
        """Compute posterior means of z, or one draw of z for each image: shape (N, dim_z)."""
        mu, log_sigma = self._forward(["l_z_mu", "l_z_log_sigma"], **inputs_of(self.net, images, labels))
        return mu + np.exp(log_sigma) * evaluation_noise(self.seed, mu.shape) if drawn else mu

    def discrete(self, images: np.ndarray, labels: Optional[np.ndarray] = None) -> np.ndarray:
        """Compute the likeliest classes of the discrete codes: one-hot vectors side by side, shape (N, dim_c)."""
        return self._forward(["l_c"], **inputs_of(self.net, images, labels))[0]

    def _classes(self, images, labels):
        """Return the classes of images as one-hot vectors in a list, which is empty if the model sees none."""
        return list(inputs_of(self.net, images, labels).values())[1:]

    def _noise(self, images):
        return evaluation_noise(self.seed, (len(images), self.net["l_noise"].output_shape[1]))

    @cached_property
    def _terms(self):
        """The function of images and one draw of noise for each, (1, N, D), and classes if the model sees them.

        It gives the sums of what `terms` needs.
        """
        x, noise = theano.tensor.tensor4("x"), theano.tensor.tensor3("noise")
        y, given = self._symbols(x)
        drawn, at_mean = [elbo_terms(self.net, x, draws, y=y) for draws in (noise, None)]
        mu, log_sigma = lasagne.layers.get_output(
            [self.net["l_z_mu"], self.net["l_z_log_sigma"]], {**given, self.net["l_noise"]: noise[0]}
        )
        template = lasagne.layers.get_output(self.net["l_template"], given, deterministic=True)
        outputs = [
            drawn.log_px_given_zu.sum(),
            drawn.kl_u.sum(),
            at_mean.log_px_given_zu.sum(),
            template.sum(),
            x.sum(),
            _template_scale(self.net, x, given).sum(),
            drawn.kl_c.sum() if "l_c" in self.net else theano.tensor.zeros((), theano.config.floatX),
            kl_normal_stdnormal(mu, log_sigma).sum(axis=0),
        ]
        return theano.function([x, noise, *([] if y is None else [y])], outputs, mode=mode())

    @cached_property
    def _bound(self):
        """The function of images, one draw of noise for each, (N, D), and classes: the bound of each."""
        x, noise = theano.tensor.tensor4("x"), theano.tensor.matrix("noise")
        y, _ = self._symbols(x)
        bound = elbo_terms(self.net, x, noise.dimshuffle("x", 0, 1), y=y).elbo
        return theano.function([x, noise, *([] if y is None else [y])], [bound], mode=mode())

    def _symbols(self, x):
        """Return the symbol of the images' classes, None if the model sees none, and all that is given by layer."""
        if "l_y" not in self.net:
            return None, {self.net["l_in"]: x}
        y = theano.tensor.matrix("y")
        return y, {self.net["l_in"]: x, self.net["l_y"]: y}


def _template_scale(net, x, given):
    """Return the spread of the template's points that the pixels of an image show, over that of the pixels: (N,).

    Spread is the root of the mean squared distance from their centre, so that 0.5 means that the pose enlarges the
    template to twice its size. 1 without a pose.
    """
    if "l_pose" not in net:
        return theano.tensor.ones_like(x[:, 0, 0, 0])
    size = net["l_out"].output_shape[2:]
    pose = lasagne.layers.get_output(net["l_pose"], given, deterministic=True)
    points = net["l_out"].input_layer.positions(pose, size, size)
    of_pixels = sum((length**2 - 1) / 12 for length in size)
    return theano.tensor.sqrt(points.var(axis=2).sum(axis=1) / np.float32(of_pixels))

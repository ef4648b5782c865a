"""What is measured on a trained model: the bound's terms, the codes, the dimensions in use."""

import numpy as np

from original.distributions import kl_normal_stdnormal
from original.engines.compat import lasagne, theano
from original.kernels.rewrites import mode
from original.objective import elbo_terms
from original.training import stream
from reproduce.evaluation.forward import Forward, chunks

IN_USE = 0.05  # nats of KL, averaged over images, above which a code dimension counts as in use


class Evaluator:
    """Compiled evaluation functions of one network; each is compiled when it is first used.

    Parameters
    ----------
    net : dict of str to Layer
    seed : int
        Determines the draws of z in `terms`.
    """

    def __init__(self, net, seed=0):
        self.net = net
        self.seed = seed
        self._terms = None
        self._forward = Forward(net)

    def terms(self, images):
        """Means over `images`, in nats per image, as a dict.

        ``elbo``, ``reconstruction``, ``kl_z``, ``kl_u``: the bound with one draw of z for each image, always the
        same draws; ``reconstruction`` is -log p(x given z, u), so elbo = -reconstruction - kl_z - kl_u.
        ``reconstruction_mean``: the same at z = mu. ``kl_z_per_dim``: list, the KL of each code dimension.
        ``template_ink``: sum of the templates' pixels over the sum of the images', no unit. ``template_scale``: how
        large a part of the template makes the image, see `_template_scale`.
        """
        if self._terms is None:
            x, noise = theano.tensor.tensor4("x"), theano.tensor.tensor3("noise")
            drawn, at_mean = [elbo_terms(self.net, x, draws) for draws in (noise, None)]
            mu, log_sigma = lasagne.layers.get_output(
                [self.net["l_z_mu"], self.net["l_z_log_sigma"]], {self.net["l_in"]: x, self.net["l_noise"]: noise[0]}
            )
            template = lasagne.layers.get_output(self.net["l_template"], {self.net["l_in"]: x}, deterministic=True)
            self._terms = theano.function(
                [x, noise],
                [
                    drawn.log_px_given_zu.sum(),
                    drawn.kl_u.sum(),
                    at_mean.log_px_given_zu.sum(),
                    template.sum(),
                    x.sum(),
                    _template_scale(self.net, x).sum(),
                    kl_normal_stdnormal(mu, log_sigma).sum(axis=0),
                ],
                mode=mode(),
            )
        draws = stream(self.seed, "evaluation")
        sums = 0
        for chunk in chunks(images):
            noise = draws.standard_normal((1, len(chunk), self.net["l_noise"].output_shape[1]), dtype="float32")
            sums = sums + np.concatenate(
                [np.atleast_1d(np.asarray(value, dtype="float64")) for value in self._terms(chunk, noise)]
            )
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

    def codes(self, images, drawn=False):
        """Posterior means of z, or one draw of z for each image: ndarray of shape (N, dim_z)."""
        mu, log_sigma = self._forward(["l_z_mu", "l_z_log_sigma"], l_in=images)
        if not drawn:
            return mu
        return mu + np.exp(log_sigma) * stream(self.seed, "evaluation").standard_normal(mu.shape, dtype="float32")


def _template_scale(net, x):
    """Spread of the points of the template that the pixels of each image show, over that of the pixels: (N,).

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


def dimensions_in_use(kl_z_per_dim, threshold=IN_USE):
    """How many code dimensions carry information: mean KL above `threshold` nats."""
    return int(sum(kl > threshold for kl in kl_z_per_dim))

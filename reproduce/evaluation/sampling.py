"""New images from a trained model: z from its prior, the pose held fixed or drawn, too (sections V.i and V.iii)."""

import numpy as np
from scipy.stats import norm

from original.engines.compat import lasagne, theano
from reproduce.evaluation.forward import Forward, in_chunks

POSES = ("mean", "identity")


def sample(net, num, seed=0, pose="mean", images=None):
    """Draws of z from N(0, I), decoded; arguments and result as in `decode` and `draw_codes`."""
    return decode(net, draw_codes(num, net["l_z"].output_shape[1], seed), pose, images)


def draw_codes(num, dim_z, seed=0):
    """Draws of z from N(0, I), float32 of shape (num, dim_z); models of equal dim_z decode the same codes."""
    return np.random.default_rng(seed).standard_normal((num, dim_z), dtype="float32")


def quantile_grid(rows, columns):
    """Codes on a grid that covers N(0, I) in two dimensions evenly (figure 7, top).

    Float32 of shape (rows * columns, 2); z1 grows along a row, z2 upwards.
    """
    across, up = [norm.ppf((np.arange(num) + 0.5) / num) for num in (columns, rows)]
    return np.stack(np.meshgrid(across, up[::-1]), axis=-1).reshape(-1, 2).astype("float32")


def draw_poses(net, codes, seed=0):
    """Draws of u from p(u), or p(u given z) for each of the `codes`; float32 of shape (num, dim_u).

    Only for a model whose prior on the pose is not flat.
    """
    mu, log_sigma = Forward(net)(["l_prior_mu", "l_prior_log_sigma"], l_z=codes)
    # Another stream than that of the codes, which may have been drawn from the same seed.
    return mu + np.exp(log_sigma) * np.random.default_rng([seed, 1]).standard_normal(mu.shape, dtype="float32")


def decode(net, codes, pose="mean", images=None):
    """Images of codes, all in one pose or each in its own.

    Parameters
    ----------
    net : dict of str to Layer
        A trained model of `original.models`.
    codes : ndarray of shape (num, dim_z), float32
    pose : {'mean', 'identity'} or ndarray of shape (num, dim_u), float32
        The pose of all samples: the mean of u over `images` (the text of section V.i.1), or the identity, which
        leaves the reference pose as it is (the captions of figures 6 and 7). Or u of each sample.
    images : ndarray of shape (N, 1, H, W) or None
        The training images; needed for the mean pose of a model that has one.

    Returns
    -------
    ndarray of shape (num, H, W)
        Pixel probabilities, in [0, 1].
    """
    if isinstance(pose, str) and pose not in POSES:
        raise ValueError("pose must be one of {}, got {!r}".format(", ".join(POSES), pose))
    if "l_u" not in net or isinstance(pose, str) and pose == "identity":
        # The identity changes nothing, so that the template y' is what would be sampled.
        return Forward(net)(["l_template"], l_z=codes)[0][:, 0]
    if isinstance(pose, str):
        pose = np.tile(mean_pose(net, images), (len(codes), 1))
    return Forward(net)(["l_out"], l_z=codes, l_u=pose)[0][:, 0]


def mean_pose(net, images):
    """The mean of u over `images`, shape (dim_u,)."""
    return poses(net, images).mean(axis=0)


def poses(net, images, noise=None, layer="l_u"):
    """The pose u of each image, shape (N, dim_u); or of ``l_pose`` what the transformer takes, (N, 6 or 2P).

    Under a prior with a density the mean of q(u given x), or with `noise`, standard normal draws of the network's
    ``l_noise`` in shape (N, D), a draw from it.
    """
    if noise is None:
        return Forward(net)([layer], l_in=images)[0]
    return Forward(net)([layer], drawn=True, l_in=images, l_noise=noise)[0]


def positions(net, u):
    """What becomes of poses u, shape (N, dim_u): the transformer's parameters, (N, 6 or 2P), and where it samples.

    The latter are the points of the template that the output's pixels show, shape (N, 2, H * W), x and y in pixels.
    """
    l_warped, draws = net["l_out"].input_layer, theano.tensor.matrix("u")
    size = net["l_out"].output_shape[2:]
    pose = lasagne.layers.get_output(net["l_pose"], {net["l_u"]: draws})
    return in_chunks(theano.function([draws], [pose, l_warped.positions(pose, size, size)]), u)

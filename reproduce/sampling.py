"""New images from a trained model: z from its prior, the pose held fixed (sections V.i and V.i.2)."""

import numpy as np
from scipy.stats import norm

from original.compat import lasagne, theano
from reproduce.evaluation import chunks

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


def decode(net, codes, pose="mean", images=None):
    """Images of codes, all in one pose.

    Parameters
    ----------
    net : dict of str to Layer
        A trained model of `original.models`.
    codes : ndarray of shape (num, dim_z), float32
    pose : {'mean', 'identity'}
        The pose of all samples: the mean pose over `images` (the text of section V.i.1), or the identity, which
        leaves the reference pose as it is (the captions of figures 6 and 7).
    images : ndarray of shape (N, 1, H, W) or None
        The training images; needed for the mean pose of a model that has one.

    Returns
    -------
    ndarray of shape (num, H, W)
        Pixel probabilities, in [0, 1].
    """
    if pose not in POSES:
        raise ValueError("pose must be one of {}, got {!r}".format(", ".join(POSES), pose))
    z = theano.tensor.matrix("z")
    if "l_u" not in net or pose == "identity":
        # The identity changes nothing, so that the template y' is what would be sampled.
        decoder = theano.function([z], lasagne.layers.get_output(net["l_template"], {net["l_z"]: z}))
    else:
        # As an array of its own the pose costs a compilation for every model; as an input all share one.
        u = theano.tensor.vector("u")
        poses = theano.tensor.tile(u.dimshuffle("x", 0), (z.shape[0], 1))
        of_z_and_u = theano.function([z, u], lasagne.layers.get_output(net["l_out"],
                                                                       {net["l_z"]: z, net["l_u"]: poses}))
        mean = mean_pose(net, images)

        def decoder(part):
            return of_z_and_u(part, mean)
    return np.concatenate([decoder(part)[:, 0] for part in chunks(codes)])


def mean_pose(net, images):
    """The mean of u over `images`, shape (dim_u,)."""
    return poses(net, images).mean(axis=0)


def poses(net, images):
    """The pose u of each image, shape (N, dim_u)."""
    x = theano.tensor.tensor4("x")
    of_images = theano.function([x], lasagne.layers.get_output(net["l_u"], {net["l_in"]: x}, deterministic=True))
    return np.concatenate([of_images(chunk) for chunk in chunks(images)])

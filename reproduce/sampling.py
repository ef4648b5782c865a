"""New images from a trained model: z from its prior, the pose held fixed (sections V.i and V.i.2)."""

import numpy as np

from original.compat import lasagne, theano
from reproduce.evaluation import chunks

POSES = ("mean", "identity")


def sample(net, num, seed=0, pose="mean", images=None):
    """Draws of z from N(0, I), decoded.

    Parameters
    ----------
    net : dict of str to Layer
        A trained model of `original.models`.
    num : int
        Number of samples.
    seed : int
        Determines z, so that models of equal dim_z decode the same codes.
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
    dim_z = net["l_z"].output_shape[1]
    codes = np.random.default_rng(seed).standard_normal((num, dim_z), dtype="float32")
    z = theano.tensor.matrix("z")
    if "l_u" not in net or pose == "identity":
        # The identity changes nothing, so that the template y' is what would be sampled.
        return theano.function([z], lasagne.layers.get_output(net["l_template"], {net["l_z"]: z}))(codes)[:, 0]
    u = theano.tensor.matrix("u")
    decode = theano.function([z, u], lasagne.layers.get_output(net["l_out"], {net["l_z"]: z, net["l_u"]: u}))
    return decode(codes, np.repeat(mean_pose(net, images)[None], num, axis=0))[:, 0]


def mean_pose(net, images):
    """The mean of u over `images`, shape (dim_u,)."""
    x = theano.tensor.tensor4("x")
    poses = theano.function([x], lasagne.layers.get_output(net["l_u"], {net["l_in"]: x}))
    return np.concatenate([poses(chunk) for chunk in chunks(images)]).mean(axis=0)

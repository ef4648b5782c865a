"""New images from a trained model: z from its prior, the pose held fixed or drawn, too (sections V.i and V.iii).

A model is a dict of str to Layer of `original.models`, or the `Forward` of one, which keeps what it has compiled.
"""

from statistics import NormalDist
from typing import Dict, Optional, Tuple, Union

import numpy as np

from original.images import shown
from original.labels import one_hot
from reproduce.evaluation.forward import Forward, inputs_of

POSES = ("mean", "identity", "prior")
Net = Union[dict, Forward]
Pose = Union[str, np.ndarray]


def sample(net: Net, num: int, seed: int = 0, pose: Pose = "mean", images: Optional[np.ndarray] = None) -> np.ndarray:
    """Decode draws from the prior on the code; arguments and result as in `decode` and `draw_codes_of`."""
    forward = Forward.of(net)
    return decode(forward, draw_codes_of(forward.net, num, seed), pose, images)


def draw_codes_of(net: dict, num: int, seed: int = 0) -> np.ndarray:
    """Draw codes of a model: z as of `draw_codes`, and beside it uniform draws of its discrete codes, one-hot.

    Float32 of shape (num, dim_z + dim_c); the draws of c are from another stream than those of z.
    """
    z = draw_codes(num, net["l_z"].output_shape[1], seed)
    if "l_c" not in net:
        return z
    l_c = net["l_c"]
    drawn = np.random.default_rng([seed, 2]).integers(l_c.classes, size=num * l_c.codes)
    return np.hstack([z, one_hot(drawn, l_c.classes).reshape(num, -1)])


def draw_labelled(
    net: dict, num: int, seed: int = 0, label: Union[int, np.ndarray, None] = None
) -> Tuple[np.ndarray, Optional[np.ndarray]]:
    """Draw codes, and classes for a model that sees them.

    Parameters
    ----------
    net : dict of str to Layer
    num, seed : int
    label : int or ndarray of int, shape (num,), or None
        The class that the model sees; or else that of its one discrete code. None draws it uniformly.

    Returns
    -------
    (ndarray, ndarray or None)
        Codes as of `draw_codes_of`, and classes (num,), None for a model that sees none.

    Raises
    ------
    ValueError
        For a label that is none of the classes, or that the model has no use for.
    """
    codes = draw_codes_of(net, num, seed)
    given = None if label is None else np.broadcast_to(np.asarray(label), (num,))
    if "l_y" in net:
        classes = net["l_y"].output_shape[1]
        return codes, np.random.default_rng([seed, 3]).integers(classes, size=num) if given is None else given
    if given is not None:
        if "l_c" not in net or net["l_c"].codes > 1:
            raise ValueError("a label needs a model that sees the class, or has one discrete code")
        codes[:, net["l_z"].output_shape[1] :] = one_hot(given, net["l_c"].classes)
    return codes, None


def parts_of(net: dict, codes: np.ndarray) -> Dict[str, np.ndarray]:
    """Return codes, (num, dim_z + dim_c), as `Forward` takes them: ``l_z``, and ``l_c`` if there are discrete ones.

    ValueError for another number of columns.
    """
    dim_z, dim_c = net["l_z"].output_shape[1], net["l_c"].output_shape[1] if "l_c" in net else 0
    if codes.shape[1:] != (dim_z + dim_c,):
        raise ValueError(f"codes must have shape (N, {dim_z + dim_c}), got {codes.shape}")
    return {"l_z": codes[:, :dim_z], "l_c": codes[:, dim_z:]} if dim_c else {"l_z": codes}


def draw_codes(num: int, dim_z: int, seed: int = 0) -> np.ndarray:
    """Draw z from N(0, I): float32 of shape (num, dim_z); models of equal dim_z decode the same codes."""
    return np.random.default_rng(seed).standard_normal((num, dim_z), dtype="float32")


def quantile_grid(rows: int, columns: int) -> np.ndarray:
    """Return codes on a grid that covers N(0, I) in two dimensions evenly (figure 7, top).

    Float32 of shape (rows * columns, 2); z1 grows along a row, z2 upwards.
    """
    across, up = [[NormalDist().inv_cdf((place + 0.5) / num) for place in range(num)] for num in (columns, rows)]
    return np.stack(np.meshgrid(across, up[::-1]), axis=-1).reshape(-1, 2).astype("float32")


def draw_poses(net: Net, codes: np.ndarray, seed: int = 0) -> np.ndarray:
    """Draw u from p(u), or from p(u given z) for each of the `codes`: float32 of shape (num, dim_u).

    ValueError for a model whose prior on the pose is flat.
    """
    forward = Forward.of(net)
    if "l_prior_mu" not in forward.net:
        raise ValueError("this model's prior on the pose is flat: there is nothing to draw from")
    mu, log_sigma = forward(["l_prior_mu", "l_prior_log_sigma"], l_z=parts_of(forward.net, codes)["l_z"])
    # Another stream than that of the codes, which may have been drawn from the same seed.
    return mu + np.exp(log_sigma) * np.random.default_rng([seed, 1]).standard_normal(mu.shape, dtype="float32")


def decode(
    net: Net,
    codes: np.ndarray,
    pose: Pose = "mean",
    images: Optional[np.ndarray] = None,
    mean: Optional[np.ndarray] = None,
    labels: Optional[np.ndarray] = None,
) -> np.ndarray:
    """Decode codes, all in one pose or each in its own.

    Parameters
    ----------
    net : dict of str to Layer, or Forward
    codes : ndarray of shape (num, dim_z), float32; with discrete codes (num, dim_z + dim_c), those behind z
    pose : {'mean', 'identity', 'prior'} or ndarray of shape (dim_u,) or (num, dim_u), float32
        The pose of all samples: the mean of u over the training images (the text of section V.i.1), or the identity,
        which leaves the reference pose as it is (the captions of figures 6 and 7). Or u of each: draws from the prior
        where it has a density, or given ones. A model without a pose ignores the names.
    images : ndarray of shape (N, C, H, W) or None
        The training images, for the mean pose.
    mean : ndarray of shape (dim_u,) or None
        The mean pose, where it is known already.
    labels : ndarray of int, shape (num,), or None
        Classes of the samples, for a model that sees them.

    Returns
    -------
    ndarray of shape (num, H, W), or of several channels (num, H, W, C)
        Pixel probabilities, in [0, 1].

    Raises
    ------
    ValueError
        For a pose that has no meaning, or that the model has not; or labels that are missing.
    """
    forward = Forward.of(net)
    u = _resolved(forward, codes, pose, images, mean)
    given = inputs_of(forward.net, codes, labels)
    del given["l_in"]
    given.update(parts_of(forward.net, codes))
    if u is None:
        return shown(forward(["l_template"], **given)[0])
    return shown(forward(["l_out"], **given, l_u=u)[0])


def _resolved(forward, codes, pose, images, mean):
    """Return u of each of the codes, (num, dim_u), or None where the template is the image; arguments as `decode`."""
    if isinstance(pose, str):
        if pose not in POSES:
            raise ValueError(f"pose must be one of {', '.join(POSES)}, or an array, got {pose!r}")
        if "l_u" not in forward.net or pose == "identity":
            return None
        if pose == "prior":
            return draw_poses(forward, codes)
        pose = mean_pose(forward, images) if mean is None and images is not None else mean
        if pose is None:
            raise ValueError("the mean pose of this model is not known; give pose='identity', or an array")
    elif "l_u" not in forward.net:
        raise ValueError("this model has no pose, so that none can be given")
    pose = np.atleast_2d(pose)
    if len(pose) not in (1, len(codes)):
        raise ValueError(f"{len(pose)} poses don't go with {len(codes)} codes")
    return np.repeat(pose, len(codes) // len(pose), axis=0)


def mean_pose(net: Net, images: np.ndarray, labels: Optional[np.ndarray] = None) -> np.ndarray:
    """Compute the mean of u over `images`, shape (dim_u,); `labels` as of `poses`."""
    return poses(net, images, labels=labels).mean(axis=0)


def poses(
    net: Net,
    images: np.ndarray,
    noise: Optional[np.ndarray] = None,
    layer: str = "l_u",
    labels: Optional[np.ndarray] = None,
) -> np.ndarray:
    """Infer the pose u of each image, shape (N, dim_u); or of ``l_pose`` what the transformer takes, (N, 6 or 2P).

    Under a prior with a density the mean of q(u given x), or with `noise`, standard normal draws of the network's
    ``l_noise`` in shape (N, D), a draw from it. `labels`, (N,), are the classes of the images, for a model that sees
    them.
    """
    forward = Forward.of(net)
    given = inputs_of(forward.net, images, labels)
    if noise is None:
        return forward([layer], **given)[0]
    return forward([layer], drawn=True, **given, l_noise=noise)[0]

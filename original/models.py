"""The three architectures of figure 4: VAE, T-VAE and DTVAE.

Each ``build_*`` returns its layers by name in a dict. All models have

=================  =============  ==================================================================
``l_in``           (B, 1, H, W)   x, the observed image
``l_noise``        (B, D)         standard normal draws, for z and, behind them, for a u that has a density
``l_z_mu``         (B, dim_z)     mean of q(z given x)
``l_z_log_sigma``  (B, dim_z)     log standard deviation of q(z given x)
``l_z``            (B, dim_z)     z
``l_template``     (B, 1, H, W)   y', the reconstruction in the reference pose
``l_out``          (B, 1, H, W)   x', the Bernoulli probabilities of the pixels
=================  =============  ==================================================================

and those with a pose

=================  =============  ==================================================================
``l_u``            (B, dim_u)     u, the latent numbers of the pose
``l_pose``         (B, 6 or 2P)   the pose that takes y' to x': the sampling points of x' in y', as the transformer
                                  layer takes them; u itself, or what `original.priors` makes of it
``l_upright``      (B, 1, H, W)   y, the input with its pose undone (DTVAE only)
=================  =============  ==================================================================

Where the prior on the pose is not flat there are, too, ``l_u_mu`` and ``l_u_log_sigma`` of q(u given x), and
``l_prior_mu`` and ``l_prior_log_sigma`` of p(u), output (B, dim_u) each. Under the flat one the pose is a deterministic
function of x (section IV: q(u given x) is a delta, no divergence for u).
"""

from original import spec
from original.engines.compat import lasagne
from original.networks import GaussianSampleLayer, PoseLimit, clipped, gaussian_heads, hidden_layers, template
from original.priors import PosePrior
from original.spec import LOG_SIGMA_FLOOR, MIN_DETERMINANT, MODELS
from original.transformers.inverses import AffineInverseLayer, TPSInverseLayer
from original.transformers.layers import transformer_layers
from original.transformers.poses import Affine5Pose, AffinePose, TPSPose


def build_vae(
    dim_z=8,
    image_shape=(28, 28),
    num_units=(256, 256),
    log_sigma_floor=LOG_SIGMA_FLOOR,
    weights="glorot",
    log_sigma_start=0.0,
):
    """Variational autoencoder (figure 4, left).

    Parameters
    ----------
    dim_z : int
        Dimension of the code z.
    image_shape : (int, int)
        Rows and columns.
    num_units : sequence of int
        Hidden units of the encoder's layers, and of the decoder's.
    log_sigma_floor : float
        Least log standard deviation of q(z given x).
    weights : {'glorot', 'glorot-relu'}
        Initial weights of the dense layers.
    log_sigma_start : float
        Initial bias of the log standard deviation.

    Returns
    -------
    dict of str to Layer
    """
    l_in = lasagne.layers.InputLayer((None, 1) + tuple(image_shape), name="x")
    l_noise = lasagne.layers.InputLayer((None, dim_z), name="noise")
    net = _autoencode(l_in, l_noise, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start)
    net.update(l_in=l_in, l_noise=l_noise, l_out=clipped(net["l_template"]))
    return net


def build_tvae(
    dim_z=8,
    transformer="affine",
    image_shape=(28, 28),
    num_units=(256, 256),
    grid_size=3,
    log_sigma_floor=LOG_SIGMA_FLOOR,
    weights="glorot",
    localization_init="identity",
    border_mode="nearest",
    layers="ours",
    sampler="fused",
    log_sigma_start=0.0,
    pose="transformer",
    tps_start="identity",
    pose_activation="none",
    pose_range=1.0,
    localization="encoder",
    localization_units=(128,),
    **prior,
):
    """Transformer VAE (figure 4, middle): the encoder gives z and the pose u that warps the decoder's output.

    Parameters
    ----------
    transformer : {'affine', 'tps'}
        Pose family: 6 numbers of an affine matrix, or ``2 * grid_size**2`` offsets of TPS control points.
    grid_size : int
        Side of the grid of TPS control points (section V.i: 3).
    localization_init : {'identity', 'glorot'}
        See `original.networks.pose_head`.
    border_mode : {'nearest', 'mirror', 'wrap'}
        See `original.transformers.sampling.bilinear_sample`.
    layers : {'ours', 'lasagne'}
        Whose transformer layers, see `original.transformers.layers.transformer_layers`.
    sampler : {'fused', 'graph'}
        How our layers sample, see `original.transformers.sampling.bilinear_sample`.
    pose : {'transformer', 'affine5'}
        The numbers that describe a pose: the transformer's own, or the five of
        `original.transformers.poses.Affine5Pose`.
    tps_start : {'identity', 'grid'}
        See `original.transformers.poses.TPSPose`.
    pose_activation : {'none', 'tanh', 'sigmoid'}
        Limits the pose to `pose_range` around its start, see `original.networks.PoseLimit`.
    pose_range : float
    localization : {'encoder', 'network'}
        What the pose is inferred from: the encoder's last hidden layer, or a network of its own, as the DTVAE has.
    localization_units : sequence of int
        Hidden units of that network.
    prior
        Arguments of `original.priors.PosePrior`.

    The other parameters and the return value are those of `build_vae`.
    """
    if localization not in spec.LOCALIZATIONS:
        raise ValueError(f"localization must be one of {', '.join(spec.LOCALIZATIONS)}, got {localization!r}")
    prior = PosePrior(
        _family(transformer, pose, grid_size, tps_start),
        log_sigma_floor=log_sigma_floor,
        limit=_limit(pose_activation, pose_range),
        **prior,
    )
    l_in = lasagne.layers.InputLayer((None, 1) + tuple(image_shape), name="x")
    l_noise, l_z_noise, l_u_noise = _noise(dim_z, prior.dim_noise)
    net = _autoencode(l_in, l_z_noise, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start)
    l_features = net["l_encoder"]
    if localization == "network":
        l_features = hidden_layers(l_in, "localization", localization_units, weights)
    net.update(prior.posterior(l_features, l_u_noise, localization_init, weights))
    l_pose = prior.pose(net["l_u"], weights)
    l_warped = _warp(net["l_template"], l_pose, transformer, border_mode, layers, sampler)
    net.update(l_in=l_in, l_noise=l_noise, l_pose=l_pose, l_out=clipped(l_warped))
    net.update(prior.parameters(net["l_z"], weights))
    return net


def build_dtvae(
    dim_z=8,
    transformer="affine",
    image_shape=(28, 28),
    num_units=(256, 256),
    localization_units=(128,),
    grid_size=3,
    log_sigma_floor=LOG_SIGMA_FLOOR,
    weights="glorot",
    localization_init="identity",
    border_mode="nearest",
    layers="ours",
    sampler="fused",
    log_sigma_start=0.0,
    pose="transformer",
    tps_start="identity",
    pose_activation="none",
    pose_range=1.0,
    min_determinant=MIN_DETERMINANT,
    **prior,
):
    """Double transformer VAE (figure 4, right): undo the pose, encode and decode, apply the pose again.

    Under the flat prior the localization network's pose takes x to y, and its inverse is u, which takes y' to x'.
    Under a prior with a density the network gives q(u given x), whose draw is undone by its inverse before the rest
    of x is encoded: q(z given x, u).

    Parameters
    ----------
    transformer : {'affine', 'tps'}
        Pose family; the thesis has the affine one, whose inverse is exact. That of a thin plate spline is
        approximate, see `original.transformers.inverses.tps_inverse`.
    localization_units : sequence of int
        Hidden units of the localization network (figure 5: a single layer of 128).
    min_determinant : float
        See `original.transformers.inverses.affine_inverse`.

    The other parameters are those of `build_tvae`, the return value that of `build_vae`.
    """
    if (pose, prior.get("prior", "flat")) == ("affine5", "flat"):
        raise ValueError(
            "pose 'affine5' of a DTVAE needs a prior other than flat: the inverse of such a pose, which "
            "is u then, is none of the family"
        )
    prior = PosePrior(
        _family(transformer, pose, grid_size, tps_start),
        log_sigma_floor=log_sigma_floor,
        limit=_limit(pose_activation, pose_range),
        **prior,
    )
    l_in = lasagne.layers.InputLayer((None, 1) + tuple(image_shape), name="x")
    l_noise, l_z_noise, l_u_noise = _noise(dim_z, prior.dim_noise)
    l_localization = hidden_layers(l_in, "localization", localization_units, weights)
    of_u = prior.posterior(l_localization, l_u_noise, localization_init, weights)
    InverseLayer = AffineInverseLayer if transformer == "affine" else TPSInverseLayer
    if not prior.prior.density:
        l_undo = prior.pose(of_u["l_u"], weights)
        l_pose = of_u["l_u"] = InverseLayer(l_undo, min_determinant)
    else:
        l_pose = prior.pose(of_u["l_u"], weights)
        l_undo = InverseLayer(l_pose, min_determinant)
    l_upright = _warp(l_in, l_undo, transformer, border_mode, layers, sampler)
    net = _autoencode(l_upright, l_z_noise, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start)
    l_warped = _warp(net["l_template"], l_pose, transformer, border_mode, layers, sampler)
    net.update(
        of_u, l_in=l_in, l_noise=l_noise, l_upright=l_upright, l_undo=l_undo, l_pose=l_pose, l_out=clipped(l_warped)
    )
    net.update(prior.parameters(net["l_z"], weights))
    return net


def build(model, dim_z=8, **options):
    """The model named `model`, one of `original.spec.MODELS`; `options` go to its ``build_*``, which ignores none."""
    if model not in MODELS:
        raise ValueError("unknown model {!r}; the models are {}".format(model, ", ".join(MODELS)))
    model = MODELS[model]
    if model.transformer:
        options["transformer"] = model.transformer
    return {"vae": build_vae, "tvae": build_tvae, "dtvae": build_dtvae}[model.architecture](dim_z, **options)


def parameters(net):
    """What is fitted: the weights of the network and of the prior, shared variables in a fixed order."""
    outputs = [net[name] for name in ("l_out", "l_prior_mu", "l_prior_log_sigma") if name in net]
    return lasagne.layers.get_all_params(outputs, trainable=True)


def _limit(activation, range):
    return None if activation == "none" else PoseLimit(activation, range)


def _family(transformer, pose, grid_size=3, tps_start="identity"):
    """The family of the numbers that describe a pose."""
    if transformer not in ("affine", "tps"):
        raise ValueError(f"transformer must be 'affine' or 'tps', got {transformer!r}")
    if pose not in ("transformer", "affine5") or (pose, transformer) == ("affine5", "tps"):
        raise ValueError(f"pose must be 'transformer', or 'affine5' for an affine one, got {pose!r} for {transformer}")
    if transformer == "tps":
        return TPSPose(grid_size, tps_start)
    return Affine5Pose() if pose == "affine5" else AffinePose()


def _noise(dim_z, dim_noise):
    """The input of standard normal draws, and its parts for z and u."""
    l_noise = lasagne.layers.InputLayer((None, dim_z + dim_noise), name="noise")
    if not dim_noise:
        return l_noise, l_noise, None
    return (
        l_noise,
        lasagne.layers.SliceLayer(l_noise, slice(0, dim_z), axis=1),
        lasagne.layers.SliceLayer(l_noise, slice(dim_z, None), axis=1),
    )


def _warp(l_image, l_pose, transformer, border_mode, layers, sampler):
    """The image, sampled as the pose says."""
    TransformerLayer, TPSTransformerLayer = transformer_layers(layers, sampler)
    if transformer == "affine":
        return TransformerLayer(l_image, l_pose, border_mode=border_mode)
    return TPSTransformerLayer(l_image, l_pose, control_points=l_pose.output_shape[1] // 2, border_mode=border_mode)


def _autoencode(l_image, l_noise, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start):
    """Encoder, z and decoder on top of `l_image`."""
    l_encoder = hidden_layers(l_image, "encoder", num_units, weights)
    l_z_mu, l_z_log_sigma = gaussian_heads(l_encoder, dim_z, log_sigma_floor, weights, log_sigma_start)
    l_z = GaussianSampleLayer(l_z_mu, l_z_log_sigma, l_noise, name="z")
    return {
        "l_encoder": l_encoder,
        "l_z_mu": l_z_mu,
        "l_z_log_sigma": l_z_log_sigma,
        "l_z": l_z,
        "l_template": template(l_z, image_shape, num_units, weights),
    }

"""The three architectures of figure 4: VAE, T-VAE and DTVAE.

Each ``build_*`` returns its layers by name in a dict. All models have

=================  =============  ==================================================================
``l_in``           (B, 1, H, W)   x, the observed image
``l_noise``        (B, dim_z)     standard normal draws for z
``l_z_mu``         (B, dim_z)     mean of q(z given x)
``l_z_log_sigma``  (B, dim_z)     log standard deviation of q(z given x)
``l_z``            (B, dim_z)     z
``l_template``     (B, 1, H, W)   y', the reconstruction in the reference pose
``l_out``          (B, 1, H, W)   x', the Bernoulli probabilities of the pixels
=================  =============  ==================================================================

and those with a pose

=================  =============  ==================================================================
``l_u``            (B, dim_u)     u, the pose that takes x' to y' (T-VAE: sampling points of x' in y')
``l_upright``      (B, 1, H, W)   y, the input with its pose undone (DTVAE only)
=================  =============  ==================================================================

The pose is a deterministic function of x here (section IV: q(u given x) is a delta, no divergence for u).
"""

from lasagne.layers import InputLayer

from original.networks import GaussianSampleLayer, clipped, gaussian_heads, hidden_layers, pose_head, template
from original.poses import AffineInverseLayer, AffinePose, TPSPose
from original.transformers import transformer_layers

MODELS = ("vae", "tvae_affine", "tvae_tps", "dtvae_affine")


def build_vae(dim_z=8, image_shape=(28, 28), num_units=(256, 256), log_sigma_floor=-6.0, weights="glorot",
              log_sigma_start=0.0):
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
    l_in = InputLayer((None, 1) + tuple(image_shape), name="x")
    net = _autoencode(l_in, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start)
    net.update(l_in=l_in, l_out=clipped(net["l_template"]))
    return net


def build_tvae(dim_z=8, transformer="affine", image_shape=(28, 28), num_units=(256, 256), grid_size=3,
               log_sigma_floor=-6.0, weights="glorot", localization_init="identity", border_mode="nearest",
               layers="ours", sampler="fused", log_sigma_start=0.0):
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
        See `original.sampler.bilinear_sample`.
    layers : {'ours', 'lasagne'}
        Whose transformer layers, see `original.transformers.transformer_layers`.
    sampler : {'fused', 'graph'}
        How our layers sample, see `original.sampler.bilinear_sample`.

    The other parameters and the return value are those of `build_vae`.
    """
    TransformerLayer, TPSTransformerLayer = transformer_layers(layers, sampler)
    if transformer not in ("affine", "tps"):
        raise ValueError("transformer must be 'affine' or 'tps', got {!r}".format(transformer))
    l_in = InputLayer((None, 1) + tuple(image_shape), name="x")
    net = _autoencode(l_in, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start)
    pose = AffinePose() if transformer == "affine" else TPSPose(grid_size)
    l_u = pose_head(net["l_encoder"], pose, localization_init, weights)
    if transformer == "affine":
        l_warped = TransformerLayer(net["l_template"], l_u, border_mode=border_mode)
    else:
        l_warped = TPSTransformerLayer(net["l_template"], l_u, control_points=pose.control_points,
                                       border_mode=border_mode)
    net.update(l_in=l_in, l_u=l_u, l_out=clipped(l_warped))
    return net


def build_dtvae(dim_z=8, transformer="affine", image_shape=(28, 28), num_units=(256, 256), localization_units=(128,),
                log_sigma_floor=-6.0, weights="glorot", localization_init="identity", border_mode="nearest",
                layers="ours", sampler="fused", log_sigma_start=0.0):
    """Double transformer VAE (figure 4, right): undo the pose, encode and decode, apply the pose again.

    The localization network's affine pose takes x to y; its exact inverse takes y' to x'.

    Parameters
    ----------
    transformer : {'affine'}
        Pose family; the thesis has the affine one only, whose inverse is exact.
    localization_units : sequence of int
        Hidden units of the localization network (figure 5: a single layer of 128).

    The other parameters are those of `build_tvae`, the return value that of `build_vae`.
    """
    if transformer != "affine":
        raise ValueError("transformer must be 'affine' (its inverse is exact), got {!r}".format(transformer))
    TransformerLayer, _ = transformer_layers(layers, sampler)
    l_in = InputLayer((None, 1) + tuple(image_shape), name="x")
    l_localization = hidden_layers(l_in, "localization", localization_units, weights)
    l_undo = pose_head(l_localization, AffinePose(), localization_init, weights, name="u")
    l_upright = TransformerLayer(l_in, l_undo, border_mode=border_mode)
    net = _autoencode(l_upright, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start)
    l_u = AffineInverseLayer(l_undo)
    l_warped = TransformerLayer(net["l_template"], l_u, border_mode=border_mode)
    net.update(l_in=l_in, l_upright=l_upright, l_undo=l_undo, l_u=l_u, l_out=clipped(l_warped))
    return net


def build(model, dim_z=8, **options):
    """The model named `model`, one of `MODELS`; `options` go to its ``build_*``, which ignores none."""
    family, _, transformer = model.partition("_")
    builders = {"vae": build_vae, "tvae": build_tvae, "dtvae": build_dtvae}
    if model not in MODELS:
        raise ValueError("unknown model {!r}; the models are {}".format(model, ", ".join(MODELS)))
    if transformer:
        options["transformer"] = transformer
    return builders[family](dim_z, **options)


def _autoencode(l_image, dim_z, image_shape, num_units, log_sigma_floor, weights, log_sigma_start):
    """Encoder, z and decoder on top of `l_image`."""
    l_encoder = hidden_layers(l_image, "encoder", num_units, weights)
    l_z_mu, l_z_log_sigma = gaussian_heads(l_encoder, dim_z, log_sigma_floor, weights, log_sigma_start)
    l_noise = InputLayer((None, dim_z), name="noise")
    l_z = GaussianSampleLayer(l_z_mu, l_z_log_sigma, l_noise, name="z")
    return dict(l_encoder=l_encoder, l_z_mu=l_z_mu, l_z_log_sigma=l_z_log_sigma, l_noise=l_noise, l_z=l_z,
                l_template=template(l_z, image_shape, num_units, weights))

"""The three architectures of figure 4: VAE, T-VAE and DTVAE.

Each ``build_*`` takes the dimension of z and options of `original.options`. It returns its layers by name in a dict.
All models have

=================  =============  ==================================================================
``l_in``           (B, C, H, W)   x, the observed image
``l_noise``        (B, D)         standard normal draws, for z and, behind them, for a u that has a density
``l_z_mu``         (B, dim_z)     mean of q(z given x)
``l_z_log_sigma``  (B, dim_z)     log standard deviation of q(z given x)
``l_z``            (B, dim_z)     z
``l_template``     (B, C, H, W)   y', the reconstruction in the reference pose
``l_out``          (B, C, H, W)   x', the Bernoulli probabilities of the pixels
=================  =============  ==================================================================

and those with a pose

=================  =============  ==================================================================
``l_u``            (B, dim_u)     u, the latent numbers of the pose
``l_pose``         (B, 6 or 2P)   the pose that takes y' to x': the sampling points of x' in y', as the transformer
                                  layer takes them; u itself, or what `original.priors` makes of it
``l_upright``      (B, C, H, W)   y, the input with its pose undone (DTVAE only)
=================  =============  ==================================================================

Options that the thesis has not trained, but names at the end of section V.ii, add

================  ====================  ==================================================================
``l_c_logits``    (B, codes * classes)  unnormalized log q(c given x) of discrete codes, see `original.categorical`
``l_c``           (B, codes * classes)  c, one-hot vectors or their relaxations; the decoder takes z and c side by side
``l_y``           (B, classes)          the class of the image as a one-hot vector, an input: what infers z, u and c
                                        sees it beside the image, and the decoder beside z and c
================  ====================  ==================================================================

``l_noise`` has the draws for c behind the others.

A prior on the pose that is not flat adds ``l_u_mu`` and ``l_u_log_sigma`` of q(u given x), and ``l_prior_mu`` and
``l_prior_log_sigma`` of p(u), output (B, dim_u) each. Under the flat one the pose is a deterministic function of x
(section IV: q(u given x) is a delta, no divergence for u).
"""

from typing import Any, Dict, NamedTuple, Optional

from original.categorical import categorical_code
from original.engines.compat import lasagne
from original.networks import GaussianSampleLayer, beside, clipped, gaussian_heads, hidden_layers, template
from original.options import DtvaeOptions, ModelOptions, PoseOptions, TvaeOptions
from original.priors import PosePrior
from original.spec import MIN_DETERMINANT, MODELS, SAMPLERS
from original.transformers.inverses import AffineInverseLayer, TPSInverseLayer
from original.transformers.layers import transformer_layers

Layers = Dict[str, Any]  # of Lasagne, by name


class Inputs(NamedTuple):
    """The input layers of a model, and the parts of the noise."""

    l_in: Any
    l_noise: Any
    l_z_noise: Any
    l_u_noise: Optional[Any]
    l_c_noise: Optional[Any]
    l_y: Optional[Any]

    def named(self) -> Layers:
        """Return those that a caller feeds, by name."""
        named = {"l_in": self.l_in, "l_noise": self.l_noise}
        return named if self.l_y is None else dict(named, l_y=self.l_y)

    def seen(self, l_image: Any) -> Any:
        """Return what a network sees of an image, (B, C, H, W): the image alone, or as a row beside the class."""
        return l_image if self.l_y is None else beside(lasagne.layers.FlattenLayer(l_image), self.l_y)


def build_vae(dim_z: int = 8, **options) -> Layers:
    """Return a variational autoencoder (figure 4, left); `options` are those of `original.options.ModelOptions`."""
    options = ModelOptions(**options)
    inputs = _inputs(dim_z, 0, options)
    net = _autoencode(inputs.l_in, inputs, dim_z, options)
    net.update(inputs.named(), l_out=clipped(net["l_template"]))
    return net


def build_tvae(dim_z: int = 8, **options) -> Layers:
    """Return a transformer VAE (figure 4, middle): the encoder gives z and the pose u that warps the decoder's output.

    `options` are those of `original.options.TvaeOptions`.
    """
    options = TvaeOptions(**options)
    prior = PosePrior(options)
    inputs = _inputs(dim_z, prior.dim_noise, options)
    net = _autoencode(inputs.l_in, inputs, dim_z, options)
    l_features = net["l_encoder"]
    if options.localization == "network":
        l_seen = inputs.seen(inputs.l_in)
        l_features = hidden_layers(l_seen, "localization", options.localization_units, options.weights)
    net.update(prior.posterior(l_features, inputs.l_u_noise))
    l_pose = prior.pose(net["l_u"])
    l_warped = _warp(net["l_template"], l_pose, options)
    net.update(inputs.named(), l_pose=l_pose, l_out=clipped(l_warped))
    net.update(prior.parameters(net["l_z"]))
    return net


def build_dtvae(dim_z: int = 8, **options) -> Layers:
    """Return a double transformer VAE (figure 4, right): undo the pose, encode and decode, apply the pose again.

    Under the flat prior the localization network's pose takes x to y, and its inverse is u, which takes y' to x'.
    Under a prior with a density the network gives q(u given x), whose draw is undone by its inverse before the rest
    of x is encoded: q(z given x, u). The thesis has the affine transformer, whose inverse is exact. That of a thin
    plate spline is approximate, see `original.transformers.inverses.tps_inverse`.

    `options` are those of `original.options.DtvaeOptions`.
    """
    options = DtvaeOptions(**options)
    prior = PosePrior(options)
    inputs = _inputs(dim_z, prior.dim_noise, options)
    l_seen = inputs.seen(inputs.l_in)
    l_localization = hidden_layers(l_seen, "localization", options.localization_units, options.weights)
    of_u = prior.posterior(l_localization, inputs.l_u_noise)
    l_inferred = prior.pose(of_u["l_u"])
    l_inverse = _inverse(l_inferred, options.transformer, options.min_determinant)
    if prior.prior.density:
        l_pose, l_undo = l_inferred, l_inverse
    else:
        l_pose, l_undo = l_inverse, l_inferred
        of_u["l_u"] = l_pose
    l_upright = _warp(inputs.l_in, l_undo, options)
    net = _autoencode(l_upright, inputs, dim_z, options)
    l_warped = _warp(net["l_template"], l_pose, options)
    net.update(of_u, l_upright=l_upright, l_undo=l_undo, l_pose=l_pose, l_out=clipped(l_warped))
    net.update(inputs.named())
    net.update(prior.parameters(net["l_z"]))
    return net


def build(model: str, dim_z: int = 8, **options) -> Layers:
    """Return the model named `model`, one of `original.spec.MODELS`; `options` go to its ``build_*``."""
    if model not in MODELS:
        raise ValueError(f"unknown model {model!r}; the models are {', '.join(MODELS)}")
    model = MODELS[model]
    if model.transformer:
        options["transformer"] = model.transformer
    return {"vae": build_vae, "tvae": build_tvae, "dtvae": build_dtvae}[model.architecture](dim_z, **options)


def upright(net: Layers) -> Any:
    """Return the layer of y, the input with its pose undone, output (B, C, H, W).

    A DTVAE has it, ``l_upright`` (section III.iii). A T-VAE infers the same pose and never undoes it; here x is sampled
    at the inverse of ``l_pose``, of a thin plate spline at `original.transformers.inverses.tps_inverse`.

    Raises
    ------
    ValueError
        For a model without a pose.
    """
    if "l_pose" not in net:
        raise ValueError("this model has no pose to undo")
    if "l_upright" in net:
        return net["l_upright"]
    l_warped, l_pose = net["l_out"].input_layer, net["l_pose"]
    is_affine = not hasattr(l_warped, "control_points")
    options = PoseOptions(
        transformer="affine" if is_affine else "tps",
        border_mode=l_warped.border_mode,
        border_value=getattr(l_warped, "border_value", 0.0),
        sampler=getattr(l_warped, "sampler", SAMPLERS[0]),
    )
    return _warp(net["l_in"], _inverse(l_pose, options.transformer), options)


def parameters(net: Layers) -> list:
    """Return what is fitted: the weights of the network and of the prior, shared variables in a fixed order."""
    outputs = [net[name] for name in ("l_out", "l_prior_mu", "l_prior_log_sigma") if name in net]
    return lasagne.layers.get_all_params(outputs, trainable=True)


def _inputs(dim_z, dim_u_noise, options):
    """Return the layers of the images, of the standard normal draws and their parts, and the class, if it is seen."""
    l_in = lasagne.layers.InputLayer((None, *options.shape), name="x")
    of_zu, total = dim_z + dim_u_noise, dim_z + dim_u_noise + options.dim_c
    l_noise = lasagne.layers.InputLayer((None, total), name="noise")

    def part(first, end):
        if first == end:
            return None
        last = None if end == total else end
        return l_noise if (first, last) == (0, None) else lasagne.layers.SliceLayer(l_noise, slice(first, last), axis=1)

    l_y = lasagne.layers.InputLayer((None, options.conditional), name="y") if options.conditional else None
    return Inputs(l_in, l_noise, part(0, dim_z), part(dim_z, of_zu), part(of_zu, total), l_y)


def _inverse(l_pose, transformer, min_determinant=MIN_DETERMINANT):
    """Return the layer of the poses that undo those of `l_pose`."""
    InverseLayer = AffineInverseLayer if transformer == "affine" else TPSInverseLayer
    return InverseLayer(l_pose, min_determinant)


def _warp(l_image, l_pose, options):
    """Return the image, sampled as the pose says."""
    TransformerLayer, TPSTransformerLayer = transformer_layers(options.layers, options.sampler)
    border = {"border_mode": options.border_mode}
    if options.border_value:  # which Lasagne's own layers don't take
        border["border_value"] = options.border_value
    if options.transformer == "affine":
        return TransformerLayer(l_image, l_pose, **border)
    return TPSTransformerLayer(l_image, l_pose, control_points=l_pose.output_shape[1] // 2, **border)


def _autoencode(l_image, inputs, dim_z, options):
    """Return encoder, z, discrete codes and decoder on top of `l_image`."""
    l_encoder = hidden_layers(inputs.seen(l_image), "encoder", options.num_units, options.weights)
    l_z_mu, l_z_log_sigma = gaussian_heads(
        l_encoder, dim_z, options.log_sigma_floor, options.weights, options.log_sigma_start
    )
    l_z = GaussianSampleLayer(l_z_mu, l_z_log_sigma, inputs.l_z_noise, name="z")
    of_c = {}
    if options.discrete:
        count, classes = options.discrete_codes, options.discrete
        of_c = categorical_code(l_encoder, inputs.l_c_noise, count, classes, options.weights)
    l_code = beside(l_z, of_c.get("l_c"), inputs.l_y)
    return {
        "l_encoder": l_encoder,
        "l_z_mu": l_z_mu,
        "l_z_log_sigma": l_z_log_sigma,
        "l_z": l_z,
        **of_c,
        "l_template": template(l_code, options.shape, options.num_units, options.weights),
    }

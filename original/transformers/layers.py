"""Spatial transformer layers with the arguments, shapes, errors and numbers of Lasagne 0.2.dev1's own.

The thesis used the layers "provided with Lasagne" (appendix A) of 0.2.dev1, which was never released; the release
on the package index, 0.1, lacks them. Both layers sample the incoming image at positions that are linear in the
output of the localization network, so that the positions cost one matrix product with a constant.

References
----------
.. [1] Jaderberg, Simonyan, Zisserman, Kavukcuoglu (2015): Spatial Transformer Networks.
.. [2] Bookstein (1989): Principal Warps: Thin-Plate Splines and the Decomposition of Deformations.
"""

from functools import partial

import numpy as np

from original.engines.compat import T, lasagne, theano, upcast
from original.borders import border_level
from original.registry import check_choice
from original.sizes import downsampled
from original.spec import SAMPLERS
from original.transformers import splines
from original.transformers.sampling import bilinear_sample


class _SpatialTransformer(lasagne.layers.MergeLayer):
    """The parts that both layers share: an image, the parameters of its warp, and sampling on the output grid."""

    is_constant = True  # whether grids of sizes that are known when the network is built are constants

    def __init__(
        self,
        incoming,
        localization_network,
        downsample_factor=1,
        border_mode="nearest",
        sampler="fused",
        border_value=0.0,
        **kwargs,
    ):
        super().__init__([incoming, localization_network], **kwargs)
        self.downsample_factor = lasagne.utils.as_tuple(downsample_factor, 2)
        self.border_mode, self.border_value = border_mode, border_level(border_mode, border_value)
        self.sampler = check_choice("sampler", sampler, SAMPLERS)

        input_shape, parameters_shape = self.input_shapes
        if len(input_shape) != 4:
            raise ValueError(
                "The input network must have a 4-dimensional output shape: (batch_size, "
                f"num_input_channels, input_rows, input_columns), got {input_shape}"
            )
        if 0 in input_shape:
            raise ValueError(
                f"The input network must have at least one image, channel, row and column, got {input_shape}"
            )
        if len(parameters_shape) != 2 or parameters_shape[1] != self.num_parameters:
            raise ValueError(
                f"The localization network must have output shape: (batch_size, {self.num_parameters}), got "
                f"{parameters_shape}"
            )
        if None not in (input_shape[0], parameters_shape[0]) and input_shape[0] != parameters_shape[0]:
            raise ValueError(
                f"The localization network must have a row for each image: {parameters_shape[0]} rows for "
                f"{input_shape[0]} images"
            )
        downsampled(input_shape[2:], self.downsample_factor)

    def get_output_shape_for(self, input_shapes):
        return input_shapes[0][:2] + downsampled(input_shapes[0][2:], self.downsample_factor)

    def get_output_for(self, inputs, **kwargs):
        image, parameters = inputs
        if "float" not in parameters.dtype:
            parameters = T.cast(parameters, upcast(parameters.dtype, theano.config.floatX))
        # Sizes known when the network is built make the grids constants; unknown ones are read off the image.
        known = self.input_shapes[0][2:] if self.is_constant else (None, None)
        image_size = [length or image.shape[axis] for axis, length in zip((2, 3), known)]
        known_output = downsampled(known, self.downsample_factor)
        size = [
            length or T.cast(whole // factor, "int64")
            for length, whole, factor in zip(known_output, image_size, self.downsample_factor)
        ]
        positions = self.positions(parameters, image_size, size)
        sampled = bilinear_sample(image, positions, self.border_mode, self.sampler, self.border_value)
        return sampled.reshape((image.shape[0], image.shape[1], size[0], size[1]))


class TransformerLayer(_SpatialTransformer):
    """Affine spatial transformer [1]_: output pixel p shows the input at ``theta p``.

    Parameters
    ----------
    incoming : Layer or shape, output (B, C, H, W)
        The images.
    localization_network : Layer or shape, output (B, 6)
        theta: the rows of a 2 x 3 matrix that maps (x, y, 1) of the output to x and y of the input, both in [-1, 1].
    downsample_factor : float or pair of float
        Input size over output size, for rows and columns; above 0.
    border_mode : {'nearest', 'mirror', 'wrap', 'zeros', 'constant'}
        What stands outside the input, see `original.transformers.sampling.bilinear_sample`. Lasagne's layer has the
        first three.
    sampler : {'fused', 'graph'}
        How it is computed, see there; not an argument of Lasagne's layer.
    border_value : float
        The grey level outside under 'constant', in [0, 1]; not an argument of Lasagne's layer.

    Raises
    ------
    ValueError
        If the incoming layer is not 4-dimensional, the localization network does not give 6 numbers an image, or the
        output would have no pixels.
    """

    num_parameters = 6

    def positions(self, theta, image_size, size):
        """Return the points (B, 2, height * width) of an output grid of `size` in pixels of the input."""
        xp = _library(image_size, size)
        x, y = _grid(xp, size)
        # Both sides in pixels from the centre, halves of integers: the identity gives the pixels exactly, in whatever
        # order a product is summed. A point beside a pixel's centre would have the slope of one side or the other.
        half, half_out = _half(xp, image_size), _half(xp, [xp.maximum(length, 2) for length in size])
        grid = xp.stack([x * half_out[0], y * half_out[1], xp.ones_like(x)])
        scale = xp.stack([half / half_out[0], half / half_out[1], half], axis=1)[None, :, :]
        shift = xp.stack([xp.zeros_like(half), xp.zeros_like(half), half], axis=1)[None, :, :]
        grid, scale, shift = [array.astype(theta.dtype) for array in (grid, scale, shift)]
        in_pixels = theta.reshape((-1, 2, 3)) * scale + shift
        return T.dot(in_pixels.reshape((-1, 3)), grid).reshape((-1, 2, x.shape[0]))


class TPSTransformerLayer(_SpatialTransformer):
    """Thin plate spline transformer [1]_, [2]_: the spline that moves a square grid of control points by offsets.

    Parameters
    ----------
    incoming : Layer or shape, output (B, C, H, W)
        The images.
    localization_network : Layer or shape, output (B, 2 * control_points)
        Offsets of the control points in [-1, 1] coordinates, all x first, then all y; zeros are the identity.
    control_points : int
        Number of control points, a square number s^2; they lie on an s x s grid over [-1, 1], x fastest.
    precompute_grid : {'auto', True, False}
        Whether the grid is a constant: if the input's size is known, always, or never.
    downsample_factor, border_mode, sampler, border_value
        As of `TransformerLayer`.

    Raises
    ------
    ValueError
        If `control_points` is not a square number, the incoming layer is not 4-dimensional, the localization network
        does not give ``2 * control_points`` numbers an image, the output would have no pixels, or the grid is to be a
        constant and the input's size is not known.
    """

    def __init__(
        self,
        incoming,
        localization_network,
        downsample_factor=1,
        control_points=16,
        precompute_grid="auto",
        border_mode="nearest",
        sampler="fused",
        border_value=0.0,
        **kwargs,
    ):
        self.grid_size = splines.grid_side(control_points)
        self.control_points = control_points
        self.num_parameters = 2 * control_points
        super().__init__(
            incoming, localization_network, downsample_factor, border_mode, sampler, border_value, **kwargs
        )
        self.is_constant = bool(check_choice("precompute_grid", precompute_grid, ("auto", True, False)))
        if precompute_grid is True and None in self.input_shapes[0][2:]:
            raise ValueError(
                "precompute_grid needs an input of known rows and columns, got " + str(self.input_shapes[0])
            )

    def positions(self, offsets, image_size, size):
        """Return the points (B, 2, height * width) of an output grid of `size` in pixels of the input."""
        xp = _library(image_size, size)
        x, y = _grid(xp, size)
        half = _half(xp, image_size)
        influence = _spline_influence(xp, x, y, self.grid_size).astype(offsets.dtype)
        grid = ((xp.stack([x, y]) + 1) * half[:, None]).astype(offsets.dtype)
        in_pixels = offsets.reshape((-1, 2, self.control_points)) * half[None, :, None].astype(offsets.dtype)
        moved = T.dot(in_pixels.reshape((-1, self.control_points)), influence)
        return grid[None, :, :] + moved.reshape((-1, 2, x.shape[0]))


def _library(image_size, size):
    """Return what computes with these sizes: NumPy with ints, Theano with symbols, which compiles to fold constants."""
    return np if all(isinstance(length, int) for length in list(image_size) + list(size)) else T


def _half(xp, size):
    """Return half the pixels from the first to the last, for x and y: what 1 is in [-1, 1]."""
    return (xp.stack([size[1], size[0]]).astype("float64") - 1) / 2


def _linspace(xp, num):
    """Return `num` points from -1 to 1."""
    return xp.arange(num, dtype="float64") * 2 / xp.maximum(num - 1, 1) - 1


def _grid(xp, size):
    """Return x and y of the output pixels, each of shape (height * width,), x fastest."""
    rows, columns = xp.zeros((size[0], 1)), xp.zeros((1, size[1]))
    return (_linspace(xp, size[1])[None, :] + rows).flatten(), (_linspace(xp, size[0])[:, None] + columns).flatten()


def _spline_influence(xp, x, y, grid_size):
    """Return how far each of N points (x, y) follows each of the P control points: a (P, N) matrix."""
    points = splines.control_points(grid_size)
    basis = splines.radial(xp, (x - points[:, :1]) ** 2 + (y - points[:, 1:]) ** 2)
    return xp.dot(splines.coefficients(grid_size).T, xp.concatenate([basis, xp.stack([xp.ones_like(x), x, y])]))


def transformer_layers(layers="ours", sampler="fused"):
    """Return the pair (TransformerLayer, TPSTransformerLayer): ``'ours'``, or ``'lasagne'`` for Lasagne's own.

    Raises
    ------
    ValueError
        For another name, or if the installed Lasagne has no such layers (release 0.1 has not).
    """
    if layers == "ours":
        return partial(TransformerLayer, sampler=sampler), partial(TPSTransformerLayer, sampler=sampler)
    if layers != "lasagne":
        raise ValueError(f"layers must be 'ours' or 'lasagne', got {layers!r}")
    if not hasattr(lasagne.layers, "TPSTransformerLayer"):
        raise ValueError(
            f"the installed Lasagne {lasagne.__version__} has no TransformerLayer and TPSTransformerLayer (they came "
            "in 0.2.dev1); use ours"
        )
    return lasagne.layers.TransformerLayer, lasagne.layers.TPSTransformerLayer

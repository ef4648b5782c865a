"""Bilinear sampling of images at real-valued positions, with the conventions of Lasagne's TransformerLayer.

Spatial transformer networks, Jaderberg et al. 2015 (thesis reference [2]), equation 5.
"""

from original.engines.compat import Apply, T, computed_once, grad_not_implemented
from original.kernels import KernelOp, exist_for
from original.spec import BORDER_MODES, SAMPLERS


def bilinear_sample(image, positions, border_mode="nearest", sampler="fused"):
    """Sample `image` at `positions`, interpolating linearly between the four pixels around each point.

    Parameters
    ----------
    image : symbolic tensor, shape (B, C, H, W)
    positions : symbolic tensor, shape (B, 2, N)
        x in row 0 and y in row 1, in pixels: 0 is the centre of the first pixel, W - 1 or H - 1 that of the last one.
    border_mode : {'nearest', 'mirror', 'wrap'}
        What stands outside the image: its edge pixels, its mirror image (the edge not repeated), or itself again.

    sampler : {'fused', 'graph'}
        A kernel in one pass, on the CPU through C or Numba; or the engine's own operations. The same numbers.

    Returns
    -------
    symbolic tensor, shape (B, C, N)
        Differentiable in both arguments. The interpolation weights come from the unclipped positions, only the
        pixel indices are brought back into the image.
    """
    if border_mode not in BORDER_MODES:
        raise ValueError("border_mode must be one of {}, got {!r}".format(", ".join(BORDER_MODES), border_mode))
    if sampler not in SAMPLERS:
        raise ValueError("sampler must be one of {}, got {!r}".format(", ".join(SAMPLERS), sampler))
    if sampler == "fused" and exist_for("c", "numba"):
        return BilinearSample(border_mode)(image, positions)
    return _sample_graph(image, positions, border_mode)


class BilinearSample(KernelOp):
    """The kernel as an op: image (B, C, H, W) and positions (B, 2, N) of one type to (B, C, N)."""

    __props__ = ("border_mode",)
    header = "bilinear.h"
    shapes = [["in0[0]", "in0[1]", "in1[2]"]]
    kernel = "bilinear_sample<T>(x0, x1, z0, in0[0], in0[1], in0[2], in0[3], in1[2], {border});"

    def __init__(self, border_mode="nearest"):
        super().__init__()
        self.border_mode = border_mode

    @property
    def call(self):
        return self.kernel.format(border=self.border_mode.upper())

    def make_node(self, image, positions):
        image, positions = T.as_tensor_variable(image), T.as_tensor_variable(positions)
        if (image.ndim, positions.ndim) != (4, 3) or image.dtype != positions.dtype:
            raise TypeError(
                f"needs an image (B, C, H, W) and positions (B, 2, N) of the same type, got {image.type} and "
                f"{positions.type}"
            )
        return Apply(self, [image, positions], [T.TensorType(image.dtype, [False] * 3)()])

    def output_shapes(self, shapes):
        return [(shapes[0][0], shapes[0][1], shapes[1][2])]

    def gradient(self, inputs, gradients):
        return BilinearSampleGradient(self.border_mode)(*inputs, gradients[0])

    def numba_function(self):
        from original.kernels import bilinear_numba

        return bilinear_numba.functions(self.border_mode)[0], bilinear_numba.VERSION


class BilinearSampleGradient(BilinearSample):
    """The gradients: image, positions and the cotangent (B, C, N) to the shapes of the first two.

    Without `image` to the second alone, for images that are data.
    """

    __props__ = ("border_mode", "image")
    kernel = "bilinear_sample_gradient<T>(x0, x1, x2, {gradients}, in0[0], in0[1], in0[2], in0[3], in1[2], {border});"

    def __init__(self, border_mode="nearest", image=True):
        super().__init__(border_mode)
        self.image = image

    @property
    def shapes(self):
        of_inputs = ["in0[0]", "in0[1]", "in0[2]", "in0[3]"], ["in1[0]", "in1[1]", "in1[2]"]
        return list(of_inputs if self.image else of_inputs[1:])

    @property
    def call(self):
        return self.kernel.format(gradients="z0, z1" if self.image else "(T*)0, z0", border=self.border_mode.upper())

    def make_node(self, image, positions, cotangent):
        wanted = [image, positions] if self.image else [positions]
        return Apply(
            self,
            [image, positions, T.as_tensor_variable(cotangent)],
            [T.TensorType(image.dtype, [False] * variable.ndim)() for variable in wanted],
        )

    def output_shapes(self, shapes):
        return shapes[:2] if self.image else shapes[1:2]

    def numba_function(self):
        from original.kernels import bilinear_numba

        return bilinear_numba.functions(self.border_mode)[1 if self.image else 2], bilinear_numba.VERSION

    def gradient(self, inputs, gradients):
        return [
            grad_not_implemented(self, i, x, "the graph sampler has second derivatives") for i, x in enumerate(inputs)
        ]


def _sample_graph(image, positions, border_mode):
    batch, channels, height, width = [image.shape[axis] for axis in range(4)]
    positions = computed_once(positions)
    x, y = positions[:, 0], positions[:, 1]
    left, right = _neighbours(x, width, border_mode)
    top, bottom = _neighbours(y, height, border_mode)

    pixels = image.flatten()
    planes = (T.arange(batch * channels) * (height * width)).reshape((batch, channels, 1))

    def corner(row, column):
        index = planes + (row * width + column).dimshuffle(0, "x", 1)
        return pixels[computed_once(index.flatten())].reshape(index.shape, ndim=3)

    weight_right = (x - T.floor(x)).dimshuffle(0, "x", 1)
    weight_bottom = (y - T.floor(y)).dimshuffle(0, "x", 1)
    upper = (1 - weight_right) * corner(top, left) + weight_right * corner(top, right)
    lower = (1 - weight_right) * corner(bottom, left) + weight_right * corner(bottom, right)
    return (1 - weight_bottom) * upper + weight_bottom * lower


def _neighbours(position, size, border_mode):
    """Indices of the pixels on either side of each position (B, N)."""
    before = T.floor(position).astype("int64")
    return _into_image(before, size, border_mode), _into_image(before + 1, size, border_mode)


def _into_image(index, size, border_mode):
    if border_mode == "nearest":
        return T.clip(index, 0, size - 1)
    if border_mode == "wrap":
        return index % size
    period = 2 * (size - 1)
    return T.minimum(index % period, -index % period)

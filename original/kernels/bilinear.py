"""Bilinear sampling and its gradient in one pass each, see `original.transformers.sampling.bilinear_sample`."""

from original.engines.compat import Apply, T, grad_not_implemented
from original.kernels.op import KernelOp


class BilinearSample(KernelOp):
    """Image (B, C, H, W) and positions (B, 2, N) of one type to (B, C, N)."""

    __props__ = ("border_mode",)
    header = "bilinear.h"
    shapes = [[(0, 0), (0, 1), (1, 2)]]
    numba_index = 0

    def __init__(self, border_mode="nearest"):
        super().__init__()
        self.border_mode = border_mode

    @property
    def call(self):
        return f"bilinear_sample<T>(x0, x1, z0, {self.sizes});"

    @property
    def sizes(self):
        return f"in0[0], in0[1], in0[2], in0[3], in1[2], {self.border_mode.upper()}"

    def make_node(self, image, positions):
        image, positions = T.as_tensor_variable(image), T.as_tensor_variable(positions)
        if (image.ndim, positions.ndim) != (4, 3) or image.dtype != positions.dtype:
            raise TypeError(
                f"needs an image (B, C, H, W) and positions (B, 2, N) of the same type, got {image.type} and "
                f"{positions.type}"
            )
        return Apply(self, [image, positions], [T.TensorType(image.dtype, [False] * 3)()])

    def gradient(self, inputs, gradients):
        return BilinearSampleGradient(self.border_mode)(*inputs, gradients[0])

    def numba_function(self):
        from original.kernels import bilinear_numba

        return bilinear_numba.functions(self.border_mode)[self.numba_index], bilinear_numba.VERSION


class BilinearSampleGradient(BilinearSample):
    """The gradients: image, positions and the cotangent (B, C, N) to the shapes of the first two.

    Without `image` to the second alone, for images that are data.
    """

    __props__ = ("border_mode", "image")

    def __init__(self, border_mode="nearest", image=True):
        super().__init__(border_mode)
        self.image = image

    @property
    def numba_index(self):
        return 1 if self.image else 2

    @property
    def shapes(self):
        of_image, of_positions = [(0, axis) for axis in range(4)], [(1, axis) for axis in range(3)]
        return [of_image, of_positions] if self.image else [of_positions]

    @property
    def call(self):
        gradients = "z0, z1" if self.image else "(T*)0, z0"
        return f"bilinear_sample_gradient<T>(x0, x1, x2, {gradients}, {self.sizes});"

    def make_node(self, image, positions, cotangent):
        wanted = [image, positions] if self.image else [positions]
        return Apply(
            self,
            [image, positions, T.as_tensor_variable(cotangent)],
            [T.TensorType(image.dtype, [False] * variable.ndim)() for variable in wanted],
        )

    def gradient(self, inputs, gradients):
        return [
            grad_not_implemented(self, i, x, "the graph sampler has second derivatives") for i, x in enumerate(inputs)
        ]

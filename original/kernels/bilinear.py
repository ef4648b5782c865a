"""Bilinear sampling and its gradient in one pass each, see `original.transformers.sampling.bilinear_sample`."""

from original.engines.compat import grad_not_implemented
from original.kernels.op import KernelOp
from original.kernels.signature import Signature


class BilinearSample(KernelOp):
    """Image (B, C, H, W) and positions (B, 2, N) to (B, C, N)."""

    __props__ = ("border_mode",)
    header = "bilinear.h"
    signature = Signature("BCHW,B2N->BCN", positive="HW")
    numba_index = 0

    def __init__(self, border_mode="nearest"):
        super().__init__()
        self.border_mode = border_mode

    @property
    def call(self):
        return f"bilinear_sample<{self.arguments}>(x0, x1, z0, {self.sizes});"

    @property
    def arguments(self):
        return f"T, {self.border_mode.upper()}"

    @property
    def sizes(self):
        return "in0[0], in0[1], in0[2], in0[3], in1[2]"

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
    def signature(self):
        return Signature("BCHW,B2N,BCN->BCHW,B2N" if self.image else "BCHW,B2N,BCN->B2N", positive="HW")

    @property
    def call(self):
        gradients = "z0, z1" if self.image else "(T*)0, z0"
        return f"bilinear_sample_gradient<{self.arguments}>(x0, x1, x2, {gradients}, {self.sizes});"

    def gradient(self, inputs, gradients):
        return [
            grad_not_implemented(self, i, x, "the graph sampler has second derivatives") for i, x in enumerate(inputs)
        ]

"""The log likelihood of images and its slope in one pass, see `original.distributions.log_bernoulli`."""

from original.engines.compat import grad_not_implemented
from original.kernels.op import KernelOp
from original.kernels.signature import Signature
from original.spec import CLIP


class LogBernoulliImages(KernelOp):
    """`log_bernoulli` with the clip of appendix A, summed over pixels, and its slope.

    x and p, each (B, C, H, W), to (B,) and, for the gradient in p, (B, C, H, W). Not differentiable in x.
    """

    header = "bernoulli.h"
    signature = Signature("BCHW,BCHW->B,BCHW")
    call = f"log_bernoulli<T>(x0, x1, z0, z1, in1[0], in1[1] * in1[2] * in1[3], T({CLIP!r}));"

    def gradient(self, inputs, gradients):
        slope = self(*inputs)[1]
        return [grad_not_implemented(self, 0, inputs[0]), gradients[0].dimshuffle(0, "x", "x", "x") * slope]

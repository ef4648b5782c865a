"""Log densities and Kullback-Leibler divergences, element-wise, in nats. Sums and means stand in `objective`."""

from original.engines.compat import Apply, T, grad_not_implemented
from original.kernels import KernelOp

# The network's output is kept this far from 0 and 1 "to make the loss and gradients more stable" (appendix A).
CLIP = 1e-6


def log_bernoulli(x, p):
    """log p(x) of a Bernoulli with probability `p`, equation 8; grey levels x in [0, 1] count as mixtures."""
    return x * T.log(p) + (1 - x) * T.log(1 - p)


class LogBernoulliImages(KernelOp):
    """`log_bernoulli` with the clip of appendix A, summed over pixels, and its slope, in one pass.

    x and p, each (B, 1, H, W), to (B,) and, for the gradient in p, (B, 1, H, W). Not differentiable in x.
    """

    header = "bernoulli.h"
    shapes = [["in1[0]"], ["in1[0]", "in1[1]", "in1[2]", "in1[3]"]]
    call = f"log_bernoulli<T>(x0, x1, z0, z1, in1[0], in1[1] * in1[2] * in1[3], T({CLIP!r}));"

    def make_node(self, x, p):
        x, p = T.as_tensor_variable(x), T.as_tensor_variable(p)
        if (x.ndim, p.ndim) != (4, 4) or x.dtype != p.dtype:
            raise TypeError(f"needs images x and p of shape (B, 1, H, W) and one type, got {x.type} and {p.type}")
        return Apply(self, [x, p], [T.TensorType(p.dtype, [False])(), p.type()])

    def output_shapes(self, shapes):
        return [(shapes[1][0],), shapes[1]]

    def gradient(self, inputs, gradients):
        slope = self(*inputs)[1]
        return [grad_not_implemented(self, 0, inputs[0]), gradients[0].dimshuffle(0, "x", "x", "x") * slope]


def kl_normal_stdnormal(mu, log_sigma):
    """KL(N(mu, sigma^2) || N(0, 1)), equation 6."""
    return -log_sigma + (mu**2 + T.exp(2 * log_sigma) - 1) / 2


def kl_normal_normal(mu, log_sigma, prior_mu, prior_log_sigma):
    """KL(N(mu, sigma^2) || N(v, tau^2)) with v = `prior_mu`, log tau = `prior_log_sigma`, equation 7."""
    return kl_normal_stdnormal((mu - prior_mu) * T.exp(-prior_log_sigma), log_sigma - prior_log_sigma)

"""Priors on the pose (sections IV and V.iii): the distribution of u, and what becomes of u on its way to the pose.

====================  =====================================================================================
``flat``              no density: u is a function of x, without a divergence
``normal-zero``       u ~ N(0, tau^2 I), one tau for all numbers, fitted; 0 is not the identity of an affine pose
``normal-identity``   u ~ N(identity, Diag(tau^2)), tau fitted
``normal``            u ~ N(v, Diag(tau^2)), v and tau fitted (equation 7)
``full``              u ~ N(0, I) of `rank` numbers, pose = W u + b, so that pose ~ N(b, W W^T); W, b fitted
``mlp``               the same with a hidden layer between u and the pose
====================  =====================================================================================

Under all but the first the posterior q(u given x) is a normal with diagonal covariance.
"""

import numpy as np
import theano
import theano.tensor as T
from lasagne.layers import DenseLayer, Layer
from lasagne.nonlinearities import rectify

from original.networks import INITIAL_WEIGHTS, Floor, GaussianSampleLayer, pose_head

PRIORS = ("flat", "normal-zero", "normal-identity", "normal", "full", "mlp")
STRUCTURES = ("independent", "conditional")
STANDARD = ("full", "mlp")  # u is standard normal, and a learned map takes it to the pose
FITTED = {"normal-zero": ("log_sigma",), "normal-identity": ("log_sigma",), "normal": ("mu", "log_sigma"),
          "full": (), "mlp": ()}
FREE = ("normal", "full", "mlp")  # their mean may follow z

MLP_UNITS = 64  # hidden units between u and the pose
CONDITIONAL_UNITS = 64  # hidden units between z and the parameters of p(u given z)


class PosePrior:
    """A prior on the pose of a family, and the layers that it brings.

    Parameters
    ----------
    family : AffinePose, Affine5Pose or TPSPose
    prior : str, one of `PRIORS`
    rank : int or None
        Dimension of u for ``full`` and ``mlp``, the greatest rank of the pose's covariance; None: as many as the
        pose has numbers.
    structure : {'independent', 'conditional'}
        p(u), or p(u given z), whose parameters are functions of z.
    pose_log_sigma_start : float
        Where the logarithms of the deviations start, of q(u given x) and of what is fitted of the prior.
    log_sigma_floor : float
        Least log standard deviation of q(u given x).
    limit : original.networks.PoseLimit or None
        Of the pose, under a prior that is not ``full`` or ``mlp`` of u or its posterior mean.

    Raises
    ------
    ValueError
        For values that have no meaning, or not together.
    """

    def __init__(self, family, prior="flat", rank=None, structure="independent", pose_log_sigma_start=-2.0,
                 log_sigma_floor=-6.0, limit=None):
        if prior not in PRIORS:
            raise ValueError("the prior on the pose must be one of {}, got {!r}".format(", ".join(PRIORS), prior))
        if structure not in STRUCTURES:
            raise ValueError("structure must be one of {}, got {!r}".format(", ".join(STRUCTURES), structure))
        if rank is not None and (prior not in STANDARD or not 1 <= rank <= family.dim_u):
            raise ValueError("a rank, from 1 to {}, goes with the priors full and mlp; got {} with {}".format(
                family.dim_u, rank, prior))
        if structure == "conditional" and prior not in FREE:
            raise ValueError("p(u given z) needs a prior whose mean is free: normal, full or mlp; got {}".format(prior))
        self.family, self.prior, self.structure = family, prior, structure
        self.log_sigma_start, self.log_sigma_floor, self.limit = pose_log_sigma_start, log_sigma_floor, limit
        self.dim_u = (rank or family.dim_u) if prior in STANDARD else family.dim_u

    @property
    def dim_noise(self):
        """Standard normal draws that u takes."""
        return 0 if self.prior == "flat" else self.dim_u

    def posterior(self, l_features, l_noise, localization_init="identity", weights="glorot"):
        """Layers of u: ``l_u`` alone if the prior is flat, or else ``l_u_mu``, ``l_u_log_sigma`` and ``l_u``."""
        standard = self.prior in STANDARD
        start, limit = (np.zeros(self.dim_u), None) if standard else (self.family.start, self.limit)
        if self.prior == "flat":
            return {"l_u": pose_head(l_features, start, localization_init, weights, name="u", limit=limit)}
        l_mu = pose_head(l_features, start, localization_init, weights, name="u_mu", limit=limit)
        l_log_sigma = pose_head(l_features, np.full(self.dim_u, self.log_sigma_start), localization_init, weights,
                                name="u_log_sigma", nonlinearity=Floor(self.log_sigma_floor))
        return {"l_u_mu": l_mu, "l_u_log_sigma": l_log_sigma,
                "l_u": GaussianSampleLayer(l_mu, l_log_sigma, l_noise, name="u")}

    def pose(self, l_u, weights="glorot"):
        """The layer of the transformer's parameters that belong to u."""
        if self.prior not in STANDARD:
            return self.family.parameters(l_u)
        if self.prior == "mlp":
            l_u = DenseLayer(l_u, MLP_UNITS, W=INITIAL_WEIGHTS[weights](), nonlinearity=rectify, name="pose_hidden")
        return self.family.parameters(pose_head(l_u, self.family.start, "glorot", weights, name="pose",
                                                limit=self.limit))

    def parameters(self, l_z, weights="glorot"):
        """``l_prior_mu`` and ``l_prior_log_sigma``, mean and log deviation of p(u given z), output (B, dim_u) each.

        Nothing if the prior is flat.
        """
        if self.prior == "flat":
            return {}
        starts = dict(zip(("mu", "log_sigma"), self._starts()))
        if self.structure == "conditional":
            l_hidden = DenseLayer(l_z, CONDITIONAL_UNITS, W=INITIAL_WEIGHTS[weights](), nonlinearity=rectify,
                                  name="prior_hidden")
            return {"l_prior_" + part: pose_head(l_hidden, start, weights=weights, name="prior_" + part)
                    for part, start in starts.items()}
        return {"l_prior_" + part: ConstantLayer(l_z, start, part in FITTED[self.prior], self.dim_u,
                                                 name="prior_" + part) for part, start in starts.items()}

    def _starts(self):
        """Where the prior's mean and log deviation start: (dim_u,), or of a number that all share (1,)."""
        if self.prior in STANDARD:
            return np.zeros((2, self.dim_u))
        if self.prior == "normal-zero":
            return np.zeros(self.dim_u), np.full(1, self.log_sigma_start)
        mean = self.family.start if self.prior == "normal" else self.family.identity
        return mean, np.full(self.dim_u, self.log_sigma_start)


class ConstantLayer(Layer):
    """The same numbers for each row of the input, output (B, dim): a parameter, fitted if `trainable`.

    It gives p(u) the form of p(u given z). `values` are `dim` numbers, or one that all share.
    """

    def __init__(self, incoming, values, trainable, dim, **kwargs):
        super().__init__(incoming, **kwargs)
        self.dim = dim
        self.values = self.add_param(values.astype(theano.config.floatX), values.shape, name="values",
                                     trainable=trainable)

    def get_output_shape_for(self, input_shape):
        return input_shape[0], self.dim

    def get_output_for(self, input, **kwargs):
        shared = self.values.get_value(borrow=True).size < self.dim
        values = self.values[0] + T.zeros(self.dim, theano.config.floatX) if shared else self.values
        return T.zeros((input.shape[0], 1), theano.config.floatX) + values

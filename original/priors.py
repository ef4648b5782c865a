"""Priors on the pose (sections IV and V.iii): the distribution of u, and what becomes of u on its way to the pose.

`original.spec.PRIORS` declares them:

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

from original import spec
from original.engines.compat import T, lasagne, theano
from original.networks import INITIAL_WEIGHTS, Floor, GaussianSampleLayer, pose_head

MLP_UNITS = 64  # hidden units between u and the pose
CONDITIONAL_UNITS = 64  # hidden units between z and the parameters of p(u given z)


class PosePrior:
    """A prior on the pose of a family, and the layers that it brings.

    Parameters
    ----------
    family : AffinePose, Affine5Pose or TPSPose
    prior : str, one of `original.spec.PRIORS`
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

    def __init__(
        self,
        family,
        prior="flat",
        rank=None,
        structure="independent",
        pose_log_sigma_start=spec.POSE_LOG_SIGMA_START,
        log_sigma_floor=spec.LOG_SIGMA_FLOOR,
        limit=None,
    ):
        if prior not in spec.PRIORS:
            raise ValueError("the prior on the pose must be one of {}, got {!r}".format(", ".join(spec.PRIORS), prior))
        if structure not in spec.STRUCTURES:
            raise ValueError("structure must be one of {}, got {!r}".format(", ".join(spec.STRUCTURES), structure))
        self.family, self.prior, self.structure = family, spec.PRIORS[prior], structure
        if rank is not None and not (self.prior.map and 1 <= rank <= family.dim_u):
            raise ValueError(
                f"a rank, from 1 to {family.dim_u}, goes with the priors full and mlp; got {rank} with {prior}"
            )
        if structure == "conditional" and not self.prior.may_follow_z:
            raise ValueError(f"p(u given z) needs a prior whose mean is free: normal, full or mlp; got {prior}")
        self.log_sigma_start, self.log_sigma_floor, self.limit = pose_log_sigma_start, log_sigma_floor, limit
        self.dim_u = rank or family.dim_u

    @property
    def dim_noise(self):
        """Standard normal draws that u takes."""
        return self.dim_u if self.prior.density else 0

    def posterior(self, l_features, l_noise, localization_init="identity", weights="glorot"):
        """Layers of u: ``l_u`` alone if the prior is flat, or else ``l_u_mu``, ``l_u_log_sigma`` and ``l_u``."""
        start, limit = (np.zeros(self.dim_u), None) if self.prior.map else (self.family.start, self.limit)
        if not self.prior.density:
            return {"l_u": pose_head(l_features, start, localization_init, weights, name="u", limit=limit)}
        l_mu = pose_head(l_features, start, localization_init, weights, name="u_mu", limit=limit)
        l_log_sigma = pose_head(
            l_features,
            np.full(self.dim_u, self.log_sigma_start),
            localization_init,
            weights,
            name="u_log_sigma",
            nonlinearity=Floor(self.log_sigma_floor),
        )
        return {
            "l_u_mu": l_mu,
            "l_u_log_sigma": l_log_sigma,
            "l_u": GaussianSampleLayer(l_mu, l_log_sigma, l_noise, name="u"),
        }

    def pose(self, l_u, weights="glorot"):
        """The layer of the transformer's parameters that belong to u."""
        if not self.prior.map:
            return self.family.parameters(l_u)
        if self.prior.map == "hidden":
            l_u = lasagne.layers.DenseLayer(
                l_u,
                MLP_UNITS,
                W=INITIAL_WEIGHTS[weights](),
                nonlinearity=lasagne.nonlinearities.rectify,
                name="pose_hidden",
            )
        return self.family.parameters(
            pose_head(l_u, self.family.start, "glorot", weights, name="pose", limit=self.limit)
        )

    def parameters(self, l_z, weights="glorot"):
        """``l_prior_mu`` and ``l_prior_log_sigma``, mean and log deviation of p(u given z), output (B, dim_u) each.

        Nothing if the prior is flat.
        """
        if not self.prior.density:
            return {}
        starts = dict(zip(("mu", "log_sigma"), self._starts()))
        if self.structure == "conditional":
            l_hidden = lasagne.layers.DenseLayer(
                l_z,
                CONDITIONAL_UNITS,
                W=INITIAL_WEIGHTS[weights](),
                nonlinearity=lasagne.nonlinearities.rectify,
                name="prior_hidden",
            )
            return {
                "l_prior_" + part: pose_head(l_hidden, start, weights=weights, name="prior_" + part)
                for part, start in starts.items()
            }
        return {
            "l_prior_" + part: ConstantLayer(l_z, start, part in self.prior.fitted, self.dim_u, name="prior_" + part)
            for part, start in starts.items()
        }

    def _starts(self):
        """Where the prior's mean and log deviation start: (dim_u,), or of a number that all share (1,)."""
        mean = {"zero": np.zeros(self.dim_u), "identity": self.family.identity, "fitted": self.family.start}
        log_sigma = {
            "one": np.zeros(self.dim_u),
            "shared": np.full(1, self.log_sigma_start),
            "fitted": np.full(self.dim_u, self.log_sigma_start),
        }
        return mean[self.prior.mean], log_sigma[self.prior.deviation]


class ConstantLayer(lasagne.layers.Layer):
    """The same numbers for each row of the input, output (B, dim): a parameter, fitted if `trainable`.

    It gives p(u) the form of p(u given z). `values` are `dim` numbers, or one that all share.
    """

    def __init__(self, incoming, values, trainable, dim, **kwargs):
        super().__init__(incoming, **kwargs)
        self.dim = dim
        self.values = self.add_param(
            values.astype(theano.config.floatX), values.shape, name="values", trainable=trainable
        )

    def get_output_shape_for(self, input_shape):
        return input_shape[0], self.dim

    def get_output_for(self, input, **kwargs):
        shared = self.values.get_value(borrow=True).size < self.dim
        values = self.values[0] + T.zeros(self.dim, theano.config.floatX) if shared else self.values
        return T.zeros((input.shape[0], 1), theano.config.floatX) + values

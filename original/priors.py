"""Priors on the pose (sections IV and V.iii): the distribution of u, and what becomes of u on its way to the pose.

`original.spec.PRIORS` declares them. Each combines a mean, a deviation and a map, see `original.spec.Prior`. Under all
that have a density the posterior q(u given x) is a normal with diagonal covariance.
"""

from typing import Optional

import numpy as np

from original import spec
from original.engines.compat import T, lasagne, theano
from original.networks import Floor, GaussianSampleLayer, dense, pose_head
from original.registry import check_choice

MLP_UNITS = 64  # hidden units between u and the pose
CONDITIONAL_UNITS = 64  # hidden units between z and the parameters of p(u given z)


class PosePrior:
    """A prior on the pose of a family, and the layers that it brings.

    Parameters
    ----------
    family : AffinePose, Affine5Pose or TPSPose
    prior : str, one of `original.spec.PRIORS`
    rank : int or None
        Dimension of u under a prior with a map, the greatest rank of the pose's covariance; None: as many as the pose
        has numbers.
    structure : {'independent', 'conditional'}
        p(u), or p(u given z), whose parameters are functions of z.
    pose_log_sigma_start : float
        Where the logarithms of the deviations start, of q(u given x) and of what is fitted of the prior.
    log_sigma_floor : float
        Least log standard deviation of q(u given x).
    limit : original.networks.PoseLimit or None
        Limits the pose under a prior with a map, and under the others u or its posterior mean.

    Raises
    ------
    ValueError
        For values that have no meaning, or not together.
    """

    def __init__(
        self,
        family,
        prior: str = "flat",
        rank: Optional[int] = None,
        structure: str = spec.STRUCTURES[0],
        pose_log_sigma_start: float = spec.POSE_LOG_SIGMA_START,
        log_sigma_floor: float = spec.LOG_SIGMA_FLOOR,
        limit=None,
    ):
        check_choice("the prior on the pose", prior, spec.PRIORS)
        check_choice("structure", structure, spec.STRUCTURES)
        self.family, self.prior, self.structure = family, spec.PRIORS[prior], structure
        if rank is not None and not (self.prior.map and 1 <= rank <= family.dim_u):
            mapped = " and ".join(name for name, entry in spec.PRIORS.items() if entry.map)
            raise ValueError(
                f"a rank, from 1 to {family.dim_u}, goes with the priors {mapped}; got {rank} with {prior}"
            )
        if structure == "conditional" and not self.prior.may_follow_z:
            free = " or ".join(name for name, entry in spec.PRIORS.items() if entry.may_follow_z)
            raise ValueError(f"p(u given z) needs a prior whose mean is free: {free}; got {prior}")
        self.log_sigma_start, self.log_sigma_floor, self.limit = pose_log_sigma_start, log_sigma_floor, limit
        self.dim_u = rank or family.dim_u

    @property
    def dim_noise(self):
        """The number of standard normal draws that u takes."""
        return self.dim_u if self.prior.density else 0

    def posterior(self, l_features, l_noise, localization_init="identity", weights="glorot"):
        """Return the layer ``l_u``, and ``l_u_mu`` and ``l_u_log_sigma`` of q(u given x) unless the prior is flat."""
        start, limit = self._start, None if self.prior.map else self.limit
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
        """Return the layer of the transformer's parameters that belong to u, see `original.spec.Prior.map`."""
        if not self.prior.map:
            return self.family.parameters(l_u)
        if self.prior.map == "hidden":
            l_u = dense(l_u, MLP_UNITS, weights, nonlinearity=lasagne.nonlinearities.rectify, name="pose_hidden")
        l_pose = pose_head(l_u, self.family.start, "glorot", weights, name="pose", limit=self.limit)
        return self.family.parameters(l_pose)

    def parameters(self, l_z, weights="glorot"):
        """Return ``l_prior_mu`` and ``l_prior_log_sigma`` of p(u given z), output (B, dim_u); nothing if it is flat."""
        if not self.prior.density:
            return {}
        starts = self._starts()
        if self.structure == "conditional":
            rectify = lasagne.nonlinearities.rectify
            l_hidden = dense(l_z, CONDITIONAL_UNITS, weights, nonlinearity=rectify, name="prior_hidden")
            return {
                f"l_prior_{part}": pose_head(
                    l_hidden, np.full(self.dim_u, start), weights=weights, name=f"prior_{part}"
                )
                for part, start in starts.items()
            }
        return {
            f"l_prior_{part}": ConstantLayer(l_z, start, part in self.prior.fitted, self.dim_u, name=f"prior_{part}")
            for part, start in starts.items()
        }

    @property
    def _start(self):
        """The u of an untrained network, shape (dim_u,). With a map 0 stands for the start of the pose."""
        return np.zeros(self.dim_u) if self.prior.map else self.family.start

    def _starts(self):
        """Return where ``mu`` and ``log_sigma`` of the prior start: (dim_u,), or of a number that all share (1,)."""
        zeros, start = np.zeros(self.dim_u), self.log_sigma_start
        mu = {"zero": zeros, "identity": zeros if self.prior.map else self.family.identity, "fitted": self._start}
        log_sigma = {"one": zeros, "shared": np.full(1, start), "fitted": np.full(self.dim_u, start)}
        return {"mu": mu[self.prior.mean], "log_sigma": log_sigma[self.prior.deviation]}


class ConstantLayer(lasagne.layers.Layer):
    """A parameter, the same for each row of the input, output (B, dim); fitted if `trainable`.

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

"""Priors on the pose (sections IV and V.iii): the distribution of u, and what becomes of u on its way to the pose.

`original.spec.PRIORS` declares them. Each combines a mean, a deviation and a map, see `original.spec.Prior`. Under all
that have a density the posterior q(u given x) is a normal with diagonal covariance.
"""

from functools import partial

import numpy as np

from original import spec
from original.engines.compat import T, lasagne, theano
from original.networks import Floor, GaussianSampleLayer, PoseLimit, hidden_layer, pose_head
from original.options import PoseOptions
from original.registry import check_choice
from original.transformers.poses import pose_family

MLP_UNITS = 64  # hidden units between u and the pose
CONDITIONAL_UNITS = 64  # hidden units between z and the parameters of p(u given z)


class PosePrior:
    """A prior on the pose, and the layers that it brings.

    Parameters
    ----------
    options : PoseOptions

    Raises
    ------
    ValueError
        For options that have no meaning, or not together.
    """

    def __init__(self, options: PoseOptions):
        self.options = options
        self.family = pose_family(options.transformer, options.pose, options.grid_size, options.tps_start)
        limited = options.pose_activation != "none"
        self.limit = PoseLimit(options.pose_activation, options.pose_range) if limited else None
        check_choice("the prior on the pose", options.prior, spec.PRIORS)
        check_choice("structure", options.structure, spec.STRUCTURES)
        self.prior, rank, dim = spec.PRIORS[options.prior], options.rank, self.family.dim_u
        if rank is not None and not (self.prior.map and 1 <= rank <= dim):
            mapped = " and ".join(name for name, entry in spec.PRIORS.items() if entry.map)
            raise ValueError(f"a rank, from 1 to {dim}, goes with the priors {mapped}; got {rank} with {options.prior}")
        if options.structure == "conditional" and not self.prior.may_follow_z:
            free = " or ".join(name for name, entry in spec.PRIORS.items() if entry.may_follow_z)
            raise ValueError(f"p(u given z) needs a prior whose mean is free: {free}; got {options.prior}")
        self.dim_u = rank or dim

    @property
    def dim_noise(self):
        """The number of standard normal draws that u takes."""
        return self.dim_u if self.prior.density else 0

    def posterior(self, l_features, l_noise):
        """Return the layer ``l_u``, and ``l_u_mu`` and ``l_u_log_sigma`` of q(u given x) unless the prior is flat."""
        head = partial(pose_head, l_features, init=self.options.localization_init, weights=self.options.weights)
        limit = None if self.prior.map else self.limit
        if not self.prior.density:
            return {"l_u": head(self._start, name="u", limit=limit)}
        l_mu = head(self._start, name="u_mu", limit=limit)
        floor = Floor(self.options.log_sigma_floor)
        l_log_sigma = head(self._log_sigma_start, name="u_log_sigma", nonlinearity=floor)
        return {
            "l_u_mu": l_mu,
            "l_u_log_sigma": l_log_sigma,
            "l_u": GaussianSampleLayer(l_mu, l_log_sigma, l_noise, name="u"),
        }

    def pose(self, l_u):
        """Return the layer of the transformer's parameters that belong to u, see `original.spec.Prior.map`."""
        if not self.prior.map:
            return self.family.parameters(l_u)
        if self.prior.map == "hidden":
            l_u = hidden_layer(l_u, MLP_UNITS, self.options.weights, name="pose_hidden")
        l_pose = pose_head(l_u, self.family.start, "glorot", self.options.weights, name="pose", limit=self.limit)
        return self.family.parameters(l_pose)

    def parameters(self, l_z):
        """Return ``l_prior_mu`` and ``l_prior_log_sigma`` of p(u given z), output (B, dim_u); nothing if it is flat."""
        if not self.prior.density:
            return {}
        starts, weights = self._starts(), self.options.weights
        if self.options.structure == "conditional":
            l_hidden = hidden_layer(l_z, CONDITIONAL_UNITS, weights, name="prior_hidden")
            return {
                f"l_prior_{part}": pose_head(l_hidden, np.full(self.dim_u, start), "identity", weights, f"prior_{part}")
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

    @property
    def _log_sigma_start(self):
        """The log standard deviations of an untrained network, shape (dim_u,)."""
        return np.full(self.dim_u, self.options.pose_log_sigma_start)

    def _starts(self):
        """Return where ``mu`` and ``log_sigma`` of the prior start: (dim_u,), or of a number that all share (1,)."""
        zeros, identity = np.zeros(self.dim_u), self.family.identity
        mu = {"zero": zeros, "identity": zeros if self.prior.map else identity, "fitted": self._start}
        log_sigma = {"one": zeros, "shared": self._log_sigma_start[:1], "fitted": self._log_sigma_start}
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

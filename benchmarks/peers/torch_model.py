"""The four models in PyTorch."""

import torch
import torch.nn.functional as F
from torch import nn

from benchmarks.peers.architecture import (
    CLIP,
    IDENTITY_AFFINE,
    LOG_SIGMA_FLOOR,
    MIN_DETERMINANT,
    layer_sizes,
    pixel_grid,
    spline_matrix,
)


class Model(nn.Module):
    """Images (B, 784) and noise (B, dim_z) to the negative ELBO, in nats per image.

    `likelihood` chooses between two ways to write the same log likelihood: ``'bce'`` or ``'logs'``.
    """

    def __init__(self, model, dim_z, likelihood="bce"):
        super().__init__()
        self.model, self.likelihood = model, likelihood
        self.dense = nn.ModuleDict({name: nn.Linear(*size) for name, size in layer_sizes(model, dim_z).items()})
        for layer in self.dense.values():
            nn.init.xavier_uniform_(layer.weight)
            nn.init.zeros_(layer.bias)
        if model != "vae":
            nn.init.zeros_(self.dense["u"].weight)
            if model != "tvae_tps":
                self.dense["u"].bias.data.copy_(torch.from_numpy(IDENTITY_AFFINE))
        self.register_buffer("grid", torch.from_numpy(pixel_grid()))
        self.register_buffer("spline", torch.from_numpy(spline_matrix()))

    def load(self, arrays):
        """Take Lasagne's weights, by the names of its layers."""
        with torch.no_grad():
            for name, layer in self.dense.items():
                layer.weight.copy_(torch.from_numpy(arrays[name + ".W"].T))
                layer.bias.copy_(torch.from_numpy(arrays[name + ".b"]))

    def forward(self, x, noise):
        dense, upright = self.dense, x
        if self.model == "dtvae_affine":
            undo = dense["u"](F.relu(dense["localization1"](x)))
            upright = self.warp(x, undo)
        hidden = F.relu(dense["encoder2"](F.relu(dense["encoder1"](upright))))
        mu = dense["z_mu"](hidden)
        log_sigma = dense["z_log_sigma"](hidden).clamp(min=LOG_SIGMA_FLOOR)
        z = mu + log_sigma.exp() * noise
        p = torch.sigmoid(dense["template"](F.relu(dense["decoder2"](F.relu(dense["decoder1"](z))))))
        if self.model == "dtvae_affine":
            p = self.warp(p, inverse(undo))
        elif self.model != "vae":
            p = self.warp(p, dense["u"](hidden))
        kl = (-log_sigma + (mu.square() + (2 * log_sigma).exp() - 1) / 2).sum()
        return (kl - self.log_likelihood(x, p.clamp(CLIP, 1 - CLIP))) / len(x)

    def log_likelihood(self, x, p):
        if self.likelihood == "bce":
            return -F.binary_cross_entropy(p, x, reduction="sum")
        return (x * p.log() + (1 - x) * (1 - p).log()).sum()

    def warp(self, image, pose):
        """(B, 784) images seen at the positions of `pose`, (B, 6) or (B, 18)."""
        image = image.view(-1, 1, 28, 28)
        if self.model == "tvae_tps":
            moved = (pose.view(-1, self.spline.shape[1]) @ self.spline.T).view(-1, 2, 28 * 28)
            grid = (self.grid + moved.transpose(1, 2)).view(-1, 28, 28, 2)
        else:
            grid = F.affine_grid(pose.view(-1, 2, 3), image.shape, align_corners=True)
        return F.grid_sample(image, grid, padding_mode="border", align_corners=True).flatten(1)


def inverse(theta):
    """The affine pose that undoes `theta`, both (B, 6)."""
    a, b, c, d, e, f = theta.unbind(1)
    determinant = a * e - b * d
    magnitude = determinant.abs().clamp(min=MIN_DETERMINANT)
    determinant = torch.where(determinant < 0, -magnitude, magnitude)
    return torch.stack([e, -b, b * f - c * e, -d, a, c * d - a * f], dim=1) / determinant[:, None]

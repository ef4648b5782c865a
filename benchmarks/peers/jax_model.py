"""The four models in JAX, as functions of a dict of weights."""

import jax
import jax.numpy as jnp
from jax.nn import relu, sigmoid
from jax.nn.initializers import glorot_uniform
from jax.scipy.ndimage import map_coordinates

from benchmarks.peers.architecture import (
    CLIP,
    IDENTITY_AFFINE,
    LOG_SIGMA_FLOOR,
    MIN_DETERMINANT,
    layer_sizes,
    pixel_grid,
    spline_matrix,
)


def initial_weights(model, dim_z, key):
    """Glorot uniform weights and zero biases; an identity pose for every image. Dict of str to array."""
    weights = {}
    for name, size in layer_sizes(model, dim_z).items():
        key, own = jax.random.split(key)
        weights[name + ".W"] = jnp.zeros(size) if name == "u" else glorot_uniform()(own, size)
        affine = name == "u" and size[1] == 6
        weights[name + ".b"] = jnp.array(IDENTITY_AFFINE) if affine else jnp.zeros(size[1])
    return weights


def negative_elbo(weights, x, noise, model, sample):
    """Nats per image of images x (B, 784) with noise (B, dim_z); `sample` is one of `SAMPLERS`."""

    def dense(name, incoming):
        return incoming @ weights[name + ".W"] + weights[name + ".b"]

    def warp(image, pose):
        return sample(image.reshape(-1, 28, 28), *positions(model, pose))

    upright = x
    if model == "dtvae_affine":
        undo = dense("u", relu(dense("localization1", x)))
        upright = warp(x, undo)
    hidden = relu(dense("encoder2", relu(dense("encoder1", upright))))
    mu = dense("z_mu", hidden)
    log_sigma = jnp.maximum(dense("z_log_sigma", hidden), LOG_SIGMA_FLOOR)
    z = mu + jnp.exp(log_sigma) * noise
    p = sigmoid(dense("template", relu(dense("decoder2", relu(dense("decoder1", z))))))
    if model == "dtvae_affine":
        p = warp(p, inverse(undo))
    elif model != "vae":
        p = warp(p, dense("u", hidden))
    p = jnp.clip(p, CLIP, 1 - CLIP)
    log_likelihood = jnp.sum(x * jnp.log(p) + (1 - x) * jnp.log(1 - p))
    kl = jnp.sum(-log_sigma + (mu**2 + jnp.exp(2 * log_sigma) - 1) / 2)
    return (kl - log_likelihood) / len(x)


def positions(model, pose):
    """x and y, each (B, 784), in pixels from 0 to 27, at which a pose (B, 6) or (B, 18) samples; clipped to those."""
    if model == "tvae_tps":
        points = pixel_grid().T + pose.reshape(len(pose), 2, -1) @ spline_matrix().T
    else:
        theta = pose.reshape(-1, 2, 3)
        points = theta[:, :, :2] @ pixel_grid().T + theta[:, :, 2:]
    points = jnp.clip((points + 1) * 13.5, 0, 27)
    return points[:, 0], points[:, 1]


def inverse(theta):
    """The affine pose that undoes `theta`, both (B, 6)."""
    a, b, c, d, e, f = theta.T
    determinant = a * e - b * d
    magnitude = jnp.maximum(jnp.abs(determinant), MIN_DETERMINANT)
    determinant = jnp.where(determinant < 0, -magnitude, magnitude)
    return (jnp.stack([e, -b, b * f - c * e, -d, a, c * d - a * f]) / determinant).T


def sample_by_gather(image, x, y):
    """Four gathers from the flat images (B, 28, 28) at x, y (B, N) within them; (B, N)."""
    pixels = image.reshape(len(image), -1)
    left, top = jnp.minimum(jnp.floor(x), 26), jnp.minimum(jnp.floor(y), 26)
    corner = (top * 28 + left).astype(jnp.int32)

    def at(offset):
        return jnp.take_along_axis(pixels, corner + offset, axis=1, mode="promise_in_bounds")

    right, bottom = x - left, y - top
    upper = at(0) * (1 - right) + at(1) * right
    lower = at(28) * (1 - right) + at(29) * right
    return upper * (1 - bottom) + lower * bottom


def sample_by_map_coordinates(image, x, y):
    """The library's own function for each image."""
    return jax.vmap(lambda picture, row, column: map_coordinates(picture, [row, column], order=1, mode="nearest"))(
        image, y, x
    )


def sample_by_products(image, x, y):
    """Two batched products with the weights of each row and column: no gather, no scatter."""

    def weights(position):
        before = jnp.minimum(jnp.floor(position), 26)
        after = (position - before)[:, :, None]
        distance = jnp.arange(28) - before[:, :, None]
        return jnp.where(distance == 0, 1 - after, jnp.where(distance == 1, after, 0))

    return jnp.sum((weights(y) @ image) * weights(x), axis=2)


SAMPLERS = {"gather": sample_by_gather, "map_coordinates": sample_by_map_coordinates, "products": sample_by_products}

"""JAX: the whole epoch as one compiled scan over minibatches, weights and optimiser state donated."""

from functools import partial

import jax
import jax.numpy as jnp
import jaxlib
import numpy as np

from benchmarks.peers.jax_model import SAMPLERS, initial_weights, negative_elbo
from benchmarks.worker import Contender, serve


def adadelta(weights, accu, delta_accu, gradients, learning_rate, rho=0.95, epsilon=1e-6):
    """One step on dicts of arrays; the new weights and the new means of squared gradients and squared steps."""
    new = {name: rho * accu[name] + (1 - rho) * gradient**2 for name, gradient in gradients.items()}
    steps = {
        name: gradient * jnp.sqrt(delta_accu[name] + epsilon) / jnp.sqrt(new[name] + epsilon)
        for name, gradient in gradients.items()
    }
    weights = {name: weights[name] - learning_rate * step for name, step in steps.items()}
    return weights, new, {name: rho * delta_accu[name] + (1 - rho) * step**2 for name, step in steps.items()}


def train_step(state, x, noise, loss, learning_rate):
    """One step; the new state (weights, accu, delta_accu) and the loss before it."""
    value, gradients = jax.value_and_grad(loss)(state[0], x, noise)
    return adadelta(*state, gradients, learning_rate), value


def train_epoch(state, key, images, step, batch_size, dim_z):
    """Every image once, the last minibatch taking what is left; the new state and the mean loss."""
    order_key, noise_key = jax.random.split(key)
    num = len(images)
    order, noise = jax.random.permutation(order_key, num), jax.random.normal(noise_key, (num, dim_z))
    whole = num // batch_size * batch_size
    batches = order[:whole].reshape(-1, batch_size), noise[:whole].reshape(-1, batch_size, dim_z)
    state, losses = jax.lax.scan(lambda state, batch: step(state, images[batch[0]], batch[1]), state, batches)
    total = losses.sum() * batch_size
    if whole < num:
        state, last = step(state, images[order[whole:]], noise[whole:])
        total += last * (num - whole)
    return state, total / num


class Jax(Contender):
    """Variants differ in how they sample images."""

    versions = {"jax": jax.__version__, "jaxlib": jaxlib.__version__, "numpy": np.__version__}

    def variants(self, model):
        return ["no sampling"] if model == "vae" else list(SAMPLERS)

    def build(self, settings, variant, images):
        model, dim_z = settings["model"], settings["dim_z"]
        self.key = jax.random.key(settings["seed"])
        self.images = jnp.asarray(images.reshape(len(images), -1))
        self.state = initial_state(initial_weights(model, dim_z, self.key))
        epoch = partial(train_epoch, step=_step(settings, variant), batch_size=settings["batch_size"], dim_z=dim_z)
        self.compiled = jax.jit(epoch, donate_argnums=0).lower(self.state, self.key, self.images).compile()

    def epoch(self):
        self.key, own = jax.random.split(self.key)
        self.state, loss = self.compiled(self.state, own, self.images)
        jax.block_until_ready(self.state)
        return float(loss)

    def replay(self, settings, variant, record):
        step = jax.jit(_step(settings, variant))
        names = initial_weights(settings["model"], settings["dim_z"], jax.random.key(0))
        state, losses = initial_state({name: jnp.asarray(record[name]) for name in names}), []
        for x, noise in zip(record["x"], record["noise"]):
            state, loss = step(state, x, noise)
            losses.append(float(loss))
        return losses


def initial_state(weights):
    return weights, *({name: jnp.zeros_like(array) for name, array in weights.items()} for _ in range(2))


def _step(settings, variant):
    """`train_step` of (state, x, noise)."""
    loss = partial(negative_elbo, model=settings["model"], sample=SAMPLERS.get(variant))
    return partial(train_step, loss=loss, learning_rate=settings["learning_rate"])


if __name__ == "__main__":
    serve(Jax())

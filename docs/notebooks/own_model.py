# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # Your own model
#
# This page defines a new model in Lasagne, trains it on scikit-learn's digits for a few epochs, and sets it beside two
# models of the thesis. It needs no download and takes about two minutes.

# %% [markdown]
# ## The idea
#
# The Affine-TVAE infers six numbers for the pose. Suppose that only the place of a digit matters. Then two numbers are
# enough: a shift to the side and a shift down.

# %% [markdown]
# ## A layer for the pose
#
# The transformer layer takes a 2 x 3 matrix for each image. This layer makes that matrix from two shifts. A Lasagne layer
# says what shape it gives, and computes its output from symbolic tensors.

# %%
import numpy as np

from original.engines.compat import T, lasagne


class ShiftLayer(lasagne.layers.Layer):
    """Affine pose of two shifts: (B, 2) to the rows of a 2 x 3 matrix, (B, 6)."""

    def get_output_shape_for(self, input_shape):
        return input_shape[0], 6

    def get_output_for(self, input, **kwargs):
        one, zero = T.ones_like(input[:, 0]), T.zeros_like(input[:, 0])
        return T.stack([one, zero, input[:, 0], zero, one, input[:, 1]], axis=1)


# %% [markdown]
# ## The network
#
# A model is a dict of named layers. `original.networks` has the thesis' blocks: hidden layers, the two heads of
# q(z given x), the layer that draws z, the decoder. The pose has no prior here, so u is a function of x without a
# divergence, as in section IV.

# %%
from original.networks import GaussianSampleLayer, clipped, gaussian_heads, hidden_layers, template
from original.transformers.layers import TransformerLayer

UNITS = (256, 256)


def build_shift_vae(dim_z=8, image_shape=(28, 28)):
    """Return the layers of a T-VAE whose pose is a shift."""
    l_in = lasagne.layers.InputLayer((None, 1, *image_shape), name="x")
    l_noise = lasagne.layers.InputLayer((None, dim_z), name="noise")
    l_encoder = hidden_layers(l_in, "encoder", UNITS, "glorot")
    l_z_mu, l_z_log_sigma = gaussian_heads(l_encoder, dim_z, -6.0, "glorot", 0.0)
    l_z = GaussianSampleLayer(l_z_mu, l_z_log_sigma, l_noise, name="z")
    l_template = template(l_z, (1, *image_shape), UNITS, "glorot")
    zeros = lasagne.init.Constant(0)
    l_u = lasagne.layers.DenseLayer(l_encoder, 2, W=zeros, nonlinearity=None, name="u")
    l_out = clipped(TransformerLayer(l_template, ShiftLayer(l_u)))
    return {
        "l_in": l_in,
        "l_noise": l_noise,
        "l_z_mu": l_z_mu,
        "l_z_log_sigma": l_z_log_sigma,
        "l_z": l_z,
        "l_u": l_u,
        "l_template": l_template,
        "l_out": l_out,
    }


# %% [markdown]
# ## Training
#
# `seed_weights` fixes the initial weights, so call it before a network is built. `Trainer` maximizes the bound with
# Adadelta. We train three models for 20 epochs on the same images, in the same order.

# %%
from original import models, training
from reproduce.config import Config
from reproduce.data import datasets

digits = datasets.load_for(Config("vae", dataset="digits"))
builders = {
    "VAE": lambda: models.build_vae(dim_z=8),
    "Shift-TVAE": build_shift_vae,
    "Affine-TVAE": lambda: models.build_tvae(dim_z=8, transformer="affine"),
}
nets = {}
for name, build in builders.items():
    training.seed_weights(0)
    nets[name] = build()
    trainer = training.Trainer(nets[name], digits.train_images)
    bounds = [trainer.run_epoch(epoch).elbo for epoch in range(1, 21)]
    print(f"{name:12} bound after 1, 10, 20 epochs: {bounds[0]:.1f}, {bounds[9]:.1f}, {bounds[19]:.1f} nats")

# %% [markdown]
# ## The parameters
#
# `parameters` lists what is fitted. The new model has fewer numbers for the pose than the Affine-TVAE.

# %%
for name, net in nets.items():
    print(f"{name:12} {sum(param.get_value().size for param in models.parameters(net)):,} parameters")

# %% [markdown]
# ## What it learned
#
# `Model` wraps any network with these layer names. `reconstruct` then works as for the pretrained models. The rows are
# test images, and what each model makes of them.

# %%
from matplotlib import pyplot as plt

from reproduce.model import Model

x = digits.test_images
wrapped = {name: Model(net) for name, net in nets.items()}
rows = {"x": x[:10, 0], **{name: model.reconstruct(x[:10]) for name, model in wrapped.items()}}
figure, axes = plt.subplots(len(rows), 10, figsize=(8, 0.85 * len(rows)))
for line, (name, images) in zip(axes, rows.items()):
    for axis, image in zip(line, images):
        axis.imshow(image, cmap="gray", vmin=0, vmax=1)
        axis.set_xticks([])
        axis.set_yticks([])
    line[0].set_ylabel(name, rotation=0, ha="right", va="center")

# %% [markdown]
# ## A small table
#
# The thesis judges codes by a linear SVM. We do the same on the test images: the bound, the accuracy of an SVM on the
# codes, and how far the inferred shifts spread. One shift unit is half the image.

# %%
from sklearn.svm import LinearSVC

print(f"{'model':12} {'bound':>8} {'SVM %':>7}")
for name, model in wrapped.items():
    svm = LinearSVC(dual=False).fit(model.encode(digits.train_images), digits.train_labels)
    print(f"{name:12} {model.elbo(x).mean():8.1f} {100 * svm.score(model.encode(x), digits.test_labels):7.1f}")
shifts = wrapped["Shift-TVAE"].posterior(x).u
print("spread of the shifts:", np.std(shifts, axis=0).round(3))

# %% [markdown]
# ## Where to go from here
#
# Such a model becomes an entry of `MODELS` in `original/spec.py` and a function in `original/models.py`. Then the command
# line trains it, and Table 1 measures it: see [Architecture](../architecture.md#a-model).

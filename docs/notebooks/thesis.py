# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
# ---

# %% [markdown]
# # The thesis in 15 minutes
#
# This page walks through the thesis with the pretrained weights. It needs no MNIST and no training. Where images are
# needed, it takes scikit-learn's digits, brought to MNIST's format.

# %% [markdown]
# ## Load the models
#
# `load` returns a trained model. We take the three kinds of figure 4 with 8 dimensions of the code: the VAE, the T-VAE
# and the DTVAE, both with affine poses. `dim_u` counts the numbers of the pose.

# %%
import numpy as np
from matplotlib import pyplot as plt

from reproduce import load

names = ["vae", "tvae_affine", "dtvae_affine"]
loaded = {name: load(name, dim_z=8) for name in names}
for name, model in loaded.items():
    print(f"{name:13} dim z = {model.dim_z}, dim u = {model.dim_u}")

# %% [markdown]
# ## Samples
#
# `sample` draws codes from N(0, I) and decodes them. The models with a pose draw every digit in the mean pose of the
# training images.


# %%
def show(rows, titles):
    """Draw rows of images, each with a title on its left."""
    figure, axes = plt.subplots(len(rows), len(rows[0]), figsize=(8, 0.85 * len(rows)), squeeze=False)
    for line, images, title in zip(axes, rows, titles):
        for axis, image in zip(line, images):
            axis.imshow(image, cmap="gray", vmin=0, vmax=1)
            axis.set_xticks([])
            axis.set_yticks([])
        line[0].set_ylabel(title, rotation=0, ha="right", va="center")


show([model.sample(10, seed=1) for model in loaded.values()], names)

# %% [markdown]
# ## Images
#
# These are scikit-learn's digits. They were drawn by other people with other pens, so the models have never seen their
# like. We take the first 500 test images.

# %%
from reproduce.config import Config
from reproduce.data import datasets

digits = datasets.load_for(Config("vae", dataset="digits"))
x = digits.test_images[:500]
show([x[:10, 0]], ["x"])

# %% [markdown]
# ## Codes and poses
#
# `posterior` runs the encoder. For each image it returns the mean and the log standard deviation of q(z given x), and the
# pose u. An affine pose is a 2 x 3 matrix; `five_of_affine` turns it into an angle, two scales and two shifts.

# %%
from original.transformers.poses import five_of_affine

tvae = loaded["tvae_affine"]
found = tvae.posterior(x)
print("z of the first image:", found.z[0].round(2))
print("u of the first image:", found.u[0].round(2))
angle, log_sx, log_sy, shift_x, shift_y = five_of_affine(found.u)[0]
print(f"angle {np.degrees(angle):.1f} degrees, scales {np.exp(log_sx):.2f} and {np.exp(log_sy):.2f}")

# %% [markdown]
# A dimension of the code is in use if its divergence from the prior is above 0.05 nats on average. The others carry no
# information: their q(z given x) is the prior.

# %%
kl = (found.z**2 + np.exp(2 * found.log_sigma) - 1) / 2 - found.log_sigma
print("KL by dimension, nats:", kl.mean(axis=0).round(2))
print("in use:", int((kl.mean(axis=0) > 0.05).sum()), "of", tvae.dim_z)

# %% [markdown]
# ## Reconstructions
#
# `reconstruct` encodes and decodes at the means of z and u. Compare each row with the images on top.

# %%
show([x[:10, 0]] + [model.reconstruct(x[:10]) for model in loaded.values()], ["x"] + names)

# %% [markdown]
# ## Walk through z in one pose
#
# The code says what the digit is, the pose says how it stands. Here z moves from one image's code to another's, and the
# pose is that of the first image.

# %%
share = np.linspace(0, 1, 10)[:, None]
path = (1 - share) * found.z[0] + share * found.z[1]
show([tvae.decode(path, pose=found.u[:1].repeat(10, axis=0))], ["z moves"])

# %% [markdown]
# ## Turn, scale and shift one code
#
# Now the code stays, and the pose moves. `affine_of_five` gives the matrix of an angle, two log scales and two shifts.

# %%
from original.transformers.poses import affine_of_five

moves = np.linspace(-0.6, 0.6, 10)
rows = []
for number in (0, 1, 3):
    five = np.zeros((10, 5), "float32")
    five[:, number] = moves
    rows.append(tvae.decode(found.z[:1].repeat(10, axis=0), pose=affine_of_five(five)))
show(rows, ["angle", "width", "shift"])

# %% [markdown]
# ## Undo the pose
#
# The DTVAE takes the pose out of the image before it encodes it. The layer `l_upright` holds the image without its pose.
# `l_template` holds the reconstruction in the reference pose, and `l_out` brings the pose back.

# %%
from reproduce.evaluation.forward import Forward

dtvae = loaded["dtvae_affine"]
upright, template, out = Forward(dtvae.net)(["l_upright", "l_template", "l_out"], l_in=x[:10])
show([x[:10, 0], upright[:, 0], template[:, 0], out[:, 0]], ["x", "pose undone", "template", "pose again"])

# %% [markdown]
# ## The bound
#
# `elbo` computes the evidence lower bound of each image, in nats, with one draw of z. A higher bound is better.

# %%
for name, model in loaded.items():
    print(f"{name:13} {model.elbo(x).mean():8.1f} nats per image")

# %% [markdown]
# `log_likelihood` estimates log p(x) of the VAE by importance sampling. The bound is this estimate with one draw, so more draws
# bring it up.

# %%
vae = loaded["vae"]
print(f"bound    {vae.elbo(x[:50]).mean():8.1f} nats per image")
print(f"log p(x) {vae.log_likelihood(x[:50], samples=500).mean():8.1f} nats per image, 500 draws")

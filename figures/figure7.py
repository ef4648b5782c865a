"""Figure 7: new samples of the Affine-TVAE and of the Affine-DTVAE."""

import functools

from figures import samplers
from figures.samplers import Panel

CAPTION = (
    "New samples at the mean pose of the training images: Affine-TVAE (left) and Affine-DTVAE (right), with a "
    "2-dimensional z over the quantiles of its prior (top), with 10 and with 20 latent dimensions. In the "
    "thesis the DTVAE samples worse than the TVAE, and like the VAE it gets worse with the dimension."
)

PANELS = (
    Panel("tvae_affine", 2, plane=True),
    Panel("dtvae_affine", 2, plane=True),
    Panel("tvae_affine", 10),
    Panel("dtvae_affine", 10),
    Panel("tvae_affine", 20),
    Panel("dtvae_affine", 20),
)

configs = functools.partial(samplers.configs, PANELS)
measure = functools.partial(samplers.measure, PANELS)
table, draw = samplers.table, samplers.draw

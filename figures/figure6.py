"""Figure 6: new samples of the VAE and of the Affine-TVAE."""

from figures import samplers
from figures.samplers import Panel

CAPTION = ("New samples at the mean pose of the training images: VAE (left) and Affine-TVAE (right), with 10 (top) and "
           "20 (bottom) latent dimensions. The thesis shows blurred VAE samples that get worse with the dimension, and "
           "sharp, upright ones of the TVAE that hardly do.")

PANELS = (Panel("vae", 10), Panel("tvae_affine", 10), Panel("vae", 20), Panel("tvae_affine", 20))


def configs(options):
    return samplers.configs(PANELS, options)


def measure(options, store):
    return samplers.measure(PANELS, options, store, "Figure 6")


def table(panels):
    return samplers.table(panels)


def draw(panels):
    return samplers.draw(panels, columns=2)

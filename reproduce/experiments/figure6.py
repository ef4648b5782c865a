"""Figure 6: new samples of the VAE and of the Affine-TVAE."""

from reproduce.experiments.samples import Panel, add_samples

CAPTION = (
    "New samples at the mean pose of the training images: VAE (left) and Affine-TVAE (right), with 10 (top) and "
    "20 (bottom) latent dimensions. The thesis shows blurred VAE samples that get worse with the dimension, and "
    "sharp, upright ones of the TVAE that hardly do."
)

PANELS = (Panel("vae", 10), Panel("tvae_affine", 10), Panel("vae", 20), Panel("tvae_affine", 20))

FIGURE6 = add_samples(6, "V.i.2", "samples of VAE and Affine-TVAE", "12 min", PANELS, CAPTION)

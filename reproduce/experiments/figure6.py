"""Figure 6: new samples of the VAE and of the Affine-TVAE."""

from reproduce.experiments.samples import BLOCKS, QUALITY, Panel, add_samples

CAPTION = (
    "New samples at the mean pose of the training images: VAE (left) and Affine-TVAE (right), with 10 (top) and "
    f"20 (bottom) latent dimensions. {QUALITY}"
    "We see VAE samples in all slants, a few of them no digits, and upright, slightly crisper ones of the TVAE. By the "
    "Fréchet distance the VAE's get a little worse with the dimension and the TVAE's hardly do; the TVAE's is larger "
    f"since all its samples stand in one pose. {BLOCKS}"
    "The thesis has blurred VAE samples that get worse with the dimension, and sharp, upright ones of the TVAE that "
    "hardly do."
)

PANELS = (Panel("vae", 10), Panel("tvae_affine", 10), Panel("vae", 20), Panel("tvae_affine", 20))

FIGURE6 = add_samples(6, "V.i.2", "samples of VAE and Affine-TVAE", "12 min", PANELS, CAPTION)

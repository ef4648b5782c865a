"""Figure 7: new samples of the Affine-TVAE and of the Affine-DTVAE."""

from reproduce.experiments.samples import BLOCKS, QUALITY, Panel, add_samples

CAPTION = (
    "New samples at the mean pose of the training images: Affine-TVAE (left) and Affine-DTVAE (right), with a "
    "2-dimensional z over the quantiles of its prior (top), with 10 and with 20 latent dimensions. "
    f"{QUALITY}"
    "We see better samples of the DTVAE, which do not get worse with the dimension; the trainings that ended in a bad "
    f"local minimum are left out. {BLOCKS}"
    "The edges like combs at the lower right are the steps of the template's pixels: the mean pose of that training "
    "turns the template by 30° and enlarges it 1.2 times. In the thesis the DTVAE samples worse than the TVAE, and "
    "like the VAE it gets worse with the dimension."
)

PANELS = (
    Panel("tvae_affine", 2, plane=True),
    Panel("dtvae_affine", 2, plane=True),
    Panel("tvae_affine", 10),
    Panel("dtvae_affine", 10),
    Panel("tvae_affine", 20),
    Panel("dtvae_affine", 20),
)

FIGURE7 = add_samples(7, "V.i.2", "samples of Affine-TVAE and Affine-DTVAE", "18 min", PANELS, CAPTION)

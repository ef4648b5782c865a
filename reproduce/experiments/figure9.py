"""Figure 9: samples of the Affine-TVAE and of the TPS-TVAE at 30 latent dimensions."""

from reproduce.experiments.samples import BLOCKS, QUALITY, Panel, add_samples

CAPTION = (
    "New samples at the mean pose of the training images: Affine-TVAE with dim z = 24 and dim u = 6 (left), "
    f"TPS-TVAE with 12 and 18 (right). {QUALITY}"
    "We see that the TPS-TVAE's are slightly crisper, as in the thesis, and by the Fréchet distance further from the "
    f"training images. {BLOCKS}"
    "In the thesis the TPS-TVAE's are slightly sharper."
)

PANELS = (Panel("tvae_affine", 30), Panel("tvae_tps", 30))

FIGURE9 = add_samples(9, "V.iii", "samples of Affine-TVAE and TPS-TVAE at 30 dimensions", "6 min", PANELS, CAPTION)

"""Figure 9: samples of the Affine-TVAE and of the TPS-TVAE at 30 latent dimensions."""

from figures import samplers
from figures.samplers import Panel

CAPTION = ("New samples at the mean pose of the training images: Affine-TVAE with dim z = 24 and dim u = 6 (left), "
           "TPS-TVAE with 12 and 18 (right). In the thesis the TPS-TVAE's are slightly sharper.")

PANELS = (Panel("tvae_affine", 30), Panel("tvae_tps", 30))


def configs(options):
    return samplers.configs(PANELS, options)


def measure(options, store):
    return samplers.measure(PANELS, options, store, "Figure 9")


def table(panels):
    return samplers.table(panels)


def draw(panels):
    return samplers.draw(panels, columns=2)

"""Figure 9: samples of the Affine-TVAE and of the TPS-TVAE at 30 latent dimensions."""

import functools

from figures import samplers
from figures.samplers import Panel

CAPTION = (
    "New samples at the mean pose of the training images: Affine-TVAE with dim z = 24 and dim u = 6 (left), "
    "TPS-TVAE with 12 and 18 (right). In the thesis the TPS-TVAE's are slightly sharper."
)

PANELS = (Panel("tvae_affine", 30), Panel("tvae_tps", 30))

configs = functools.partial(samplers.configs, PANELS)
measure = functools.partial(samplers.measure, PANELS)
table, draw = samplers.table, samplers.draw

"""The models' names: those of the thesis, and our own in its manner."""

NAMES = {"vae": "VAE", "tvae_affine": "Affine-TVAE", "tvae_tps": "TPS-TVAE", "dtvae_affine": "Affine-DTVAE",
         "dtvae_tps": "TPS-DTVAE"}

THESIS = ("vae", "tvae_affine", "tvae_tps", "dtvae_affine")  # the models that the thesis has

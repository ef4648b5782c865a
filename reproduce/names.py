"""The models' names in the thesis."""

NAMES = {"vae": "VAE", "tvae_affine": "Affine-TVAE", "tvae_tps": "TPS-TVAE", "dtvae_affine": "Affine-DTVAE"}

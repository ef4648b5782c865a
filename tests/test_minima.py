"""Signs of a bad local minimum."""

import pytest

from reproduce import minima
from reproduce.config import Config


def signs(in_use=4, ink=1.0, dim_z=8, scale=1.5, model="tvae_affine"):
    metrics = {"dimensions_in_use": in_use, "test": {"template_ink": ink, "template_scale": scale}}
    return minima.signs(metrics, Config(model, dim_z=dim_z))


def test_sound_models_show_none():
    assert signs() == signs(in_use=1) == signs(in_use=2, dim_z=20) == signs(ink=3.0) == []
    assert signs(scale=1.0, model="vae") == signs(scale=0.9, model="dtvae_affine") == []


@pytest.mark.parametrize("values, expected", [
    (dict(in_use=0), ["0 of 8 code dimensions in use"]),
    (dict(in_use=1, dim_z=20), ["1 of 20 code dimensions in use"]),
    (dict(in_use=0, dim_z=1), ["0 of 1 code dimensions in use"]),
    (dict(ink=0.0), ["blank templates, 0.0% of the images' ink"]),
    (dict(ink=float("nan")), ["blank templates, nan% of the images' ink"]),
    (dict(ink=0.2), ["shrunken templates, 20.0% of the images' ink"]),
    (dict(scale=0.5), ["downsampled templates, enlarged 2.00 times"]),
    (dict(scale=0.8, model="tvae_tps"), ["downsampled templates, enlarged 1.25 times"]),
    (dict(in_use=0, ink=0.01), ["0 of 8 code dimensions in use", "blank templates, 1.0% of the images' ink"]),
])
def test_each_sign(values, expected):
    assert signs(**values) == expected

"""Signs of a bad local minimum."""

import pytest

from reproduce.config import Config
from reproduce.evaluation import local_minima


def signs(in_use=4, ink=1.0, dim_z=8, scale=1.5, model="tvae_affine"):
    metrics = {"dimensions_in_use": in_use, "test": {"template_ink": ink, "template_scale": scale}}
    return local_minima.signs(metrics, Config(model, dim_z=dim_z))


def test_sound_models_show_none():
    assert signs() == signs(in_use=1) == signs(in_use=2, dim_z=20) == signs(ink=3.0) == []
    assert signs(scale=1.0, model="vae") == signs(scale=0.9, model="dtvae_affine") == []


@pytest.mark.parametrize(
    "values, expected",
    [
        ({"in_use": 0}, ["0 of 8 code dimensions in use"]),
        ({"in_use": 1, "dim_z": 20}, ["1 of 20 code dimensions in use"]),
        ({"in_use": 0, "dim_z": 1}, ["0 of 1 code dimensions in use"]),
        ({"ink": 0.0}, ["blank templates, 0.0% of the images' ink"]),
        ({"ink": float("nan")}, ["blank templates, nan% of the images' ink"]),
        ({"ink": 0.2}, ["shrunken templates, 20.0% of the images' ink"]),
        ({"scale": 0.5}, ["downsampled templates, enlarged 2.00 times"]),
        ({"scale": 0.8, "model": "tvae_tps"}, ["downsampled templates, enlarged 1.25 times"]),
        ({"scale": 5.08}, ["unstable poses, which spread over 5.1 times the template"]),
        ({"in_use": 0, "ink": 0.01}, ["0 of 8 code dimensions in use", "blank templates, 1.0% of the images' ink"]),
    ],
)
def test_each_sign(values, expected):
    assert signs(**values) == expected


def test_dimensions_in_use():
    assert local_minima.dimensions_in_use([0.0, 0.049, 0.051, 3.0]) == 2

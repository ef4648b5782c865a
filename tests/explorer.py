"""Runs for the explorer that no training has made, so that they cost no minute."""

import os

import numpy as np

from original.models import parameters
from reproduce import files
from reproduce.config import Config
from reproduce.runs import network, run


def write_run(folder: str, config: Config, seed: int = 0) -> str:
    """Write the folder of a finished run whose weights are those of an untrained network, moved a little; return it.

    They are rounded to half precision, as the page rounds them.
    """
    rng = np.random.default_rng(seed)
    arrays = {}
    for param in parameters(network.build(config)):
        value = param.get_value() + 0.05 * rng.standard_normal(param.get_value().shape)
        arrays[param.name] = value.astype("float16").astype("float32")
    test = {"kl_z_per_dim": [1.0] * config.dim_z}
    metrics = dict.fromkeys(run.METRICS, 0)
    files.write_json(os.path.join(folder, "config.json"), {"config": config.to_dict()})
    files.write_npz(os.path.join(folder, "weights.npz"), arrays)
    files.write_json(os.path.join(folder, "metrics.json"), dict(metrics, test=test))
    return folder

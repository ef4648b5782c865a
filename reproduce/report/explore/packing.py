"""A network as data: what the browser needs to know of it, and its weights as text."""

import base64
import zlib
from typing import Any, Dict, List, Optional, Tuple

import numpy as np

from original.spec import GRID_SIZE, MODELS, PRIORS
from reproduce.config import Config
from reproduce.data.registry import image_shape
from reproduce.errors import ConfigError
from reproduce.evaluation.local_minima import IN_USE

# What a network computes from z and u alone.
DECODED = ("l_template", "l_pose", "l_prior_mu", "l_prior_log_sigma")


def described(config: Config, kl_z_per_dim: List[float], mean_pose: Optional[np.ndarray]) -> Dict[str, Any]:
    """Return all that the browser needs besides the weights to compute as the network of `config` does.

    `kl_z_per_dim`: nats, mean over the test images; it says which dimensions carry nothing.
    """
    model, prior = MODELS[config.model], PRIORS[config.pose_prior]
    return {
        "name": config.model,
        "architecture": model.architecture,
        "transformer": model.transformer,
        "pose": config.pose,
        "dim_z": config.dim_z,
        "dim_u": config.dim_u,
        "density": bool(model.transformer) and prior.density,
        "map": prior.map if model.transformer else None,
        "conditional": config.structure == "conditional",
        "localization": model.architecture == "dtvae" or config.localization == "network",
        "floor": config.log_sigma_floor,
        "side": image_shape(config.dataset)[1],
        "border": config.border_mode,
        "border_value": config.border_value,
        "min_determinant": config.min_determinant,
        "in_use": [kl > IN_USE for kl in kl_z_per_dim],
        "mean_pose": None if mean_pose is None else [float(number) for number in mean_pose],
        **_family(config, model.transformer),
    }


def check_images(config: Config, path: str) -> None:
    """Raise `ConfigError` if the page can't show images as the run in `path` has them."""
    channels, rows, columns = image_shape(config.dataset)
    if channels > 1 or rows != columns:
        raise ConfigError(
            f"the page shows square images of one channel; those of {path} have {rows} x {columns} pixels of {channels}"
        )


def _family(config: Config, transformer: Optional[str]) -> Dict[str, Any]:
    """Return what depends on the family of poses: the identity, and the limit of a pose if there is one."""
    if not transformer:
        return {"identity": None, "limit": None}
    from original.transformers.poses import pose_family

    family = pose_family(transformer, config.pose, GRID_SIZE, config.tps_start)
    limited = config.pose_activation != "none"
    limit = {"activation": config.pose_activation, "range": config.pose_range, "start": family.start.tolist()}
    return {"identity": family.identity.tolist(), "limit": limit if limited else None}


def weights(net: Dict[str, Any], encodes: bool = True) -> Dict[str, np.ndarray]:
    """Return the numbers of a network by name, those of its prior that are not fitted included.

    `encodes`: False leaves out what z and u are inferred with.
    """
    from original.engines.compat import lasagne

    outputs = [net[name] for name in (DECODED if not encodes else ("l_out",) + DECODED) if name in net]
    given = [] if encodes else [net[name] for name in ("l_z", "l_u") if name in net]
    layers = lasagne.layers.get_all_layers(outputs, treat_as_input=given)
    params = dict.fromkeys(param for layer in layers if layer not in given for param in layer.get_params())
    return {param.name: param.get_value() for param in params}


def packed(arrays: Dict[str, np.ndarray]) -> Tuple[Dict[str, Any], str]:
    """Return the layout of the arrays, and their numbers in half precision as text.

    The text is base 85 of deflated bytes: first the high bytes of all numbers, then the low ones. The high ones hold
    sign and exponent, which repeat, so that the text is a tenth shorter than that of the numbers one by one.
    """
    numbers = np.concatenate([array.ravel() for array in arrays.values()]).astype("<f2")
    planes = numbers.view("u1").reshape(-1, 2)[:, ::-1].T
    deflated = zlib.compress(planes.tobytes(), 9)
    layout = {
        "arrays": [[name, list(array.shape)] for name, array in arrays.items()],
        "numbers": int(numbers.size),
        "bytes": len(deflated),
    }
    return layout, base64.b85encode(deflated, pad=True).decode("ascii")

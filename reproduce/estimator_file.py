"""Trained estimators as files: one .npz with the weights by name, and all else as JSON in it. Nothing is pickled.

``settings``          JSON as bytes: the parameters, the `Config` of the training, and what was learned besides weights
``weights/<name>``    the parameters of the network
``mean_pose``         the mean of u over the training images, if there is a pose
"""

import json
from typing import Any, Dict

import numpy as np

from reproduce import files
from reproduce.config import Config
from reproduce.errors import ConfigError

FORMAT = "SpatialVAE 1"  # counts up where older files are no longer read
SETTINGS, MEAN_POSE, WEIGHTS = "settings", "mean_pose", "weights/"
LEARNED = ("history_", "image_shape_", "channels_", "range_", "n_features_in_")
PAIRS = ("image_shape", "image_shape_", "range_")  # which JSON has as lists


def write(estimator: Any, path: str) -> None:
    """Write a fitted `reproduce.estimator.SpatialVAE`; StoreError if that can't be done.

    A ``random_state`` that is no whole number is written as the seed that it gave.
    """
    params = dict(estimator.get_params(deep=False))
    params["random_state"] = estimator.config_.seed
    settings = {
        "format": FORMAT,
        "params": params,
        "config": estimator.config_.to_dict(),
        "learned": {name: getattr(estimator, name) for name in LEARNED},
        "feature_names": [str(name) for name in getattr(estimator, "feature_names_in_", ())],
    }
    text = json.dumps(settings, default=_number)
    arrays = {WEIGHTS + name: array for name, array in estimator.weights_.items()}
    arrays[SETTINGS] = np.frombuffer(text.encode("utf-8"), dtype="uint8")
    if estimator.mean_pose_ is not None:
        arrays[MEAN_POSE] = estimator.mean_pose_
    files.write_npz(path, arrays)


def read(kind: type, path: str) -> Any:
    """Return the fitted estimator of class `kind` in a file that `write` wrote.

    Raises
    ------
    OSError
        If the file can't be read.
    Damaged
        A ValueError: the file was altered, is no such file, or its weights are not those of the model that it names.
    """
    arrays = files.read_npz(path)
    try:
        estimator = _restored(kind, arrays)
    except (KeyError, TypeError, ValueError, ConfigError, RecursionError) as error:
        reason = f"{error} is missing" if isinstance(error, KeyError) else " ".join(str(error).split())[:200]
        raise files.Damaged(f"{path} holds no sound SpatialVAE: {reason}") from error
    return estimator


def _restored(kind, arrays):
    settings = json.loads(arrays[SETTINGS].tobytes().decode("utf-8"))
    if not isinstance(settings, dict) or settings.get("format") != FORMAT:
        raise ValueError(f"its format is not {FORMAT!r}")
    weights = {name[len(WEIGHTS) :]: array for name, array in arrays.items() if name.startswith(WEIGHTS)}
    state: Dict[str, Any] = {name: settings["learned"][name] for name in LEARNED}
    state.update(weights_=weights, mean_pose_=arrays.get(MEAN_POSE), config_=Config.from_dict(settings["config"]))
    estimator = kind(**_with_pairs(settings["params"]))
    if settings["feature_names"]:
        state["feature_names_in_"] = np.array(settings["feature_names"], dtype=object)
    estimator.__setstate__(dict(vars(estimator), **_with_pairs(state)))  # builds the network, as for a pickle
    _check(estimator)
    return estimator


def set_weights(params: list, weights: Dict[str, np.ndarray]) -> None:
    """Give parameters, shared variables, their values by name; ValueError if these are not as many of their shapes."""
    files.check_like(weights, {param.name: param.get_value(borrow=True) for param in params})
    for param in params:
        param.set_value(weights[param.name])


def _check(estimator):
    """Raise ValueError if what was learned besides the weights does not go with the model."""
    rows, columns = estimator.image_shape_
    if estimator.n_features_in_ != rows * columns * estimator.channels_:
        raise ValueError(f"{estimator.n_features_in_} features are not images of {rows} x {columns} pixels")
    pose, dim_u = estimator.mean_pose_, estimator.config_.dim_u
    if (pose is not None) != (dim_u > 0) or pose is not None and pose.shape != (dim_u,):
        raise ValueError(f"its mean pose does not have {dim_u} numbers")
    if not all(np.isfinite(weights).all() for weights in estimator.weights_.values()):
        raise ValueError("its weights are not finite")


def _with_pairs(values):
    return {name: tuple(value) if name in PAIRS and value is not None else value for name, value in values.items()}


def _number(value):
    """Return a number of NumPy as one of Python, for JSON."""
    if isinstance(value, (np.generic, np.ndarray)):
        return value.tolist()
    raise ValueError(f"a parameter of SpatialVAE is not written to a file: {value!r}")

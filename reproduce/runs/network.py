"""Networks of runs: built as a `Config` says, given the trained weights, compiled with errors that say what to do.

The engine is imported when the first network is built.
"""

import contextlib
import os
from typing import Iterator

from reproduce import files
from reproduce.config import Config
from reproduce.errors import ConfigError, StackError, StoreError
from reproduce.stack import engine


def build(config: Config, **options) -> dict:
    """Return the untrained network of `config`, layers by name; ConfigError for settings that it can't be built with.

    What this process compiles from now on takes the kernels that `config` asks for.

    Parameters
    ----------
    config : Config
    **options
        Of `original.models.build`, in place of the config's: ``image_shape``, ``channels``.
    """
    from original import kernels, models

    kernels.choose(config.kernels)
    try:
        return models.build(config.model, config.dim_z, **{**config.model_options(), **options})
    except ValueError as error:
        raise ConfigError(str(error)) from error


def load_network(config: Config, folder: str) -> dict:
    """Return the network of `config` with the weights of the run in `folder`; StoreError if it has none that fit."""
    from original.models import parameters

    engine.assert_comparable()
    net = build(config)
    params, path = parameters(net), os.path.join(folder, "weights.npz")
    try:
        arrays = files.read_npz(path, like={param.name: param.get_value(borrow=True) for param in params})
    except OSError as error:
        raise StoreError(f"can't read {path}: {error.strerror}") from error
    for param in params:
        param.set_value(arrays[param.name])
    return net


@contextlib.contextmanager
def compiling() -> Iterator[None]:
    """Turn what can go wrong with a compiler and its cache into a StackError."""
    try:
        yield
    except OSError as error:
        cache, flags = _cache()
        raise StackError(
            f"the engine can't compile: {error}; its cache is {cache}, and {flags}=base_compiledir=FOLDER names "
            "another one"
        ) from error
    except Exception as error:
        _, failed, reason = str(error).partition("Compilation failed")
        if isinstance(error, StackError) or not failed:
            raise
        raise StackError(
            f"the engine's C++ compiler failed: {(failed + reason)[:300]}. `reproduce doctor` examines it; its cache "
            f"{_cache()[0]} may be removed"
        ) from error


def _cache():
    """Return the engine's folder of compiled code, and the variable of its flags."""
    from original.engines.compat import engine, theano

    return theano.config.base_compiledir, engine.FLAGS

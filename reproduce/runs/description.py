"""The description of a run, ``config.json``: its settings and what ran them; guards the folder against other runs."""

import os
import platform
from typing import Tuple

from reproduce import __version__, files
from reproduce.config import Config
from reproduce.data import registry
from reproduce.errors import ConfigError, StoreError
from reproduce.stack import engine
from reproduce.stack.versions import version_of

PACKAGES = ("Lasagne", "numpy", "scipy", "scikit-learn", "scipy-openblas32")


def describe(config: Config) -> dict:
    """Return the contents of ``config.json``.

    Settings, the preparation of own images, versions, machine, engine, device, and how to run it again.
    """
    from original.engines import compat

    versions = {"python": platform.python_version(), "reproduce": __version__}
    for package in (compat.engine.PACKAGE,) + compat.engine.PACKAGES[compat.BACKEND] + PACKAGES:
        versions[package] = version_of(package)
    again = "reproduce train --config config.json"
    if engine.tag():
        again += f" --engine {compat.ENGINE} --backend {compat.BACKEND}"
    return {
        "config": config.to_dict(),
        **_images(config),
        "versions": versions,
        "machine": platform.machine(),
        "engine": compat.ENGINE,
        "backend": compat.BACKEND,
        "device": compat.device(),
        "again": again,
    }


def _images(config):
    """Return where a user's own images came from and how they were prepared, under ``images``."""
    if not registry.is_own(registry.upright(config.dataset)):
        return {}
    from reproduce.data.own import source

    return {"images": source.about(registry.upright(config.dataset))}


def read_config(path: str) -> Config:
    """Return the Config in a run's ``config.json``; ConfigError if the file is none."""
    try:
        return Config.from_dict(files.read_json(path)["config"])
    except ConfigError as error:
        raise ConfigError(f"{path}: {error}") from error
    except OSError as error:
        raise ConfigError(f"can't read {path}: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(f"{path} is not the config.json of a run ({error!r})") from error


def engine_of(described: dict) -> Tuple[str, str]:
    """Return (engine, back end) that a ``config.json`` names; the reference where it is too old to name them."""
    return tuple(described.get(name, default) for name, default in zip(("engine", "backend"), engine.REFERENCE))


def check_same_config(config: Config, folder: str) -> None:
    """Raise `StoreError` if `folder` holds a run, finished or not, of other settings or by another engine."""
    path = os.path.join(folder, "config.json")
    if not os.path.isfile(path):
        return
    if read_config(path) != config:
        raise StoreError(f"{folder} holds a run with other settings; name another folder with --out")
    name, backend = engine_of(files.read_json(path))
    if (name, backend) != engine.current():
        raise StoreError(
            f"{folder} holds a run by the engine {name}, back end {backend}; name another folder with --out"
        )


def check_no_other_files(folder: str) -> None:
    """Raise `StoreError` if `folder` is there and holds files, but no run: the results themselves, for instance."""
    names = os.listdir(folder) if os.path.isdir(folder) else []
    visible = sorted(name for name in names if not name.startswith("."))
    if visible and not any(name.startswith("config.json") for name in visible):
        raise StoreError(f"{folder} holds {visible[0]} and no run; name a new or empty folder with --out")

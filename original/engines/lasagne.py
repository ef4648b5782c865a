"""Lasagne 0.1, imported on whatever stands under the name ``theano``."""

import importlib
import sys
import types
from importlib.metadata import version

from original.engines import not_imported


def start():
    """Return the module. Its release asks `pkg_resources`, which setuptools no longer ship, for its version."""
    stand_in = None
    if "pkg_resources" not in sys.modules:
        stand_in = types.ModuleType("pkg_resources")
        stand_in.get_distribution = lambda name: types.SimpleNamespace(version=version(name))
        sys.modules["pkg_resources"] = stand_in
    try:
        return importlib.import_module("lasagne")
    except ImportError as error:
        raise not_imported("Lasagne", error) from error
    finally:
        if sys.modules.get("pkg_resources") is stand_in:
            del sys.modules["pkg_resources"]

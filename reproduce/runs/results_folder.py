"""Where results go: those of the thesis' settings on MNIST apart from all others, each engine's apart."""

import os
from typing import Any, Dict

from reproduce import files
from reproduce.config import Config
from reproduce.config.recipes import RECIPES
from reproduce.stack import engine


def subfolder(settings: dict, changed: bool = False) -> str:
    """Return the folder under the results: the folder itself only for what the thesis states, on MNIST.

    Parameters
    ----------
    settings : dict
        Settings of `Config` that differ, or may, from their default.
    changed : bool
        Whether anything else is not as the thesis has it.

    Returns
    -------
    str
        ``''``; the data set's name for other data than MNIST; the recipe's for one of `reproduce.config.recipes`;
        ``'trials'`` for the rest. All that in the engine's own folder, see `reproduce.stack.engine.tag`, if it is not
        the default one.
    """
    return os.sep.join(filter(None, (engine.tag(), _of_settings(settings, changed))))


def _of_settings(settings, changed):
    defaults = Config(model="vae").to_dict()
    differing = {name: value for name, value in settings.items() if value != defaults[name]}
    dataset = differing.pop("dataset", "mnist")
    if dataset != "mnist":
        return dataset
    recipe = next((recipe.name for recipe in RECIPES.values() if recipe.settings == differing), None)
    if recipe is None or changed:
        return "trials"
    return "" if recipe == "thesis" else recipe


def by_recipe(folder: str, name: str) -> Dict[str, Any]:
    """Return {recipe: content} of a ``.json`` or ``.csv`` file, of those recipes under which `folder` has it.

    `folder`: that of the recipe ``thesis``, see `subfolder`.
    """
    paths = {recipe: os.path.join(folder, "" if recipe == "thesis" else recipe, name) for recipe in RECIPES}
    read = files.read_json if name.endswith(".json") else files.read_csv
    return {recipe: read(path) for recipe, path in paths.items() if os.path.isfile(path)}

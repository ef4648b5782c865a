"""Named settings of the training. To add a recipe, add one entry: help, tables and the folder of its results follow."""

import dataclasses
from typing import Any, Dict, Mapping

from original.registry import Registry


@dataclasses.dataclass(frozen=True)
class Recipe:
    """Settings of `Config` that differ from the default, under a name."""

    name: str
    what: str  # the recipe in words, for help and captions
    settings: Mapping[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    is_reading: bool = True  # the thesis may have run it: its numbers stand beside the thesis' in the report


# Minibatches of 100, a pose of identity + tanh of a dense layer with Glorot's weights, splines that start at the
# coordinates of their control points, no guard on the determinant.
_AUTHOR = {
    "batch_size": 100,
    "localization_init": "glorot",
    "pose_activation": "tanh",
    "tps_start": "grid",
    "min_determinant": 0.0,
}

AS_WRITTEN = "as written"  # what the recipe thesis is called beside others
INFERRED = "author"  # the reading that `reproduce infer` ranks first, see docs/fidelity.md

RECIPES = Registry(
    "recipe",
    [
        Recipe("thesis", "what the thesis states"),
        Recipe("author", "what public files of the author's program do", _AUTHOR),
        # The same settings by another name: its results are those of that recipe.
        Recipe("inferred", f"what the thesis most probably ran: {INFERRED}", _AUTHOR),
        # At a third of the thesis' rate fewer code dimensions die in the first epoch.
        Recipe("tuned", "what trains better, which is ours", {"learning_rate": 0.3}, is_reading=False),
    ],
)


def titles() -> Dict[str, str]:
    """Return {recipe: what a column of its numbers is called beside the thesis' own}."""
    return {**{name: name for name in RECIPES}, "thesis": AS_WRITTEN, INFERRED: f"as inferred ({INFERRED})"}

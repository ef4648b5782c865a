"""The look of all pictures: one style, whatever the user has set, and a look for each model.

The user's settings may stand in a matplotlibrc, the environment or this process.

Each function that draws is decorated with ``@applied()``, and `reproduce.report.pictures` saves under it.
"""

import contextlib
import logging
import os
import sys
from dataclasses import dataclass
from typing import Any, Iterator

DPI = 150  # pixels of a PNG in an inch
TITLE, LABEL, SMALL = 10, 9, 8  # sizes of text, points
INK, GREY, FAINT = "#222222", "#666666", "#dddddd"  # of words, of words that explain, of grids

SETTINGS = {
    "figure.dpi": DPI,
    "savefig.dpi": DPI,
    "font.size": LABEL,
    "axes.titlesize": TITLE,
    "axes.labelsize": LABEL,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": SMALL,
    "legend.fontsize": SMALL,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.axisbelow": True,
    "xtick.color": GREY,
    "ytick.color": GREY,
    "grid.color": FAINT,
    "grid.linewidth": 0.6,
    "svg.hashsalt": "reproduce",  # the same figure gives the same file
}

# Okabe and Ito (2008): colours that people with any kind of colour blindness tell apart.
OKABE_ITO = {
    "black": "#000000",
    "orange": "#E69F00",
    "sky blue": "#56B4E9",
    "green": "#009E73",
    "yellow": "#F0E442",
    "blue": "#0072B2",
    "vermillion": "#D55E00",
    "purple": "#CC79A7",
}
# Petroff (2021), arXiv:2107.02270: ten colours for the ten classes. No ten hold without their labels.
CLASSES = ("#3f90da", "#ffa90e", "#bd1f01", "#94a4a2", "#832db6", "#a96b59", "#e76300", "#b9ac70", "#717581", "#92dadd")
FRAME = OKABE_ITO["orange"]  # of the outline of a pose, over grey levels


@dataclass(frozen=True)
class Look:
    """The look of a model: all three differ from model to model."""

    colour: str
    marker: str
    line: Any  # Matplotlib's linestyle


LOOKS = {
    "vae": Look(OKABE_ITO["black"], "o", "-"),
    "tvae_affine": Look(OKABE_ITO["orange"], "s", (0, (7, 1.5))),
    "tvae_tps": Look(OKABE_ITO["green"], "^", (0, (5, 1.5, 1, 1.5))),
    "dtvae_affine": Look(OKABE_ITO["blue"], "D", (0, (9, 1.5, 1, 1.5, 1, 1.5))),
    "dtvae_tps": Look(OKABE_ITO["sky blue"], "v", (0, (2, 1))),
}


@contextlib.contextmanager
def applied() -> Iterator[None]:
    """Draw and save under our style; as a decorator, too."""
    with _imported().style.context(["default", SETTINGS]):
        yield


def _imported():
    """Return Matplotlib, imported without the user's settings if it is not yet: a wrong one can end the import."""
    if "matplotlib" in sys.modules:
        import matplotlib.style

        return matplotlib
    ours = {"MATPLOTLIBRC": os.devnull, "MPLBACKEND": "agg"}
    theirs = {name: os.environ.get(name) for name in ours}
    os.environ.update(ours)
    logging.getLogger("matplotlib").setLevel(logging.ERROR)  # it warns of a home that can't be written
    try:
        import matplotlib.style
    finally:
        for name, value in theirs.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
    return matplotlib

"""Boxes, circles, plates and arrows, and the graphical models made of them; all coordinates are inches.

A graphical model is data, plain lists and dicts, see `graphical_model`.
"""

from typing import Any, Dict, Optional, Tuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch, Patch
from matplotlib.text import Text
from matplotlib.textpath import TextPath

from figures import style

HEIGHT = 0.46  # of a box
RADIUS = 0.27  # of a random variable's node
DOT = 0.05  # radius of a parameter's node
MARGIN = 0.15  # around the whole drawing
TITLE_SIZE, DETAIL_SIZE = 10, 8  # points
LINES = {"generative": "-", "inference": (0, (4, 2))}
FILLS = {"latent": "white", "observed": "lightgray", "parameter": "black"}


def canvas(left: float, right: float, bottom: float, top: float) -> Tuple[Figure, Axes]:
    """Return a figure and the one axis that fills it, of these limits and without frame."""
    left, right, bottom, top = left - MARGIN, right + MARGIN, bottom - MARGIN, top + MARGIN
    figure = Figure(figsize=(right - left, top - bottom))
    axis = figure.add_axes([0, 0, 1, 1], xlim=(left, right), ylim=(bottom, top))
    axis.set_axis_off()
    return figure, axis


def write(axis: Axes, x: float, y: float, label: str, size: float = TITLE_SIZE, **options) -> Text:
    """Write text, centred at (x, y) unless `options` of Matplotlib's text say otherwise."""
    options = {"ha": "center", "va": "center", **options}
    return axis.text(x, y, label, fontproperties=_font(size), **options)


def text_width(label: str, size: float = TITLE_SIZE) -> float:
    """Return the width of a line of text."""
    return TextPath((0, 0), label, prop=_font(size)).get_extents().width / 72 if label else 0


def box_width(title: str, detail: str = "") -> float:
    """Return the width of a box that holds its two lines; none is narrow, so that rounded sides have room."""
    return max(text_width(title) + 0.24, text_width(detail, DETAIL_SIZE) + 0.24, 1.3 * HEIGHT)


def box(
    axis: Axes,
    x: float,
    y: float,
    width: float,
    title: str = "",
    detail: str = "",
    rounded: bool = False,
    fill: str = "white",
    height: float = HEIGHT,
) -> FancyBboxPatch:
    """Draw a box around (x, y) with a title and, beneath it, a smaller line; rounded: with half circles as sides."""
    rounding = height / 2 if rounded else 0.03
    patch = _rounded(axis, x - width / 2, y - height / 2, width, height, rounding, facecolor=fill, linewidth=0.9)
    write(axis, x, y + (0.09 if detail else 0), title)
    write(axis, x, y - 0.11, detail, DETAIL_SIZE, color="dimgray")
    return patch


def node(axis: Axes, x: float, y: float, label: str, kind: str) -> Circle:
    """Draw a node: a circle, shaded if 'observed', or a dot with its label below if a 'parameter'."""
    parameter = kind == "parameter"
    patch = axis.add_patch(Circle((x, y), DOT if parameter else RADIUS, facecolor=FILLS[kind], edgecolor="black"))
    write(axis, x, y - (DOT + 0.17 if parameter else 0), label, size=14)
    return patch


def plate(axis: Axes, left: float, right: float, bottom: float, top: float, label: str) -> None:
    """Draw a rounded frame around what is repeated, the number of repetitions in its lower right corner."""
    _rounded(axis, left, bottom, right - left, top - bottom, 0.1, facecolor="none", zorder=0.5)
    write(axis, right - 0.1, bottom + 0.15, label, ha="right")


def arrow(
    axis: Axes,
    start: Tuple[float, float],
    end: Tuple[float, float],
    source: Optional[Patch] = None,
    target: Optional[Patch] = None,
    connection: str = "arc3",
    line: Any = "-",
) -> FancyArrowPatch:
    """Draw an arrow from `start` to `end`, without its parts inside the patches `source` and `target`.

    `connection` is Matplotlib's connectionstyle, the arrow's way between the two points; `line` is its linestyle.
    """
    return axis.add_patch(
        FancyArrowPatch(
            start,
            end,
            patchA=source,
            patchB=target,
            shrinkA=0,
            shrinkB=0,
            color="black",
            connectionstyle=connection,
            linestyle=line,
            arrowstyle="-|>",
            mutation_scale=9,
            linewidth=0.9,
        )
    )


@style.applied()
def graphical_model(graph: Dict) -> Figure:
    """Draw a graphical model.

    Parameters
    ----------
    graph : dict of
        nodes : list of dict
            `name`; `label`; `kind`: 'latent', 'observed' or 'parameter'; `at`: its place, (x, y) in inches.
        edges : list of dict
            `source` and `target`, names of nodes; `kind`: 'generative' (solid) or 'inference' (dashed); `bend`: how
            far the arrow bends to its right, as a part of its length.
        plates : list of dict
            `label`; `nodes`: the names of those inside; `pad`: what is around them, (left, right, bottom, top) in
            inches.
        legend : list of dict
            `kind` of an edge, and the `label` that explains it.

    Raises
    ------
    ValueError
        If an edge names a node that is not there.
    """
    at = {item["name"]: item["at"] for item in graph["nodes"]}
    for item in graph["edges"]:
        for name in (item["source"], item["target"]):
            if name not in at:
                raise ValueError(
                    f"edge {item['source']} -> {item['target']}: there is no node {name}, only {', '.join(at)}"
                )
    plates = [_frame([at[name] for name in item["nodes"]], item["pad"]) for item in graph["plates"]]
    lefts, rights, bottoms, tops = zip(_frame(list(at.values()), (RADIUS,) * 4), *plates)
    left, bottom = min(lefts), min(bottoms)
    right = max(rights + tuple(left + 0.6 + text_width(item["label"]) for item in graph["legend"]))

    figure, axis = canvas(left, right, bottom - 0.3 * len(graph["legend"]), max(tops))
    for item, frame in zip(graph["plates"], plates):
        plate(axis, *frame, label=item["label"])
    patches = {item["name"]: node(axis, *item["at"], label=item["label"], kind=item["kind"]) for item in graph["nodes"]}
    for item in graph["edges"]:
        source, target = item["source"], item["target"]
        arrow(
            axis,
            at[source],
            at[target],
            patches[source],
            patches[target],
            f"arc3,rad={item.get('bend', 0)}",
            LINES[item["kind"]],
        )
    for number, item in enumerate(graph["legend"], start=1):
        y = bottom - 0.3 * number
        arrow(axis, (left, y), (left + 0.5, y), line=LINES[item["kind"]])
        write(axis, left + 0.6, y, item["label"], ha="left")
    return figure


def _rounded(axis, left, bottom, width, height, rounding, **style):
    """Draw a frame with rounded corners."""
    corners = f"round,pad=0,rounding_size={rounding}"
    return axis.add_patch(FancyBboxPatch((left, bottom), width, height, boxstyle=corners, edgecolor="black", **style))


def _font(size):
    return FontProperties(size=size, math_fontfamily="cm")


def _frame(points, pad):
    x, y = zip(*points)
    return min(x) - pad[0], max(x) + pad[1], min(y) - pad[2], max(y) + pad[3]

"""Boxes, circles, plates and arrows, and the graphical models made of them; all coordinates are inches.

A graphical model is data, plain lists and dicts, see `graphical_model`.
"""

from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Circle, FancyArrowPatch, FancyBboxPatch
from matplotlib.textpath import TextPath

HEIGHT = 0.46  # of a box
RADIUS = 0.27  # of a random variable's node
DOT = 0.05  # radius of a parameter's node
MARGIN = 0.15  # around the whole drawing
TITLE_SIZE, DETAIL_SIZE = 10, 8  # points
LINES = {"generative": "-", "inference": (0, (4, 2))}
FILLS = {"latent": "white", "observed": "lightgray", "parameter": "black"}


def canvas(left, right, bottom, top):
    """Figure whose one axis, of these limits and without frame, fills it; returns both."""
    left, right, bottom, top = left - MARGIN, right + MARGIN, bottom - MARGIN, top + MARGIN
    figure = Figure(figsize=(right - left, top - bottom))
    axis = figure.add_axes([0, 0, 1, 1], xlim=(left, right), ylim=(bottom, top))
    axis.set_axis_off()
    return figure, axis


def write(axis, x, y, label, size=TITLE_SIZE, **options):
    """Text, centred at (x, y) unless `options` of Matplotlib's text say otherwise."""
    options = {"ha": "center", "va": "center", **options}
    return axis.text(x, y, label, fontproperties=_font(size), **options)


def text_width(label, size=TITLE_SIZE):
    """Width of a line of text."""
    return TextPath((0, 0), label, prop=_font(size)).get_extents().width / 72 if label else 0


def box_width(title, detail=""):
    """Width of a box that holds its two lines; no box is narrow, so that rounded ones have room for their sides."""
    return max(text_width(title) + 0.24, text_width(detail, DETAIL_SIZE) + 0.24, 1.3 * HEIGHT)


def box(axis, x, y, width, title="", detail="", rounded=False, fill="white", height=HEIGHT):
    """Box around (x, y) with a title and, beneath it, a smaller line; rounded: with half circles as sides."""
    style = f"round,pad=0,rounding_size={height / 2 if rounded else 0.03}"
    patch = axis.add_patch(
        FancyBboxPatch(
            (x - width / 2, y - height / 2),
            width,
            height,
            boxstyle=style,
            facecolor=fill,
            edgecolor="black",
            linewidth=0.9,
        )
    )
    write(axis, x, y + (0.09 if detail else 0), title)
    write(axis, x, y - 0.11, detail, DETAIL_SIZE, color="dimgray")
    return patch


def node(axis, x, y, label, kind):
    """Node of a graphical model: a circle, shaded if 'observed', or a dot with its label below if a 'parameter'."""
    parameter = kind == "parameter"
    patch = axis.add_patch(Circle((x, y), DOT if parameter else RADIUS, facecolor=FILLS[kind], edgecolor="black"))
    write(axis, x, y - (DOT + 0.17 if parameter else 0), label, size=14)
    return patch


def plate(axis, left, right, bottom, top, label):
    """Rounded frame around what is repeated, the number of repetitions in its lower right corner."""
    axis.add_patch(
        FancyBboxPatch(
            (left, bottom),
            right - left,
            top - bottom,
            facecolor="none",
            edgecolor="black",
            boxstyle="round,pad=0,rounding_size=0.1",
            zorder=0.5,
        )
    )
    write(axis, right - 0.1, bottom + 0.15, label, ha="right")


def arrow(axis, start, end, source=None, target=None, connection="arc3", line="-"):
    """Arrow from `start` to `end`, of which the parts inside the patches `source` and `target` are left out.

    `connection` is Matplotlib's connectionstyle: the arrow's way between the two points.
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


def graphical_model(graph):
    """Picture of a graphical model.

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

    Returns
    -------
    matplotlib.figure.Figure
    """
    at = {item["name"]: item["at"] for item in graph["nodes"]}
    for item in graph["edges"]:
        for name in (item["source"], item["target"]):
            if name not in at:
                raise ValueError(
                    "edge {source} -> {target}: there is no node {}, only {}".format(name, ", ".join(at), **item)
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
            "arc3,rad={}".format(item.get("bend", 0)),
            LINES[item["kind"]],
        )
    for number, item in enumerate(graph["legend"], start=1):
        y = bottom - 0.3 * number
        arrow(axis, (left, y), (left + 0.5, y), line=LINES[item["kind"]])
        write(axis, left + 0.6, y, item["label"], ha="left")
    return figure


def graph_table(graph):
    """Rows for a CSV: the nodes of a graphical model with the plate they are in, then its edges."""
    plate_of = {name: item["label"].strip("$") for item in graph["plates"] for name in item["nodes"]}
    nodes = [
        {
            "element": "node",
            "name": item["name"],
            "kind": item["kind"],
            "source": "",
            "target": "",
            "plate": plate_of.get(item["name"], ""),
        }
        for item in graph["nodes"]
    ]
    edges = [
        {
            "element": "edge",
            "name": "",
            "kind": item["kind"],
            "source": item["source"],
            "target": item["target"],
            "plate": "",
        }
        for item in graph["edges"]
    ]
    return nodes + edges


def no_trainings(options):
    """The trainings that a diagram needs, for `figures.make`: none."""
    return []


def shown(graph, options, store):
    """What a figure shows, for `figures.make`: the graph, whatever was asked for."""
    return graph


def _font(size):
    return FontProperties(size=size, math_fontfamily="cm")


def _frame(points, pad):
    x, y = zip(*points)
    return min(x) - pad[0], max(x) + pad[1], min(y) - pad[2], max(y) + pad[3]

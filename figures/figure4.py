"""Figure 4: how the architectures are drawn, from what `reproduce.experiments.figure4` read from their layers."""

from typing import List

from matplotlib.figure import Figure

from figures import diagram, style

# How far beside the line from x to x' a block stands: 1 is the lane of the pose.
LANES = {"epsilon": -1, "mu": -0.5, "log sigma": 0.5, "localization": 1, "u inverse": 1, "inverse u": 1, "u": 1}
PITCH, GAP, SPACING = 0.72, 0.35, 0.6  # inches: from row to row, between lanes, between models
TRAINED_FILL = "#d6e4f2"


@style.applied()
def draw(data: List[dict]) -> Figure:
    """Draw the models side by side, z at the same height in all; blocks with trained parameters are tinted."""
    rows = [_rows(network) for network in data]
    z_row = max(row["z"] for row in rows)
    main = max(_width(block) for network in data for block in network["blocks"] if _lane(block["name"]) == 0)
    columns, left = [], 0
    for network, row in zip(data, rows):
        places, right = _places(network, row, z_row, main, left)
        columns.append(places)
        left = right + SPACING
    bottom, top = [edge(y for places in columns for _, y, _ in places.values()) for edge in (min, max)]

    figure, axis = diagram.canvas(0, left - SPACING, bottom - diagram.HEIGHT / 2, top + 0.85)
    for network, places in zip(data, columns):
        _draw_network(axis, network, places)
    _draw_legend(axis, 0, top + 0.5)
    return figure


def _lane(name):
    return LANES.get(name, 0)


def _width(block):
    return diagram.box_width(block["title"], block["detail"])


def _rows(network):
    """Return the row of each block: below those it is computed from, but beside one in a lane of its own."""
    rows = {}
    for block in network["blocks"]:
        name = block["name"]
        rows[name] = max(
            [
                rows[source] + (0 if abs(_lane(source)) == 1 and _lane(name) == 0 else 1)
                for source, target in network["edges"]
                if target == name
            ],
            default=0,
        )
    for source, target in network["edges"]:
        if source == "epsilon":
            rows[source] = rows[target]
    return rows


def _places(network, rows, z_row, main, left):
    """Return centre and width (x, y, width) of each block, with no block left of `left`; and the right end of all."""
    widths = {
        block["name"]: main if block["kind"] != "quantity" and _lane(block["name"]) == 0 else _width(block)
        for block in network["blocks"]
    }
    beside = {
        lane: max([width for name, width in widths.items() if _lane(name) == lane], default=0) for lane in (-1, 1)
    }
    middles = {lane: lane * (main + GAP + GAP + beside[lane]) / 2 for lane in (-1, 1)}
    middles.update({lane: lane * main / 2 for lane in (-0.5, 0, 0.5)})
    start = left - min(middles[_lane(name)] - width / 2 for name, width in widths.items())
    places = {
        name: (start + middles[_lane(name)], (rows["z"] - z_row - rows[name]) * PITCH, width)
        for name, width in widths.items()
    }
    return places, max(x + width / 2 for x, _, width in places.values())


def _draw_network(axis, network, places):
    x, y, _ = places["x"]
    num_trained = sum(block["parameters"] for block in network["blocks"])
    diagram.write(axis, x, y + 0.64, network["title"], size=13, weight="bold")
    diagram.write(axis, x, y + 0.41, f"{num_trained:,} parameters", size=diagram.DETAIL_SIZE, color="dimgray")
    patches = {
        block["name"]: diagram.box(
            axis,
            *places[block["name"]],
            block["title"],
            block["detail"],
            rounded=block["kind"] == "quantity",
            fill=TRAINED_FILL if block["parameters"] else "white",
        )
        for block in network["blocks"]
    }
    for source, target in network["edges"]:
        start, end, connection = _way(places[source], places[target], _lane(target) == 1)
        diagram.arrow(axis, start, end, patches[source], patches[target], connection)


def _way(source, target, outwards):
    """Return an arrow's start, end and connection: straight if it can be, else around one corner in the outer lane."""
    (x, y, width), (end_x, end_y, end_width) = source, target
    if abs(end_x - x) < width / 2:
        return (end_x, y), (end_x, end_y), "arc3"
    if abs(end_x - x) < end_width / 2:
        return (x, y), (x, end_y), "arc3"
    if y == end_y:
        return (x, y), (end_x, end_y), "arc3"
    return (x, y), (end_x, end_y), "angle,angleA=0,angleB=90" if outwards else "angle,angleA=90,angleB=0"


def _draw_legend(axis, x, y):
    for number, (rounded, fill, text) in enumerate(
        [
            (True, "white", "quantity and its size"),
            (False, "white", "operation"),
            (False, TRAINED_FILL, "with trained parameters"),
        ]
    ):
        diagram.box(axis, x + 0.2, y - 0.3 * number, 0.4, rounded=rounded, fill=fill, height=0.2)
        diagram.write(axis, x + 0.5, y - 0.3 * number, text, size=9, ha="left")

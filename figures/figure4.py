"""Figure 4: the architectures of VAE, T-VAE and DTVAE, read from the networks as they are built.

Thesis, section III and appendix A: x is the observed image and x' its reconstruction, y and y' are the two in the
reference pose, z is the code and u the pose. Names, sizes and connections come from the layers.
"""

from collections import Counter

import numpy as np

from figures import diagram

CAPTION = (
    "The three networks, drawn from their layers. The T-VAE warps the decoder's image y' by a pose u; in the "
    "DTVAE the same autoencoder stands between two transformers, the first of which undoes the pose."
)

DIM_Z = 8
MODELS = {"vae": "VAE", "tvae_affine": "T-VAE", "dtvae_affine": "DTVAE"}

# What the thesis calls the layers that `original.models` returns. There, u takes y' to x'; the pose that takes x to y,
# which the DTVAE's localization network gives, is its inverse.
QUANTITIES = {
    "l_in": "x",
    "l_upright": "y",
    "l_template": "y'",
    "l_out": "x'",
    "l_z_mu": "mu",
    "l_z_log_sigma": "log sigma",
    "l_z": "z",
    "l_noise": "epsilon",
    "l_u": "u",
    "l_undo": "u inverse",
}
SYMBOLS = {"mu": r"$\mu$", "log sigma": r"$\log\, \sigma$", "epsilon": r"$\epsilon$", "u inverse": "$u^{-1}$"}
OPERATIONS = {
    "GaussianSampleLayer": ("Sample", r"$\mu + \sigma\, \epsilon$"),
    "TransformerLayer": ("Transformer", "affine"),
    "TPSTransformerLayer": ("Transformer", "thin plate spline"),
    "AffineInverseLayer": ("Inverse", "affine"),
}

# How far beside the line from x to x' a block stands: 1 is the lane of the pose.
LANES = {"epsilon": -1, "mu": -0.5, "log sigma": 0.5, "localization": 1, "u inverse": 1, "inverse u": 1, "u": 1}
PITCH, GAP, SPACING = 0.72, 0.35, 0.6  # inches: from row to row, between lanes, between models
TRAINED_FILL = "#d6e4f2"


configs = diagram.no_trainings


def measure(options, store):
    """The architecture of each model, see `architecture`, with its `model` and `title`."""
    from original.models import build  # imports Theano, which takes seconds

    return [dict(architecture(build(model, dim_z=DIM_Z)), model=model, title=title) for model, title in MODELS.items()]


def architecture(net):
    """The layers of a network, and the blocks and edges that sum them up.

    Parameters
    ----------
    net : dict of str to Layer
        What `original.models.build` returns.

    Returns
    -------
    dict of
        blocks : list of dict, in the order of computation
            `name`; `kind`: 'quantity' (what the thesis names), 'network' (dense layers one after the other) or
            'operation' (another layer); `title` and `detail`, the two lines of its box; `parameters`, how many are
            trained.
        edges : list of (str, str)
            Names of two blocks, the second computed from the first.
        layers : list of dict
            `layer`, `type`, `block`, `inputs`, `output_shape`, `parameters`.
    """
    from original.engines.compat import lasagne

    layers = lasagne.layers.get_all_layers(net["l_out"])
    quantities = {net[key]: name for key, name in QUANTITIES.items() if key in net}
    if net["l_out"].input_layer is net["l_template"]:  # no transformer between them: y' is x'
        del quantities[net["l_template"]]

    # A layer is computed in one block, and its output is found in the same, or in that of the quantity it is.
    computed_in = _computing_blocks(layers, quantities)
    found_in = {layer: quantities.get(layer, computed_in[layer]) for layer in layers}
    steps = [
        step
        for layer in layers
        for step in [(found_in[incoming], computed_in[layer]) for incoming in _incoming(layer)]
        + [(computed_in[layer], found_in[layer])]
    ]

    of_quantity = {name: layer for layer, name in quantities.items()}
    blocks = [
        _block(name, [layer for layer in layers if computed_in[layer] == name], of_quantity.get(name))
        for name in dict.fromkeys(name for layer in layers for name in (computed_in[layer], found_in[layer]))
    ]

    keys = {layer: key for key, layer in net.items()}
    labels = {layer: keys.get(layer) or layer.name or type(layer).__name__ for layer in layers}
    rows = [
        {
            "layer": labels[layer],
            "type": type(layer).__name__,
            "block": computed_in[layer],
            "inputs": " ".join(labels[incoming] for incoming in _incoming(layer)),
            "output_shape": " x ".join("B" if size is None else str(size) for size in layer.output_shape),
            "parameters": _num_trained([layer]),
        }
        for layer in layers
    ]
    return {"blocks": blocks, "edges": [step for step in steps if step[0] != step[1]], "layers": rows}


def table(data):
    """One row for each layer of each model."""
    return [{"model": network["model"], **row} for network in data for row in network["layers"]]


def draw(data):
    """The models side by side, z at the same height in all; blocks with trained parameters are tinted."""
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


def _incoming(layer):
    """The layers whose outputs a layer takes."""
    if hasattr(layer, "input_layers"):
        return layer.input_layers
    return [layer.input_layer] if hasattr(layer, "input_layer") else []


def _num_trained(layers):
    return sum(int(param.get_value(borrow=True).size) for layer in layers for param in layer.get_params(trainable=True))


def _computing_blocks(layers, quantities):
    """Name of the block that computes each layer."""
    num_consumers = Counter(incoming for layer in layers for incoming in _incoming(layer))
    names = {}
    for layer in layers:
        kind = type(layer).__name__
        if kind in OPERATIONS:
            names[layer] = f"{OPERATIONS[kind][0].lower()} {_quantity_after(layer, layers, quantities)}"
        elif layer in quantities:
            names[layer] = quantities[layer]
        elif kind == "ReshapeLayer" or (
            kind == "DenseLayer"
            and type(layer.input_layer).__name__ == "DenseLayer"
            and layer.input_layer not in quantities
            and num_consumers[layer.input_layer] == 1
        ):
            names[layer] = names[layer.input_layer]
        else:
            names[layer] = (layer.name or kind).rstrip("0123456789")
    return names


def _quantity_after(layer, layers, quantities):
    """The quantity that a layer is, or that the layers after it lead to."""
    while layer not in quantities:
        layer = next(later for later in layers if layer in _incoming(later))
    return quantities[layer]


def _block(name, members, layer_of_quantity):
    """A block of the layers `members`; `layer_of_quantity` is None unless it is a quantity."""
    block = {"name": name, "parameters": _num_trained(members)}
    dense = [layer for layer in members if type(layer).__name__ == "DenseLayer"]
    if layer_of_quantity is not None:
        shape = layer_of_quantity.output_shape  # an image (B, 1, H, W), or numbers (B, D)
        block.update(
            kind="quantity", title=SYMBOLS.get(name, f"${name}$"), detail=" × ".join(map(str, shape[2:] or shape[1:]))
        )
    elif dense:
        sizes = [int(np.prod(dense[0].input_shape[1:]))] + [layer.num_units for layer in dense]
        block.update(kind="network", title="Neural network", detail=" → ".join(map(str, sizes)))
    else:
        kind = type(members[0]).__name__
        title, detail = OPERATIONS.get(kind, (kind, ""))
        block.update(kind="operation", title=title, detail=detail)
    return block


def _lane(name):
    return LANES.get(name, 0)


def _width(block):
    return diagram.box_width(block["title"], block["detail"])


def _rows(network):
    """Row of each block: below the blocks it is computed from, but beside one that stands in a lane of its own."""
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
    """Centre and width (x, y, width) of each block, with no block left of `left`; and the right end of all."""
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
    """Where an arrow starts, ends and how it is led: straight if it can, else around one corner in the outer lane."""
    (x, y, width), (end_x, end_y, end_width) = source, target
    if abs(end_x - x) < width / 2:
        return (end_x, y), (end_x, end_y), "arc3"
    if abs(end_x - x) < end_width / 2:
        return (x, y), (x, end_y), "arc3"
    if y == end_y:
        return (x, y), (end_x, end_y), "arc3"
    return (x, y), (end_x, end_y), "angle,angleA={},angleB={}".format(*((0, 90) if outwards else (90, 0)))


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

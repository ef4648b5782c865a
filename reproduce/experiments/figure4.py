"""Figure 4: the architectures of VAE, T-VAE and DTVAE, read from the networks as they are built.

Thesis, section III and appendix A: x is the observed image and x' its reconstruction, y and y' are the two in the
reference pose, z is the code and u the pose. Names, sizes and connections come from the layers.
"""

from collections import Counter
from typing import Dict, List, Optional

import numpy as np

from reproduce.experiments.experiment import FORMATS, Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.runs.store import Store

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


def measure(options: Optional[Options] = None, store: Optional[Store] = None) -> List[dict]:
    """Return the architecture of each model, see `architecture`, with its `model` and `title`."""
    from original.models import build  # starts the engine, which takes seconds

    return [dict(architecture(build(model, dim_z=DIM_Z)), model=model, title=title) for model, title in MODELS.items()]


def architecture(net: Dict) -> Dict:
    """Return the layers of a network, and the blocks and edges that sum them up.

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


def layer_rows(networks: List[dict]) -> List[dict]:
    """Return a row for each layer of each model."""
    return [{"model": network["model"], **row} for network in networks for row in network["layers"]]


def _incoming(layer):
    """Return the layers whose outputs a layer takes."""
    if hasattr(layer, "input_layers"):
        return layer.input_layers
    return [layer.input_layer] if hasattr(layer, "input_layer") else []


def _num_trained(layers):
    return sum(int(param.get_value(borrow=True).size) for layer in layers for param in layer.get_params(trainable=True))


def _computing_blocks(layers, quantities):
    """Return the name of the block that computes each layer."""
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
    """Return the quantity that a layer is, or that the layers after it lead to."""
    while layer not in quantities:
        layer = next(later for later in layers if layer in _incoming(later))
    return quantities[layer]


def _block(name, members, layer_of_quantity):
    """Return a block of the layers `members`; `layer_of_quantity` is None unless it is a quantity."""
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


FIGURE4 = add_figure(
    4,
    "III, appendix A",
    "the architectures, drawn from the networks",
    Picture(measure, layer_rows, "figures.figure4:draw", CAPTION, formats=(*FORMATS, "svg")),
)

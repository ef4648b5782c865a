"""Figure 1: the general latent variable model.

Thesis, section I.i: z is not observed and has a prior, x is defined by its conditional distribution given z.
"""

from reproduce.experiments.graphs import add_graph

CAPTION = (
    "The general latent variable model: each of the N images x (observed, shaded) is generated from a latent "
    "variable z of its own."
)

GRAPH = {
    "nodes": [
        {"name": "z", "label": "$z$", "kind": "latent", "at": (0, 0)},
        {"name": "x", "label": "$x$", "kind": "observed", "at": (1.4, 0)},
    ],
    "edges": [{"source": "z", "target": "x", "kind": "generative"}],
    "plates": [{"label": "$N$", "nodes": ["z", "x"], "pad": (0.5, 0.5, 0.7, 0.5)}],
    "legend": [],
}

FIGURE1 = add_graph(1, "I.i", "the latent variable model", GRAPH, CAPTION)

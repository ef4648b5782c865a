"""Figure 1: the general latent variable model.

Thesis, section I.i: z is not observed and has a prior, x is defined by its conditional distribution given z.
"""

from figures.diagram import graph_table, graphical_model

CAPTION = ("The general latent variable model: each of the N images x (observed, shaded) is generated from a latent "
           "variable z of its own.")

GRAPH = {
    "nodes": [{"name": "z", "label": "$z$", "kind": "latent", "at": (0, 0)},
              {"name": "x", "label": "$x$", "kind": "observed", "at": (1.4, 0)}],
    "edges": [{"source": "z", "target": "x", "kind": "generative"}],
    "plates": [{"label": "$N$", "nodes": ["z", "x"], "pad": (0.5, 0.5, 0.7, 0.5)}],
    "legend": [],
}


def configs(options):
    """The trainings that the figure needs: none."""
    return []


def measure(options, store):
    """The graphical model as data, see `figures.diagram.graphical_model`."""
    return GRAPH


draw = graphical_model
table = graph_table

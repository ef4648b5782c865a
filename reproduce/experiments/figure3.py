"""Figure 3: the latent variable model with pose u.

Thesis, section II: x is generated from a code z and a pose u that are independent of each other, and the approximate
posterior is a product too, so that the divergence in equation 5 has a term for each.
"""

from reproduce.experiments.graphs import add_graph

CAPTION = (
    "The model with pose: each image x is generated from its code z and its pose u, independent of each other "
    "(solid); both are inferred from x (dashed)."
)

GRAPH = {
    "nodes": [
        {"name": "phi", "label": r"$\phi$", "kind": "parameter", "at": (-1.2, 0)},
        {"name": "z", "label": "$z$", "kind": "latent", "at": (0, 0.75)},
        {"name": "u", "label": "$u$", "kind": "latent", "at": (0, -0.75)},
        {"name": "x", "label": "$x$", "kind": "observed", "at": (1.6, 0)},
        {"name": "theta", "label": r"$\theta$", "kind": "parameter", "at": (2.8, 0)},
    ],
    "edges": [
        {"source": "theta", "target": "z", "kind": "generative", "bend": 0.25},
        {"source": "theta", "target": "u", "kind": "generative", "bend": -0.25},
        {"source": "theta", "target": "x", "kind": "generative"},
        {"source": "z", "target": "x", "kind": "generative"},
        {"source": "u", "target": "x", "kind": "generative"},
        {"source": "phi", "target": "z", "kind": "inference"},
        {"source": "phi", "target": "u", "kind": "inference"},
        {"source": "x", "target": "z", "kind": "inference", "bend": -0.25},
        {"source": "x", "target": "u", "kind": "inference", "bend": 0.25},
    ],
    "plates": [{"label": "$N$", "nodes": ["z", "u", "x"], "pad": (0.5, 0.5, 0.5, 0.5)}],
    "legend": [
        {"kind": "generative", "label": r"generative model $p_\theta(z)\, p_\theta(u)\, p_\theta(x|z, u)$"},
        {"kind": "inference", "label": r"approximate posterior $q_\phi(z|x)\, q_\phi(u|x)$"},
    ],
}

FIGURE3 = add_graph(3, "II", "the model with pose", GRAPH, CAPTION)

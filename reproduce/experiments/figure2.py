"""Figure 2: the latent variable model with its parameters, as the variational autoencoder has them.

Thesis, section I.ii: theta parametrizes the prior p(z) and the conditional p(x given z), phi the approximate
posterior q(z given x).
"""

from reproduce.experiments.graphs import add_graph

CAPTION = (
    "The model with parameters that all N images share: theta sets how z and x are generated (solid), phi how "
    "z is inferred from x (dashed)."
)

GRAPH = {
    "nodes": [
        {"name": "phi", "label": r"$\phi$", "kind": "parameter", "at": (-1.2, 0)},
        {"name": "z", "label": "$z$", "kind": "latent", "at": (0, 0)},
        {"name": "x", "label": "$x$", "kind": "observed", "at": (1.4, 0)},
        {"name": "theta", "label": r"$\theta$", "kind": "parameter", "at": (2.6, 0)},
    ],
    "edges": [
        {"source": "theta", "target": "z", "kind": "generative", "bend": 0.45},
        {"source": "theta", "target": "x", "kind": "generative"},
        {"source": "z", "target": "x", "kind": "generative"},
        {"source": "phi", "target": "z", "kind": "inference"},
        {"source": "x", "target": "z", "kind": "inference", "bend": -0.5},
    ],
    "plates": [{"label": "$N$", "nodes": ["z", "x"], "pad": (0.5, 0.5, 0.75, 0.75)}],
    "legend": [
        {"kind": "generative", "label": r"generative model $p_\theta(z)\, p_\theta(x|z)$"},
        {"kind": "inference", "label": r"approximate posterior $q_\phi(z|x)$"},
    ],
}

FIGURE2 = add_graph(2, "I.ii", "the variational autoencoder's model", GRAPH, CAPTION)

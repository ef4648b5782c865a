"""Named settings of the training: what the thesis states, what its author's program does, and what trains better."""

# "tuned" is ours: at a third of the thesis' rate fewer code dimensions die in the first epoch.
RECIPES = {
    "thesis": {},
    # Facts of the author's program: minibatches of 100, a pose of identity + tanh of a dense layer with Glorot's
    # weights, splines that start at the coordinates of their control points, no guard on the determinant.
    "author": {
        "batch_size": 100,
        "localization_init": "glorot",
        "pose_activation": "tanh",
        "tps_start": "grid",
        "min_determinant": 0.0,
    },
    "tuned": {"learning_rate": 0.3},
}

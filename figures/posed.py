"""Figures 10 and 11: panels of samples whose pose is drawn from a prior."""

import numpy as np

from figures.grids import draw_panels
from reproduce.experiments import prior_models
from reproduce.runs.store import plan_of

ACROSS = 8  # samples side by side in a panel, and one below the other


def panel(row, options, store, posed=True):
    """Samples of the training with seed 0 of a `PriorModel`.

    Returns
    -------
    dict
        ``title``, ``run``, ``posed`` (whether the pose is drawn, or the samples stand in their reference pose),
        ``codes`` (N, dim_z), ``poses`` (N, dim_u) and ``images`` (N, H, W).
    """
    from reproduce.evaluation.sampling import decode, draw_codes, draw_poses

    config = prior_models.config(row, options)
    store.make(plan_of([config]), "Samples")
    net = store.network(config)
    codes = draw_codes(ACROSS**2, config.dim_z, options.draws)
    poses = draw_poses(net, codes, options.draws)
    return {
        "title": prior_models.title(row),
        "run": config.key(),
        "posed": posed,
        "codes": codes,
        "poses": poses,
        "images": decode(net, codes, poses if posed else "identity"),
    }


def table(panels):
    """One row for each sample: where it stands, its code and, if it is drawn, its pose, and its ink (mean pixel)."""
    return [
        {
            "title": panel["title"],
            "run": panel["run"],
            "posed": int(panel["posed"]),
            "row": number // ACROSS + 1,
            "column": number % ACROSS + 1,
            "ink": round(float(image.mean()), 4),
            "z": _numbers(code),
            "u": _numbers(pose) if panel["posed"] else "",
        }
        for panel in panels
        for number, (code, pose, image) in enumerate(zip(panel["codes"], panel["poses"], panel["images"]))
    ]


def draw(panels, columns=2):
    """The panels as a figure, so many side by side."""
    titles = [
        panel["title"].replace(", ", "\n", 1) + ("" if panel["posed"] else ": reference pose") for panel in panels
    ]
    return draw_panels([np.asarray(panel["images"]) for panel in panels], titles, columns, ACROSS, title_lines=2)


def _numbers(values):
    return " ".join(f"{value:.4f}" for value in values)

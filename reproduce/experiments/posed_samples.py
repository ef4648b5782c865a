"""Figures 10 and 11: panels of samples whose pose is drawn from a prior."""

from typing import List

from reproduce.evaluation.sampling import decode, draw_codes, draw_poses
from reproduce.experiments import prior_models
from reproduce.experiments.options import Options
from reproduce.experiments.samples import numbers, place
from reproduce.runs.store import Store, plan_of

ACROSS = 8  # samples side by side in a panel, and one below the other


def panel(row: prior_models.PriorModel, options: Options, store: Store, posed: bool = True) -> dict:
    """Return samples of the training with seed 0 of a `PriorModel`.

    Returns
    -------
    dict
        ``title``, ``run``, ``posed`` (whether the pose is drawn, or the samples stand in their reference pose),
        ``codes`` (N, dim_z), ``poses`` (N, dim_u) and ``images`` (N, H, W).
    """
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


def panel_rows(panels: List[dict]) -> List[dict]:
    """Return a row for each sample: where it stands, its code and, if it is drawn, its pose, and its ink."""
    return [
        {
            "title": panel["title"],
            "run": panel["run"],
            "posed": int(panel["posed"]),
            **place(number, image, ACROSS),
            "z": numbers(code),
            "u": numbers(pose) if panel["posed"] else "",
        }
        for panel in panels
        for number, (code, pose, image) in enumerate(zip(panel["codes"], panel["poses"], panel["images"]))
    ]

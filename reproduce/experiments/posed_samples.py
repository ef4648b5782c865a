"""Figures 10 and 11: panels of samples in their reference pose, and in poses drawn from a prior."""

from typing import Iterator, List

from reproduce.evaluation.outlines import outlines
from reproduce.evaluation.pose_metrics import positions
from reproduce.evaluation.sampling import decode, draw_codes, draw_poses
from reproduce.experiments import prior_models
from reproduce.experiments.options import Options
from reproduce.experiments.samples import numbers, place
from reproduce.runs.store import Store, plan_of

ACROSS = 8  # samples side by side in a square of all that are drawn from a prior


def panel(row: prior_models.PriorModel, options: Options, store: Store) -> dict:
    """Return samples of the training with seed 0 of a `PriorModel`.

    Returns
    -------
    dict
        ``title``, ``run``, ``codes`` (N, dim_z), ``references`` (N, H, W), the samples in their reference pose,
        ``poses`` (N, dim_u), ``images`` (N, H, W), the samples in these poses, and ``outlines`` (N, K, 2), their frames
        as of `reproduce.evaluation.outlines.outlines`.
    """
    config = prior_models.config(row, options)
    store.make(plan_of([config]), "Samples")
    net = store.network(config)
    codes = draw_codes(ACROSS**2, config.dim_z, options.draws)
    poses = draw_poses(net, codes, options.draws)
    images = decode(net, codes, poses)
    return {
        "title": prior_models.title(row),
        "run": config.key(),
        "codes": codes,
        "references": decode(net, codes, "identity"),
        "poses": poses,
        "images": images,
        "outlines": outlines(positions(net, poses)[0], images.shape[1:]),
    }


def panel_rows(panels: List[dict]) -> List[dict]:
    """Return a row for each sample: where it stands, its code and, if it is drawn, its pose, and its ink."""
    return [row for panel in panels for posed in (False, True) for row in _rows(panel, posed)]


def _rows(panel: dict, posed: bool) -> Iterator[dict]:
    images = panel["images"] if posed else panel["references"]
    for number, (code, pose, image) in enumerate(zip(panel["codes"], panel["poses"], images)):
        yield {
            "title": panel["title"],
            "run": panel["run"],
            "posed": int(posed),
            **place(number, image, ACROSS),
            "z": numbers(code),
            "u": numbers(pose) if posed else "",
        }

"""Figure 11: samples in poses from full normal priors, at full rank and at the small rank with the best bound."""

from typing import Dict, List

import numpy as np

from reproduce.config import Config
from reproduce.experiments import prior_models
from reproduce.experiments.experiment import Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.experiments.posed_samples import panel
from reproduce.experiments.prior_models import PriorModel
from reproduce.experiments.table import grouped
from reproduce.runs.store import Store, plan_of

CAPTION = (
    "Pairs of one draw of z, in its reference pose (left) and in a pose drawn from a prior with a full covariance, "
    "N(b, W Wᵀ), the frame being the border of the template: Affine- and TPS-TVAE at full rank, then at the smaller "
    "rank with the best bound on the test images. We see a wide range of poses, few of them extreme, and no "
    "difference between the ranks. In the thesis the range of poses is wide, at full rank with some extreme ones, and "
    "a smaller rank is a good compromise."
)

MODELS = tuple(prior_models.FULL)


def trainings(options: Options) -> List[Config]:
    """Return the trainings at all ranks."""
    return [
        config
        for model in MODELS
        for row in prior_models.FULL[model]
        for config in prior_models.trainings(row, options)
    ]


def measure(options: Options, store: Store) -> Dict[str, List[dict]]:
    """Return ``panels``, see `posed_samples.panel`, and ``sweep``, a row for each training: the bound by the rank."""
    sweep = _sweep(store.make(plan_of(trainings(options)), "Figure 11"))
    panels = [panel(row, options, store) for row in _shown(sweep)]
    shown = {panel["run"] for panel in panels}
    return {"panels": panels, "sweep": [dict(row, shown=int(row["run"] in shown)) for row in sweep]}


def chosen(options: Options, made: Dict[Config, dict]) -> List[Config]:
    """Return the trainings whose samples are shown, by the metrics of all of them."""
    return [prior_models.config(row, options) for row in _shown(_sweep(made))]


def _sweep(made):
    """Return a row for each training, from its metrics."""
    return [
        {
            "model": config.model,
            "rank": config.pose_rank,
            "seed": config.seed,
            **{part: round(result["test"][part], 3) for part in ("elbo", "reconstruction", "kl_z", "kl_u")},
            "dimensions_in_use": result["dimensions_in_use"],
            "run": config.key(),
        }
        for config, result in made.items()
    ]


def _shown(sweep):
    """Return the `PriorModel` of each panel: the full ranks, then the best smaller ones."""
    full = [prior_models.FULL[model][-1] for model in MODELS]
    return full + [PriorModel(model, "full", pose_rank=best_small_rank(sweep, model)) for model in MODELS]


def best_small_rank(sweep: List[dict], model: str) -> int:
    """Return the rank below the greatest whose bound, mean over trainings, is the highest."""
    by_rank = grouped([row for row in sweep if row["model"] == model], "rank")
    return max(sorted(by_rank)[:-1], key=lambda rank: np.mean([row["elbo"] for row in by_rank[rank]]))


def sweep_rows(measured: Dict[str, List[dict]]) -> List[dict]:
    """Return the sweep."""
    return measured["sweep"]


FIGURE11 = add_figure(
    11,
    "V.iii",
    "samples in poses drawn from full normal priors, with a sweep over their rank",
    Picture(measure, sweep_rows, "figures.posed_samples:draw_sweep", CAPTION, chosen),
    "30 min",
    trainings,
    ("draws",),
    pretrained=True,
)

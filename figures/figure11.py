"""Figure 11: samples in poses from full normal priors, at full rank and at the small rank with the best bound."""

import numpy as np

from figures import posed
from reproduce.experiments import prior_models
from reproduce.runs.store import plan_of

CAPTION = (
    "Draws of z and u under priors with a full covariance, N(b, W Wᵀ): Affine-TVAE (left) and TPS-TVAE (right), "
    "at full rank (top) and at the smaller rank with the best bound on the test images (bottom). In the thesis "
    "the range of poses is wide, at full rank with some extreme ones, and a smaller rank is a good compromise."
)

MODELS = tuple(prior_models.FULL)


def configs(options):
    return [
        config
        for model in MODELS
        for row in prior_models.FULL[model]
        for config in prior_models.trainings(row, options)
    ]


def measure(options, store):
    """``panels``, see `figures.posed.panel`, and ``sweep``, a row for each training: the bound against the rank."""
    made = store.make(plan_of(configs(options)), "Figure 11")
    sweep = _sweep(made)
    panels = [posed.panel(row, options, store) for row in _shown(sweep)]
    shown = {panel["run"] for panel in panels}
    return {"panels": panels, "sweep": [dict(row, shown=int(row["run"] in shown)) for row in sweep]}


def drawn(options, made):
    """The trainings whose samples are shown, by the metrics of all of them."""
    return [prior_models.config(row, options) for row in _shown(_sweep(made))]


def _sweep(made):
    """A row for each training, from its metrics: dict of Config to dict."""
    return [
        dict(
            {"model": config.model, "rank": config.pose_rank, "seed": config.seed},
            **{part: round(result["test"][part], 3) for part in ("elbo", "reconstruction", "kl_z", "kl_u")},
            **{"dimensions_in_use": result["dimensions_in_use"], "run": config.key()},
        )
        for config, result in made.items()
    ]


def _shown(sweep):
    """The `PriorModel` of each panel."""
    full = [prior_models.FULL[model][-1] for model in MODELS]
    small = [
        row for model in MODELS for row in prior_models.FULL[model] if row.pose_rank == best_small_rank(sweep, model)
    ]
    return full + small


def best_small_rank(sweep, model):
    """The rank below the greatest whose bound, mean over trainings, is the highest."""
    bounds = {}
    for row in sweep:
        if row["model"] == model:
            bounds.setdefault(row["rank"], []).append(row["elbo"])
    return max(sorted(bounds)[:-1], key=lambda rank: np.mean(bounds[rank]))


def table(measured):
    return measured["sweep"]


def draw(measured):
    return posed.draw(measured["panels"])

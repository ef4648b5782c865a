"""log p(x), the bound, and what lies between them, for every prior on the pose (section VI).

The thesis: KL(q || true posterior), which is log p(x) less the bound, is roughly equal to KL(q || prior).
"""

import functools
from typing import Dict, List, Sequence

from reproduce.evaluation import importance_sampling
from reproduce.experiments import prior_models
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.options import Options
from reproduce.experiments.prior_models import PriorModel
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.runs import network
from reproduce.runs.store import Measure, Store, plan_of

VAE = PriorModel("vae", "flat")
ROWS = (VAE,) + prior_models.MAIN
COLUMNS = (
    ("log p(x)", "log_p", "{:.1f}"),
    ("ELBO", "elbo", "{:.1f}"),
    ("KL to the posterior", "gap", "{:.1f}"),
    ("KL to the prior", "kl", "{:.1f}"),
    ("ratio", "gap_over_kl", "{:.2f}"),
    ("standard error", "standard_error", "{:.1f}"),
    ("of the draws", "monte_carlo_error", "{:.2f}"),
    ("ESS, median", "ess_median", "{:.0f}"),
)


def measure(draws: int, images: int) -> Measure:
    """Return the `Measure` of `draws` draws for each of the first `images` test images, at least 2 of both."""
    return Measure(f"likelihood-{draws}-{images}", importance_sampling.PARTS, functools.partial(_of_run, draws, images))


def _of_run(draws, images, config, folder, dataset):
    return importance_sampling.of_network(network.load_network(config, folder), dataset.test_images[:images], draws)


def plan(options: Options, models: Sequence[PriorModel] = ROWS) -> Dict:
    """Return the trainings, and what is estimated of each, as `Store.make` takes it."""
    return plan_of(prior_models.all_trainings(models, options), measure(options.posterior_draws, options.test_images))


def content(options: Options, store: Store, models: Sequence[PriorModel] = ROWS) -> List[dict]:
    """Return for each training its settings, ``title``, ``seed`` and ``run``, and what was estimated.

    The estimate is what `reproduce.evaluation.importance_sampling.summarize` gives.
    """
    made = store.make(plan(options, models), "Likelihood")
    name = measure(options.posterior_draws, options.test_images).name
    return [
        dict(prior_models.described(row, config), **made[config][name])
        for config, row in prior_models.all_trainings(models, options).items()
    ]


def tables(rows: List[dict]) -> List[Table]:
    """Return the table: means over trainings, and deviations where there are several."""
    header = ["model and prior on the pose"] + [title for title, _, _ in COLUMNS] + ["seeds"]
    cells = []
    for name, own in grouped([dict(row, kl=row["kl_z"] + row["kl_u"]) for row in rows], "title").items():
        mark = "" if own[0]["quantity"] == "log_px" else " *"
        numbers = [with_spread([row[part] for row in own], form) for _, part, form in COLUMNS]
        cells.append([name + mark] + numbers + [len(own)])
    first = rows[0]
    caption = (
        f"The first {first['images']} test images, {first['draws']} draws for each, nats per image; standard error "
        "over images, and that of the draws. A small effective sample size (ESS) means that log p(x) is estimated too "
        "low, and the divergence to the posterior with it. * log p(x given u) at the deterministic pose: a flat prior "
        "has no density, so that these are not comparable with the others."
    )
    return [Table(header, cells, apart(caption, first["dataset"]))]


EXPERIMENTS.add(
    Experiment(
        name="likelihood",
        title="Quality of the variational approximation",
        section="VI",
        help="log p(x) by importance sampling, beside the bound",
        about=(
            "log p(x) of test images under every prior on the pose by importance sampling (section VI), and how far q "
            "is from the true posterior, beside how far it is from the prior. 90 seconds for each of "
            f"{len(ROWS)} models, and its training."
        ),
        takes="90 min",
        stem="likelihood",
        plan=plan,
        content=content,
        tables=tables,
        options=("posterior_draws", "test_images"),
    )
)

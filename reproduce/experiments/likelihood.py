"""log p(x), the bound, and what lies between them, for every prior on the pose (section VI).

The thesis: KL(q || true posterior), which is log p(x) less the bound, is roughly equal to KL(q || prior).
"""

import os

from reproduce import files
from reproduce.evaluation import importance_sampling
from reproduce.experiments import prior_models, render
from reproduce.runs.store import plan_of

VAE = prior_models.PriorModel("vae", "flat")
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


def make(options, store, rows=ROWS, draws=importance_sampling.DRAWS, images=importance_sampling.IMAGES):
    """Train what is missing, estimate.

    Parameters
    ----------
    options : reproduce.experiments.options.Options
    store : reproduce.runs.store.Store
    rows : sequence of reproduce.experiments.prior_models.PriorModel
    draws, images : int
        See `reproduce.evaluation.importance_sampling.measure`.

    Returns
    -------
    list of dict
        For each training its settings, ``title``, ``seed`` and ``run``, and what
        `reproduce.evaluation.importance_sampling.summarize` gives.
    """
    store.check(options.dataset)
    measure = importance_sampling.measure(draws, images)
    trainings = prior_models.all_trainings(rows, options)
    made = store.make(plan_of(trainings, measure), "Likelihood")
    return [
        dict(prior_models.described(row, config), **made[config][measure.name]) for config, row in trainings.items()
    ]


def render_table(rows):
    """(header, cells) for `reproduce.experiments.render`: means over trainings, deviations where there are several."""
    header = ["model and prior on the pose"] + [title for title, _, _ in COLUMNS] + ["seeds"]
    cells = []
    for name, own in prior_models.by_title([dict(row, kl=row["kl_z"] + row["kl_u"]) for row in rows]).items():
        mark = "" if own[0]["quantity"] == importance_sampling.LOG_PX else " *"
        cells.append(
            [name + mark]
            + [render.with_spread([row[part] for row in own], form) for _, part, form in COLUMNS]
            + [len(own)]
        )
    return header, cells


def caption(rows):
    """What a reader has to know beside the table."""
    row = rows[0]
    text = (
        "The first {images} test images, {draws} draws for each, nats per image; standard error over images, and "
        "that of the draws. A small effective sample size (ESS) means that log p(x) is estimated too low, and the "
        "divergence to the posterior with it. * log p(x given u) at the deterministic pose: a flat prior has no "
        "density, so that these are not comparable with the others.".format(**row)
    )
    return text if row["dataset"] == "mnist" else text + " On {}, not the thesis' data.".format(row["dataset"])


def write(rows, folder):
    """``likelihood.json`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "likelihood.json"), rows)
    files.write_text(
        os.path.join(folder, "likelihood.md"), f"{render.markdown_table(*render_table(rows))}\n\n{caption(rows)}\n"
    )

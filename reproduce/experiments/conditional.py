"""Models conditional on the label, beside those that are not (end of section V.ii, which names and trains none)."""

from typing import Dict, List

from reproduce.config import Config
from reproduce.experiments import by_class
from reproduce.experiments.by_class import CLASSES
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, Picture
from reproduce.experiments.linear_svms import LINEAR_SVM
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.runs.store import Store, plan_of

DIM_Z = 8
MODELS = ("vae", "tvae_affine")
BOUND = ("elbo", "reconstruction", "kl_z")
COLUMNS = (
    ("ELBO", "elbo", 1, "{:.1f}"),
    ("gain by the class", "gain", 1, "{:+.1f}"),
    ("reconstruction", "reconstruction", 1, "{:.1f}"),
    ("KL of z", "kl_z", 1, "{:.1f}"),
    ("z in use", "dimensions_in_use", 1, "{:.1f}"),
    ("SVM on z %", "svm_z", 100, "{:.2f}"),
)


def trainings(options: Options) -> List[Config]:
    """Return the trainings: of each model those without the class, then those that see it."""
    return [
        config
        for model in MODELS
        for classes in (0, CLASSES)
        for config in options.trainings(model, DIM_Z, conditional=classes)
    ]


def plan(options: Options) -> Dict:
    """Return the trainings, and what is measured on each, as `Store.make` takes it."""
    return plan_of(trainings(options), LINEAR_SVM["mean"])


def content(options: Options, store: Store) -> List[dict]:
    """Return a row for each training.

    Returns
    -------
    list of dict
        ``dataset``, ``title``, ``model``, ``conditional`` (0 or the classes), ``seed``, ``run``,
        ``dimensions_in_use``, ``svm_z`` (test accuracy of a linear SVM on the means of z), the terms of the bound on
        the test images, in nats per image, and ``gain``: how much more the bound log p(x given y) is than that of
        log p(x) by the training of the same seed, None without the class.
    """
    made = store.make(plan(options), "Conditional models")
    bounds = {(config.model, config.seed): made[config]["test"]["elbo"] for config in made if not config.conditional}
    return [
        {
            "dataset": config.dataset,
            "title": by_class.title(config),
            "model": config.model,
            "conditional": config.conditional,
            "seed": config.seed,
            "run": config.key(),
            "dimensions_in_use": result["dimensions_in_use"],
            "svm_z": result[LINEAR_SVM["mean"].name]["test"],
            "gain": result["test"]["elbo"] - bounds[config.model, config.seed] if config.conditional else None,
            **{part: result["test"][part] for part in BOUND},
        }
        for config, result in ((config, made[config]) for config in trainings(options))
    ]


def tables(rows: List[dict]) -> List[Table]:
    """Return the table: means over trainings, and deviations where there are several."""
    header = ["model (dim z)"] + [title for title, *_ in COLUMNS] + ["seeds"]
    cells = [
        [title] + [_cell(own, *column[1:]) for column in COLUMNS] + [len(own)]
        for title, own in grouped(rows, "title").items()
    ]
    caption = (
        "Bound on the test images and its terms, nats per image. Given the class y it is a bound of log p(x given y), "
        "and the gain is over the same model without y: a class tells at most log 10 = 2.3 nats of itself, so what is "
        "gained beyond is a better fit. Linear SVM on z as in Table 1: a z that need not tell the class may separate "
        "the classes less. The thesis reports no such numbers."
    )
    return [Table(header, cells, apart(caption, rows[0]["dataset"]))]


def _cell(rows, part, factor, form):
    values = [row[part] for row in rows]
    return "" if None in values else with_spread([factor * value for value in values], form)


def shown(options: Options, store: Store) -> List[dict]:
    """Return the panels of samples, of the trainings from seed 0, see `reproduce.experiments.by_class.panel`."""
    store.make(plan(options), "Conditional models")
    return [
        by_class.panel(config, store, by_class.title(config))
        for config in trainings(options)
        if config.conditional and config.seed == 0
    ]


CAPTION = (
    "Samples of models that see the class: a column for each class, from 0 on the left, a row for each draw of z, the "
    "same in all columns, at the mean pose. The thesis names such models and trains none."
)

EXPERIMENTS.add(
    Experiment(
        name="conditional",
        title="Conditional models",
        section="V.ii",
        help="models that see the class: the bound, and samples by class",
        about=(
            "VAE and Affine-TVAE whose encoder and decoder see the class (end of section V.ii), beside the same models "
            "without: the bound, its terms, SVMs on z, and samples class by class. Trains 4 models."
        ),
        takes="20 min",
        stem="conditional",
        plan=plan,
        content=content,
        tables=tables,
        picture=Picture(shown, by_class.rows, "figures.by_class:draw", CAPTION),
    )
)

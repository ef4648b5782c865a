"""Discrete codes: does a one-hot code beside z recover the classes (end of section V.ii)?

The thesis expects that it "usually allows to recover the classes in such a simple dataset" and trains no such model. So
the test is ours. Beside the bound's own weight of 1 on the divergence of c stands a weight of 0: the divergence is at
least the mutual information of c and the image, which a weight of 1 charges for and the model that the thesis cites for
its expectation (InfoGAN, its reference [6]) rewards.
"""

from typing import Any, Dict, List

from reproduce.config import Config
from reproduce.evaluation import clustering, separability
from reproduce.experiments import by_class
from reproduce.experiments.by_class import CLASSES
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, Picture
from reproduce.experiments.linear_svms import LINEAR_SVM
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.runs import network
from reproduce.runs.store import Baseline, Measure, Store, plan_of

DIM_Z = 8
MODELS = ("vae", "tvae_affine")
WEIGHTS = (1.0, 0.0)  # of the divergence of c while training
CODE, Z, PIXELS = "discrete code", "k-means on z", "k-means on pixels"
# Title, part of a row, factor and format.
COLUMNS = (
    ("accuracy %", "accuracy", 100, "{:.1f}"),
    ("NMI", "nmi", 1, "{:.3f}"),
    ("clusters in use", "in_use", 1, "{:.0f}"),
    ("SVM on z %", "svm_z", 100, "{:.2f}"),
    ("SVM on (z, c) %", "svm_code", 100, "{:.2f}"),
    ("ELBO", "elbo", 1, "{:.1f}"),
    ("KL of c", "kl_c", 1, "{:.3f}"),
)


def with_code(options: Options) -> List[Config]:
    """Return the trainings of models with a discrete code."""
    return [
        config
        for model in MODELS
        for weight in WEIGHTS
        for config in options.trainings(model, DIM_Z, discrete=CLASSES, discrete_weight=weight)
    ]


def without(options: Options) -> List[Config]:
    """Return the trainings of the same models without one, which are those of Table 1."""
    return [config for model in MODELS for config in options.trainings(model, DIM_Z)]


def plan(options: Options) -> Dict:
    """Return the trainings and the baseline, and what is measured on each, as `Store.make` takes it."""
    svm = LINEAR_SVM["mean"]
    found = plan_of(with_code(options), BY_CODE, svm)
    found.update(plan_of(without(options), BY_Z, svm))
    found[_pixels(options)] = ()
    return found


def content(options: Options, store: Store) -> List[dict]:
    """Return a row for each training, and one for k-means on the pixels.

    Returns
    -------
    list of dict
        ``dataset``, ``title``, ``clusters`` (`CODE`, `Z` or `PIXELS`), ``model``, ``weight``, ``seed``, ``run`` (these
        None for pixels), what `reproduce.evaluation.clustering.agreement` gives on the test images, and None where
        there is none: ``svm_z`` and ``svm_code``, test accuracies of linear SVMs; ``elbo`` and ``kl_c`` on the test
        images, nats per image.
    """
    made = store.make(plan(options), "Discrete codes")
    pixels = {**dict.fromkeys(("model", "weight", "seed", "run", "svm_z", "svm_code", "elbo", "kl_c"))}
    pixels.update(made[_pixels(options)][BY_Z.name], dataset=options.dataset, title="Raw pixels", clusters=PIXELS)
    return [pixels] + [_row(config, made[config]) for config in without(options) + with_code(options)]


def _row(config, result):
    measured = result[BY_CODE.name if config.discrete else BY_Z.name]
    return {
        "dataset": config.dataset,
        "title": by_class.title(config),
        "clusters": CODE if config.discrete else Z,
        "model": config.model,
        "weight": config.discrete_weight if config.discrete else None,
        "seed": config.seed,
        "run": config.key(),
        "svm_z": result[LINEAR_SVM["mean"].name]["test"],
        "svm_code": None,
        "elbo": result["test"]["elbo"],
        "kl_c": result["test"].get("kl_c"),
        **measured,
    }


def _clusters_of_code(config, folder, dataset):
    """Return the agreement of the code's likeliest class with the labels, and the SVM on z and c side by side."""
    import numpy as np

    from reproduce.evaluation.evaluator import Evaluator

    evaluator = Evaluator(network.load_network(config, folder), config.seed)
    train, test = [
        np.hstack([evaluator.codes(images), evaluator.discrete(images)])
        for images in (dataset.train_images, dataset.test_images)
    ]
    found = clustering.agreement(test[:, config.dim_z :].argmax(axis=1), dataset.test_labels)
    svm = separability.linear_svm(train, dataset.train_labels, test, dataset.test_labels)
    return {**found, "svm_code": svm["test"]}


def _clusters_of_z(config, folder, dataset):
    """Return the agreement of k-means on the codes with the labels."""
    from reproduce.evaluation.evaluator import Evaluator

    evaluator = Evaluator(network.load_network(config, folder), config.seed)
    return _k_means(*map(evaluator.codes, (dataset.train_images, dataset.test_images)), config.seed, dataset)


def _clusters_of_pixels(config, folder, dataset):
    rows = [images.reshape(len(images), -1) for images in (dataset.train_images, dataset.test_images)]
    return _k_means(*rows, config.seed, dataset)


def _k_means(train, test, seed, dataset):
    return clustering.agreement(clustering.k_means(train, test, CLASSES, seed), dataset.test_labels)


AGREEMENT = {"accuracy": float, "nmi": float, "in_use": int}
BY_CODE = Measure("clusters", {**AGREEMENT, "svm_code": float}, _clusters_of_code)
BY_Z = Measure("k_means", AGREEMENT, _clusters_of_z)


def _pixels(options):
    """Return the `Baseline` of k-means on the pixels."""
    images = {part: options.settings[part] for part in ("dataset", "binarize", "white") if part in options.settings}
    config = Config(model="vae", **images)
    name = "-".join((config.dataset, "raw-k-means", *config.pixels))
    return Baseline(name, config, Measure(BY_Z.name, AGREEMENT, _clusters_of_pixels))


def tables(rows: List[dict]) -> List[Table]:
    """Return the table: means over trainings, and deviations where there are several."""
    header = ["model (dim z)", "clusters"] + [title for title, *_ in COLUMNS] + ["seeds"]
    cells = [
        [title, clusters] + [_cell(own, *column[1:]) for column in COLUMNS] + [len(own) if own[0]["model"] else ""]
        for (title, clusters), own in grouped(rows, "title", "clusters").items()
    ]
    caption = (
        f"Clusters of the test images beside their classes: accuracy under the best assignment of the {CLASSES} "
        "clusters to the classes, and normalized mutual information; in use is a cluster with at least "
        f"{clustering.LEAST_SHARE:.0%} of the images. Linear SVMs as in Table 1. ELBO and its term KL of c in nats per "
        "image, c drawn from q, one-hot; the bound has the divergence of c in full, also where training did not "
        f"charge for it. K-means: the best of {clustering.STARTS} starts on the training images. The thesis reports no "
        "such numbers."
    )
    return [Table(header, cells, apart(caption, rows[0]["dataset"]))]


def _cell(rows, part, factor, form):
    values = [row[part] for row in rows]
    return "" if None in values else with_spread([factor * value for value in values], form)


def shown(options: Options, store: Store) -> List[dict]:
    """Return the panels of samples, of the trainings from seed 0, see `reproduce.experiments.by_class.panel`."""
    made = store.make(plan(options), "Discrete codes")
    return [
        by_class.panel(config, store, by_class.title(config), _line(made[config][BY_CODE.name]))
        for config in with_code(options)
        if config.seed == 0
    ]


def _line(measured: Dict[str, Any]) -> str:
    return f"cluster accuracy {measured['accuracy']:.0%}, {measured['in_use']} clusters in use"


CAPTION = (
    "Samples of models with a discrete code of ten classes beside z: a column for each class, a row for each draw of "
    "z, at the mean pose. Left the divergence of c counts while training as in the bound, right it is free. A code "
    "that is not used gives equal columns. The thesis names such a code and trains none."
)

EXPERIMENTS.add(
    Experiment(
        name="discrete",
        title="Discrete codes",
        section="V.ii",
        help="does a discrete code beside z recover the classes",
        about=(
            "VAE and Affine-TVAE with a one-hot code of ten classes beside z, relaxed by the Gumbel-softmax (end of "
            "section V.ii): its clusters beside the classes, and beside k-means on pixels and on z. Trains 6 models."
        ),
        takes="30 min",
        stem="discrete",
        plan=plan,
        content=content,
        tables=tables,
        picture=Picture(shown, by_class.rows, "figures.by_class:draw", CAPTION),
    )
)

"""The thesis' statements asked of other images: does a second data set confirm them (section VII)?

Trains the models of `reproduce.experiments.comparisons`, and measures what their statements are about: the bound and
its reconstruction, how upright samples are, how well codes separate the classes.
"""

from typing import Dict, List, Tuple

import numpy as np

from original.images import as_images, shown
from original.spec import MODELS
from reproduce.config import Config
from reproduce.data.datasets import Dataset
from reproduce.errors import DataError
from reproduce.experiments import prior_models
from reproduce.experiments.comparisons import PICTURED, STATEMENTS, TRAINED, judged
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, Picture
from reproduce.experiments.options import Options
from reproduce.experiments.prior_models import PriorModel
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.runs import network
from reproduce.runs.store import Measure, Store, plan_of

NUM_SAMPLES = 2000  # whose slants are measured
SHOWN = 40  # images in a panel
SHUFFLE = 0  # seed of the order in which codes are cross-validated


def _config(model, options, seed):
    prior, dim_z = model
    settings = {} if prior.model == "vae" else prior._asdict()
    return options.config(**{"model": "vae", **settings}, dim_z=dim_z, seed=seed)


def trainings(options: Options) -> Dict[Config, Tuple[PriorModel, int]]:
    """Return all trainings, each with what is trained."""
    return {_config(model, options, seed): model for model in TRAINED for seed in range(options.seeds)}


def plan(options: Options) -> Dict:
    """Return the trainings, and what is measured on each, as `Store.make` takes it."""
    return plan_of(trainings(options), MEASURED)


def _of_run(config, folder, dataset):
    """Return the ``separability`` of the test images' codes, a fraction, and the ``slant`` of samples, in degrees."""
    from reproduce.evaluation.evaluator import Evaluator
    from reproduce.evaluation.sample_metrics import slants
    from reproduce.evaluation.sampling import sample
    from reproduce.evaluation.separability import linear_svm

    net = network.load_network(config, folder)
    # Images that come sorted would make folds of whole kinds of a class.
    order = np.random.default_rng(SHUFFLE).permutation(len(dataset.test_images))
    codes, labels = Evaluator(net, config.seed).codes(dataset.test_images)[order], dataset.test_labels[order]
    channels, *size = net["l_out"].output_shape[1:]
    samples = as_images(sample(net, NUM_SAMPLES, images=dataset.train_images), tuple(size), channels)
    return {"separability": linear_svm(codes, labels, codes, labels)["cv_mean"], "slant": float(slants(samples).std())}


MEASURED = Measure("statements", {"separability": float, "slant": float}, _of_run)


def check(dataset: Dataset) -> None:
    """Raise `DataError` if the test images have no two classes that can be cross-validated."""
    from reproduce.evaluation.separability import FOLDS

    counts = np.sort(np.unique(dataset.test_labels, return_counts=True)[1])
    if len(counts) < 2 or counts[-1] < FOLDS:
        raise DataError(
            f"the separation of classes is measured on the test images: they need two classes or more, one of them of "
            f"{FOLDS} images; there are {len(counts)}, the largest of {counts[-1]}"
        )


def content(options: Options, store: Store) -> List[dict]:
    """Return a row for each training.

    Returns
    -------
    list of dict
        The training's settings, ``title``, ``seed`` and ``run``; ``elbo`` and ``reconstruction`` on the test set and
        ``train_reconstruction`` in nats per image, ``dimensions_in_use``, ``signs``, and what `MEASURED` gives.
    """
    made = store.make(plan(options), "Statements")
    return [
        dict(
            prior_models.described(prior, config),
            dim_z=dim_z,
            dim_u=config.dim_u,
            epochs=config.epochs,
            elbo=made[config]["test"]["elbo"],
            reconstruction=made[config]["test"]["reconstruction"],
            train_reconstruction=made[config]["train"]["reconstruction"],
            dimensions_in_use=made[config]["dimensions_in_use"],
            signs=made[config]["signs"],
            **made[config][MEASURED.name],
        )
        for config, (prior, dim_z) in trainings(options).items()
    ]


def tables(rows: List[dict]) -> List[Table]:
    """Return the table of the statements, and that of the models."""
    header = ["statement", "section", "number", "what", "seeds", "verdict"]
    cells = [
        [
            each["text"],
            each["section"],
            with_spread(each["numbers"], "{:.1f}"),
            each["what"],
            f"{each['true']} of {len(each['numbers'])}",
            each["verdict"],
        ]
        for each in judged(rows)
    ]
    caption = (
        "A statement holds of a seed where its number is above 0: confirmed where it holds of all seeds, not confirmed "
        "where of none."
    )
    return [Table(header, cells, apart(caption, rows[0]["dataset"]), "Statements"), _of_models(rows)]


def _of_models(rows):
    columns = (
        ("test ELBO", "elbo", "{:.1f}", 1),
        ("reconstruction, test", "reconstruction", "{:.1f}", 1),
        ("training", "train_reconstruction", "{:.1f}", 1),
        ("z in use", "dimensions_in_use", "{:.1f}", 1),
        ("SVM %", "separability", "{:.1f}", 100),
        ("± slant °", "slant", "{:.1f}", 1),
    )
    cells = [
        [f"{title} ({dim_z} + {own[0]['dim_u']})"]
        + [with_spread([scale * row[part] for row in own], form) for _, part, form, scale in columns]
        + [len(own), sum(bool(row["signs"]) for row in own)]
        for (title, dim_z), own in grouped(rows, "title", "dim_z").items()
    ]
    header = ["model (dim z + dim u)", *[title for title, *_ in columns], "seeds", "bad minima"]
    caption = (
        "Nats per image, means over trainings; a flat prior has no density, and its bound no term for u. SVM: linear, "
        "on the test images' codes, cross-validated in shuffled order. Slant: deviation over "
        f"{NUM_SAMPLES:,} samples at the mean pose. Bad minima: trainings that show signs of one; they count."
    )
    return Table(header, cells, caption, "Models")


def measure(options: Options, store: Store) -> Dict[str, np.ndarray]:
    """Return the pictured test images, (N, H, W[, 3]), and of each pictured model of seed 0 what it makes of them.

    Returns
    -------
    dict
        ``images``; ``models``: list of dict with ``title``, ``reconstructions`` and ``samples``.
    """
    from reproduce.evaluation.forward import Forward
    from reproduce.evaluation.sampling import sample

    configs = {_config(model, options, 0): model for model in PICTURED}
    store.make(plan_of(configs), "Statements")
    dataset = store.dataset(options.dataset)
    chosen = np.linspace(0, len(dataset.test_images) - 1, min(SHOWN, len(dataset.test_images))).astype(int)
    images, models = dataset.test_images[chosen], []
    for config, (prior, dim_z) in configs.items():
        forward = Forward.of(store.network(config))
        models.append(
            {
                "title": f"{MODELS[prior.model].title} ({dim_z} + {config.dim_u})",
                "reconstructions": shown(forward(["l_out"], l_in=images)[0]),
                "samples": sample(forward, len(images), images=dataset.train_images),
            }
        )
    return {"images": shown(images), "models": models}


def picture_rows(measured: dict) -> List[dict]:
    """Return how far each reconstruction is from its image: root mean squared grey levels."""
    return [
        {"model": model["title"], "image": number, "error": round(float(np.sqrt(((made - image) ** 2).mean())), 4)}
        for model in measured["models"]
        for number, (image, made) in enumerate(zip(measured["images"], model["reconstructions"]), start=1)
    ]


EXPERIMENTS.add(
    Experiment(
        name="statements",
        title="The thesis' statements on other images",
        section="VII",
        help="do your own images confirm what the thesis says",
        about=(
            f"{len(STATEMENTS)} statements of the thesis that any images with classes can be asked: reconstruction at "
            "equally many latent variables, upright samples, separation of the classes, priors by their bounds. Trains "
            f"{len(TRAINED)} models for each seed."
        ),
        takes="45 min",
        stem="statements",
        plan=plan,
        content=content,
        tables=tables,
        picture=Picture(
            measure,
            picture_rows,
            "figures.statements:draw",
            "Test images, what models with eight dimensions of z reconstruct of them, and samples at the mean pose.",
        ),
        own_images=True,
        fits=check,
        in_all=False,
    )
)

"""The quality of the samples of figures 6, 7 and 9, measured: a table with the test images as upper reference."""

import functools
from typing import Any, Dict, List, Tuple

import numpy as np

from original.spec import IMAGE_SHAPE, MODELS
from reproduce.progress import Progress
from reproduce.config import Config
from reproduce.data.datasets import Dataset
from reproduce.errors import DataError
from reproduce.evaluation import sample_metrics
from reproduce.evaluation.classifier import EPOCHS, UNITS
from reproduce.evaluation.sampling import sample
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, union_of_plans
from reproduce.experiments.options import Options
from reproduce.experiments.samples import quality_name
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.runs import classifier, network, run
from reproduce.runs.store import Measure, Store, measured_once, plan_of

FIGURES = ("figure6", "figure7", "figure9")
NUM_SAMPLES = 10000
COLUMNS = (
    ("Fréchet distance", "frechet", "{:.1f}"),
    ("confidence", "confidence", "{:.3f}"),
    ("class entropy", "class_entropy", "{:.3f}"),
    ("crisp pixels %", "crisp_pixels", "{:.1%}"),
    ("gradient", "gradient", "{:.4f}"),
    ("novelty", "novelty", "{:.2f}"),
    ("slant °", "slant_mean", "{:.1f}"),
    ("± slant °", "slant_std", "{:.1f}"),
)
PARTS = tuple(part for _, part, _ in COLUMNS)


def rows_of(options: Options) -> List[Tuple[str, int]]:
    """Return (model, dim_z) of the table's rows, those of the figures' panels, each once."""
    shown = union_of_plans([EXPERIMENTS[name] for name in FIGURES], options)
    return sorted(
        {(config.model, config.dim_z) for config in shown}, key=lambda row: (list(MODELS).index(row[0]), row[1])
    )


def configs(options: Options) -> List[Config]:
    """Return the trainings whose samples are measured."""
    return [config for model, dim_z in rows_of(options) for config in options.trainings(model, dim_z)]


def plan(options: Options) -> Dict:
    """Return the trainings; `content` measures them, once there is a classifier."""
    return plan_of(configs(options))


def content(options: Options, store: Store) -> Dict[str, Any]:
    """Return the measures of 10,000 samples of each model.

    Returns
    -------
    dict
        ``reference``: the measures of the test images; ``rows``: a dict for each training with ``model``, ``dim_z``,
        ``dimensions`` (of z and u), ``seed``, ``run``, ``signs`` of a bad minimum, and the measures; ``samples``:
        `NUM_SAMPLES`, ``pose``, ``draws`` and ``classifier`` (its test accuracy and settings).
    """
    folder = classifier.run_folder(options.dataset, store.root)
    judge = _classifier(folder, store.dataset(options.dataset))
    reference = _reference(folder, options, store)
    measure = _measure(folder, options)
    made = store.make(plan_of(configs(options), measure), "Sample quality")
    return {
        "samples": NUM_SAMPLES,
        "pose": options.pose,
        "draws": options.draws,
        "dataset": options.dataset,
        "classifier": {"test_accuracy": judge["test_accuracy"], "settings": judge["settings"]},
        "reference": reference,
        "rows": [
            {
                "model": config.model,
                "dim_z": config.dim_z,
                "dimensions": config.dim_z + config.dim_u,
                "seed": config.seed,
                "run": config.key(),
                "signs": made[config]["signs"],
                **made[config][measure.name],
            }
            for config in configs(options)
        ],
    }


def _classifier(folder, dataset):
    """Return the classifier's metrics, with a progress bar if it has to be trained first."""
    with Progress(EPOCHS, "Digit classifier", "epoch", shown=not run.is_finished(folder)) as bar:
        return classifier.find_or_train(folder, dataset, on_epoch=lambda line: bar.add())


def _reference(folder, options, store):
    """Return the measures of the test images, kept beside the classifier in `folder`."""
    config = options.config("vae", 1)
    dataset = store.dataset_for(config)
    name = "-".join(("sample_quality", *config.pixels))
    return measured_once(
        name, dict.fromkeys(PARTS, float), folder, lambda: _measured(dataset.test_images, folder, dataset)
    )


def _measure(folder, options):
    """Return the `Measure` of samples by the classifier in `folder`."""
    function = functools.partial(_of_samples, folder, options.pose, options.draws)
    return Measure(quality_name(options), dict.fromkeys(PARTS, float), function)


def _of_samples(folder, pose, draws, config, run_folder, dataset):
    images = sample(network.load_network(config, run_folder), NUM_SAMPLES, draws, pose, dataset.train_images)
    return _measured(images[:, None], folder, dataset)


def _measured(images, folder, dataset):
    judge, reference = _judge(folder, dataset)
    return sample_metrics.measure(images, judge, reference, dataset.train_images)


@functools.lru_cache(maxsize=1)
def _judge(folder, dataset):
    """Return the classifier in `folder`, and the statistics of the training images' features: the same for all runs."""
    judge = classifier.load(folder)
    return judge, sample_metrics.feature_statistics(judge.features(dataset.train_images))


def tables(made: Dict[str, Any]) -> List[Table]:
    """Return the table: means over trainings, and deviations where there are several.

    A training in a bad local minimum is in no mean, as long as there are others; the last columns count both.
    """
    cells = []
    for (model, dim_z, dimensions), all_seeds in grouped(made["rows"], "model", "dim_z", "dimensions").items():
        own = [row for row in all_seeds if not row["signs"]] or all_seeds
        cells.append(
            [f"{MODELS[model].title} ({dim_z} + {dimensions - dim_z})"]
            + [with_spread([row[part] for row in own], form) for _, part, form in COLUMNS]
            + [len(own), len(all_seeds) - len(own)]
        )
    cells.append(["Test images"] + [form.format(made["reference"][part]) for _, part, form in COLUMNS] + ["", ""])
    header = ["model (dim z + dim u)"] + [title for title, _, _ in COLUMNS] + ["seeds", "left out"]
    return [Table(header, cells, caption(made))]


def caption(made: Dict[str, Any]) -> str:
    """Return what a reader has to know beside the table."""
    text = (
        f"{made['samples']} samples of each training, codes drawn from seed {made['draws']}, at the {made['pose']} "
        "pose. Fréchet distance, confidence and entropy by a classifier with "
        f"{made['classifier']['test_accuracy']:.2%} test accuracy; the distance is that to the "
        "training images. Models with a pose give all their samples the same one: their distance counts that as a "
        "lack of variety. Trainings that ended in a bad local minimum are left out."
    )
    return apart(text, made["dataset"])


def check_images(dataset: Dataset) -> None:
    """Raise `DataError` if the classifier can't judge images like those of a data set."""
    shape, classes = dataset.train_images.shape[1:], len(np.unique(dataset.train_labels))
    if shape != (1, *IMAGE_SHAPE) or not 2 <= classes <= UNITS[-1]:
        raise DataError(
            f"the classifier that judges samples takes grey images of 28 x 28 pixels in 2 to {UNITS[-1]} classes; "
            f"these have {shape[1]} x {shape[2]} pixels, channels: {shape[0]}, classes: {classes}. --size 28 28, "
            "--grey and --label-level may bring them there"
        )


EXPERIMENTS.add(
    Experiment(
        name="quality",
        title="Sample quality",
        section="V.i.1",
        help="how good the samples of figures 6, 7 and 9 are, measured",
        about=(
            "Fréchet distance, confidence, coverage, sharpness, novelty and slant of 10,000 samples of each model of "
            "figures 6, 7 and 9, beside the test images."
        ),
        takes="15 min",
        stem="sample_quality",
        plan=plan,
        content=content,
        tables=tables,
        options=("pose", "draws", "count"),
        from_evidence=True,
        own_images=True,
        fits=check_images,
    )
)

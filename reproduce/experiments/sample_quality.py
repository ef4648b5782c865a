"""The quality of the samples of figures 6, 7 and 9, measured: a table with the test images as upper reference."""

import functools
import os

from figures import figure6, figure7, figure9, samplers
from reproduce import files, progress
from reproduce.evaluation import classifier, sample_metrics
from reproduce.experiments import render
from reproduce.experiments.names import NAMES
from reproduce.runs import run
from reproduce.runs.store import Measure, measured_once, plan_of

NUM_SAMPLES = 10000
PARTS = ("frechet", "confidence", "class_entropy", "crisp_pixels", "gradient", "novelty", "slant_mean", "slant_std")
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


def rows_of(options):
    """(model, dim_z) of the table's rows, those of the figures' panels, each once."""
    panels = figure6.PANELS + figure7.PANELS + figure9.PANELS
    return sorted(
        {(panel.model, samplers.dim_z(panel, options)) for panel in panels},
        key=lambda row: (list(NAMES).index(row[0]), row[1]),
    )


def make(options, store):
    """Train what is missing, measure 10,000 samples of each model.

    Parameters
    ----------
    options : reproduce.experiments.options.Options
    store : reproduce.runs.store.Store

    Returns
    -------
    dict
        ``reference``: the measures of the test images; ``rows``: a dict for each training with ``model``, ``dim_z``,
        ``dimensions`` (of z and u), ``seed``, ``run``, ``signs`` of a bad minimum, and the measures; ``samples``:
        `NUM_SAMPLES`, ``pose``, ``draws`` and ``classifier`` (its test accuracy and settings).
    """
    store.check(options.dataset)
    folder = classifier.run_folder(options.dataset, store.root)
    judge = _classifier(folder, store.dataset(options.dataset))
    parts = dict.fromkeys(PARTS, float)
    binarize = options.settings.get("binarize", "none")
    reference = measured_once(
        "sample_quality" if binarize == "none" else "sample_quality-" + binarize,
        parts,
        folder,
        lambda: _of_test_images(folder, store.dataset(options.dataset, binarize)),
    )
    name = "-".join(["sample_quality", os.path.basename(folder).rpartition("-")[2], options.pose, str(options.draws)])
    measure = Measure(name, parts, functools.partial(_of_samples, folder, options.pose, options.draws))
    configs = [config for model, dim_z in rows_of(options) for config in options.trainings(model, dim_z)]
    made = store.make(plan_of(configs, measure), "Sample quality")
    return {
        "samples": NUM_SAMPLES,
        "pose": options.pose,
        "draws": options.draws,
        "dataset": options.dataset,
        "classifier": {"test_accuracy": judge["test_accuracy"], "settings": judge["settings"]},
        "reference": reference,
        "rows": [
            dict(
                {
                    "model": config.model,
                    "dim_z": config.dim_z,
                    "dimensions": config.dim_z + config.dim_u,
                    "seed": config.seed,
                    "run": config.key(),
                    "signs": made[config]["signs"],
                },
                **made[config][name],
            )
            for config in configs
        ],
    }


def _classifier(folder, dataset):
    """The classifier's metrics, with a progress bar if it has to be trained first."""
    with progress.bar(
        total=classifier.EPOCHS, desc="Digit classifier", unit="epoch", disable=run.is_finished(folder)
    ) as bar:
        return classifier.find_or_train(folder, dataset, on_epoch=lambda line: bar.update())


def _of_samples(folder, pose, draws, config, run_folder, dataset):
    from reproduce.evaluation.sampling import sample

    images = sample(run.load_network(config, run_folder), NUM_SAMPLES, draws, pose, dataset.train_images)
    return _measured(images[:, None], folder, dataset)


def _of_test_images(folder, dataset):
    return _measured(dataset.test_images, folder, dataset)


def _measured(images, folder, dataset):
    judge = classifier.load(folder)
    reference = sample_metrics.feature_statistics(judge.features(dataset.train_images))
    return sample_metrics.measure(images, judge, reference, dataset.train_images)


def render_table(table):
    """(header, cells) for `reproduce.experiments.render`: means over trainings, deviations where there are several.

    A training in a bad local minimum is in no mean, as long as there are others; the last columns count both.
    """
    header = ["model (dim z + dim u)"] + [title for title, _, _ in COLUMNS] + ["seeds", "left out"]
    cells = []
    for model, dim_z, dimensions in dict.fromkeys(
        (row["model"], row["dim_z"], row["dimensions"]) for row in table["rows"]
    ):
        made = [row for row in table["rows"] if (row["model"], row["dim_z"]) == (model, dim_z)]
        own = [row for row in made if not row["signs"]] or made
        cells.append(
            [f"{NAMES[model]} ({dim_z} + {dimensions - dim_z})"]
            + [render.with_spread([row[part] for row in own], form) for _, part, form in COLUMNS]
            + [len(own), len(made) - len(own)]
        )
    return header, cells + [
        ["Test images"] + [form.format(table["reference"][part]) for _, part, form in COLUMNS] + ["", ""]
    ]


def caption(table):
    """What a reader has to know beside the table."""
    text = (
        "{samples} samples of each training, codes drawn from seed {draws}, at the {pose} pose. Fréchet distance, "
        "confidence and entropy by a classifier with {accuracy:.2%} test accuracy; the distance is that to the "
        "training images. Models with a pose give all their samples the same one: their distance counts that as a "
        "lack of variety. Trainings that ended in a bad local minimum are left out.".format(
            accuracy=table["classifier"]["test_accuracy"],
            **{name: table[name] for name in ("samples", "draws", "pose")},
        )
    )
    return text if table["dataset"] == "mnist" else text + " On {}, not the thesis' data.".format(table["dataset"])


def write(table, folder):
    """``sample_quality.json`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "sample_quality.json"), table)
    files.write_text(
        os.path.join(folder, "sample_quality.md"),
        f"{render.markdown_table(*render_table(table))}\n\n{caption(table)}\n",
    )

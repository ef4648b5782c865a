"""Table 1: accuracy of linear SVMs on the codes of the models, beside the reported numbers."""

import functools
import os
from collections import namedtuple

from reproduce import files
from reproduce.config import Config
from reproduce.evaluation import separability
from reproduce.experiments import render
from reproduce.experiments.names import NAMES
from reproduce.runs import results_folder, run
from reproduce.runs.store import Baseline, Measure, plan_of
from reproduce.thesis import reported as compare

MODELS_BY_NAME = {name: model for model, name in NAMES.items()}
MEASURES = ("cv_mean", "cv_std", "test")
PERCENT_DIGITS = 2

Layout = namedtuple("Layout", "inputs seeds settings pca_centre codes", defaults=["test", "mean"])
Layout.__doc__ = """What the table is made of.

inputs : list of (str, int), names and dimensions of the rows, in the thesis' order
seeds : int, trainings of each model, seeds 0, 1, ...
settings : dict, settings of `Config` that all trainings share
pca_centre : see `reproduce.evaluation.separability.pca_codes`
codes : 'mean' or 'drawn', the models' codes: posterior means, or one draw for each image
"""


OURS = [("TPS-DTVAE", 8), ("TPS-DTVAE", 20)]  # models that the thesis does not have


def thesis_inputs():
    """(name, dimension) of the eleven rows."""
    return [(row["input"], row["dim"]) for row in compare.reported("table1")["rows"]]


def make(layout, store):
    """Train what is missing, measure, and return the rows of the table.

    Parameters
    ----------
    layout : Layout
    store : reproduce.runs.store.Store
        What it has is not made again.

    Returns
    -------
    list of dict
        ``input``, ``dim``, ``settings``, ``reported`` and ``obtained`` (each with ``cv_mean``, ``cv_std``, ``test``
        in percent), ``verdict`` (for ``cv_mean`` and ``test``, see `reproduce.thesis.reported.verdict`) and
        ``per_seed``. On other data than MNIST, and for a row that the thesis has not, ``reported`` and ``verdict`` are
        None.
    """
    dataset = layout.settings.get("dataset", "mnist")
    store.check(dataset)
    measure = LINEAR_SVM[layout.codes]
    made = store.make(plan(layout), "Table 1")
    return [
        _row(
            name,
            dim,
            layout,
            dataset,
            [_of_seed(config, made[config], measure.name) for config in configs(name, dim, layout)]
            or [made[_baseline(name, dim, layout)][LINEAR_SVM["mean"].name]],
        )
        for name, dim in layout.inputs
    ]


def plan(layout):
    """All runs behind the table, and what is measured on each, as `reproduce.runs.store.Store.make` takes it."""
    baselines = [_baseline(name, dim, layout) for name, dim in layout.inputs if name not in MODELS_BY_NAME]
    return plan_of(baselines + trainings(layout), LINEAR_SVM[layout.codes])


def trainings(layout):
    """All trainings behind the table, row by row."""
    return [config for name, dim in layout.inputs for config in configs(name, dim, layout)]


def with_ours(layout, store):
    """The `Layout` with those rows of `OURS`, too, whose trainings `store` has."""
    trained = [row for row in OURS if all(store.has(config) for config in configs(*row, layout))]
    return layout._replace(inputs=layout.inputs + trained)


def configs(name, dim, layout):
    """The trainings behind a row of the table; none for raw pixels and PCA."""
    if name not in MODELS_BY_NAME:
        return []
    return [
        Config.fitting(MODELS_BY_NAME[name], dim_z=dim, seed=seed, **layout.settings) for seed in range(layout.seeds)
    ]


def _of_seed(config, result, name):
    return dict(
        result[name],
        seed=config.seed,
        run=config.key(),
        restarts=len(result["restarts"]),
        dimensions_in_use=result["dimensions_in_use"],
        test_elbo=round(result["test"]["elbo"], 2),
    )


def _measure_model(drawn, config, folder, dataset):
    """The SVMs on the codes of the run in `folder`."""
    from reproduce.evaluation.evaluator import Evaluator

    evaluator = Evaluator(run.load_network(config, folder), config.seed)
    return _accuracies(
        evaluator.codes(dataset.train_images, drawn), evaluator.codes(dataset.test_images, drawn), dataset
    )


def _measure_baseline(name, dim, centre, config, folder, dataset):
    """The SVMs on raw pixels or principal components."""
    train, test = [
        images.reshape(len(images), -1).astype("float64") for images in (dataset.train_images, dataset.test_images)
    ]
    if name == "PCA":
        train, test = separability.pca_codes(train, test, dim, centre)
    return _accuracies(train, test, dataset)


def _accuracies(train, test, dataset):
    return separability.linear_svm(train, dataset.train_labels, test, dataset.test_labels)


# By what the codes are.
LINEAR_SVM = {
    codes: Measure(name, dict.fromkeys(MEASURES, float), functools.partial(_measure_model, codes == "drawn"))
    for codes, name in (("mean", "linear_svm"), ("drawn", "linear_svm-drawn"))
}


def _baseline(name, dim, layout):
    """The `Baseline` of raw pixels or principal components, named by all that it depends on."""
    images = {part: layout.settings[part] for part in ("dataset", "binarize", "white") if part in layout.settings}
    config = Config(model="vae", **images)
    parts = [config.dataset, "raw" if name != "PCA" else f"pca{dim}-{layout.pca_centre}"]
    parts += [
        str(getattr(config, part))
        for part in ("binarize", "white")
        if part in images and getattr(config, part) != getattr(Config("vae"), part)
    ]
    measure = functools.partial(_measure_baseline, name, dim, layout.pca_centre)
    return Baseline("-".join(parts), config, Measure(LINEAR_SVM["mean"].name, LINEAR_SVM["mean"].parts, measure))


def _row(name, dim, layout, dataset, results):
    per_seed = [
        dict(result, **{measure: round(100 * result[measure], PERCENT_DIGITS) for measure in MEASURES})
        for result in results
    ]
    obtained = {
        measure: round(sum(100 * result[measure] for result in results) / len(results), PERCENT_DIGITS)
        for measure in MEASURES
    }
    row = {
        "input": name,
        "dim": dim,
        "dataset": dataset,
        "settings": _settings(layout),
        "reported": None,
        "obtained": obtained,
        "verdict": None,
        "per_seed": per_seed,
    }
    reported = next(
        (row for row in compare.reported("table1")["rows"] if (row["input"], row["dim"]) == (name, dim)), None
    )
    if dataset == "mnist" and reported:
        row["reported"] = {measure: reported[measure] for measure in MEASURES}
        row["verdict"] = {
            measure: compare.verdict(reported[measure], reported["cv_std"], [result[measure] for result in per_seed])
            for measure in ("cv_mean", "test")
        }
    return row


def _settings(layout):
    defaults = Config(model="vae").to_dict()
    settings = {name: layout.settings.get(name, defaults[name]) for name in ("epochs", "batch_size", "learning_rate")}
    if layout.codes != "mean":
        settings["codes"] = layout.codes
    return dict(settings, **{name: value for name, value in layout.settings.items() if value != defaults[name]})


def render_rows(rows):
    """(header, cells) for `reproduce.experiments.render`; the thesis' columns only where rows have them."""
    compared = rows[0]["reported"] is not None
    header = ["input (dim z)"]
    for title in ("CV %", "test %"):
        header += [title + " thesis", "ours", "verdict"] if compared else [title]
    header += ["dims in use", "seeds"]
    return header, [_cells(row, compared) for row in rows]


def _cells(row, compared):
    cells = ["{} ({})".format(row["input"], row["dim"])]
    for measure in ("cv_mean", "test"):
        if compared:
            cells.append(_shown(row["reported"], measure) if row["reported"] else "not in the thesis")
        cells.append(_shown(row["obtained"], measure))
        if compared:
            cells.append(compare.in_words(row["verdict"][measure]) if row["verdict"] else "")
    in_use = [result["dimensions_in_use"] for result in row["per_seed"] if "dimensions_in_use" in result]
    low_high = sorted({min(in_use), max(in_use)}) if in_use else []
    restarts = sum(result.get("restarts", 0) for result in row["per_seed"])
    seeds = f"{len(in_use)} (+{restarts} restarts)" if restarts else len(in_use) or ""
    return cells + ["-".join(map(str, low_high)), seeds]


def _shown(accuracies, measure):
    value = f"{accuracies[measure]:.2f}"
    return value + " ± {:.2f}".format(accuracies["cv_std"]) if measure == "cv_mean" else value


def in_short(accuracies):
    """Cross-validated and test accuracy, of `make`'s ``obtained`` or ``reported``."""
    return "{cv_mean:.2f} / {test:.2f}".format(**accuracies)


def mean_in_use(row):
    """How many dimensions of the code carry information, mean over the trainings of a row of `make`."""
    in_use = [of_seed["dimensions_in_use"] for of_seed in row["per_seed"]]
    return sum(in_use) / len(in_use)


def caption(rows):
    """What a reader has to know beside the table."""
    row = rows[0]
    settings = ", ".join("{} {}".format(name.replace("_", " "), value) for name, value in row["settings"].items())
    text = (
        "Linear SVMs on the codes of {}: {}-fold cross-validation (mean ± deviation over folds) and test set; "
        "{}.".format({"mnist": "MNIST"}.get(row["dataset"], row["dataset"]), separability.FOLDS, settings)
    )
    if row["reported"] is None:
        return text + " This is not the thesis' data: these numbers say nothing about its own."
    return text + (
        f" Verdict: whether our number, the mean over seeds, lies within {compare.TOLERANCE} of the thesis' own deviations "
        "over folds."
    )


def subfolder(layout):
    """Where the table goes under the results, see `reproduce.runs.results_folder.subfolder`."""
    return results_folder.subfolder(layout.settings, changed=(layout.pca_centre, layout.codes) != ("test", "mean"))


def write(rows, folder):
    """``table1.json``, ``.csv`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "table1.json"), rows)
    header, cells = render_rows(rows)
    files.write_text(os.path.join(folder, "table1.md"), f"{render.markdown_table(header, cells)}\n\n{caption(rows)}\n")
    flat = [_flat(row) for row in rows]
    files.write_csv(os.path.join(folder, "table1.csv"), flat, list(flat[0]))


def _flat(row):
    """A row of the CSV: numbers in percent, empty where there is nothing to compare with."""
    flat = {"input": row["input"], "dim": row["dim"], "dataset": row["dataset"], "seeds": len(row["per_seed"])}
    for source in ("reported", "obtained"):
        flat.update({f"{source}_{measure}": (row[source] or {}).get(measure, "") for measure in MEASURES})
    for measure in ("cv_mean", "test"):
        verdict = (row["verdict"] or {}).get(measure, {})
        flat.update({f"{measure}_{part}": verdict.get(part, "") for part in ("difference", "deviations", "within")})
    return flat

"""Table 1: accuracy of linear SVMs on the codes of the models, beside the reported numbers."""

import os
from collections import namedtuple

from reproduce import compare, data, files, render, runs, separation
from reproduce.config import Config
from reproduce.schedule import RunFolder, run_all

MODEL_NAMES = {"VAE": "vae", "Affine-TVAE": "tvae_affine", "TPS-TVAE": "tvae_tps", "Affine-DTVAE": "dtvae_affine"}
MEASURES = ("cv_mean", "cv_std", "test")
PERCENT_DIGITS = 2

Layout = namedtuple("Layout", "inputs seeds settings pca_centre")
Layout.__doc__ = """What the table is made of.

inputs : list of (str, int), names and dimensions of the rows, in the thesis' order
seeds : int, trainings of each model, seeds 0, 1, ...
settings : dict, settings of `Config` that all trainings share
pca_centre : see `reproduce.separation.pca_codes`
"""


def thesis_inputs():
    """(name, dimension) of the eleven rows."""
    return [(row["input"], row["dim"]) for row in compare.reported("table1")["rows"]]


def make(layout, root, mnist_dir=None, jobs=None, scheduler=None):
    """Train what is missing, measure, and return the rows of the table.

    Parameters
    ----------
    layout : Layout
    root : str
        Folder of the runs; what it has is not made again.
    mnist_dir : str or None
        See `reproduce.mnist.load`.
    jobs : int or None
    scheduler : str or None
        See `reproduce.schedule.run_all`.

    Returns
    -------
    list of dict
        ``input``, ``dim``, ``settings``, ``reported`` and ``obtained`` (each with ``cv_mean``, ``cv_std``, ``test``
        in percent), ``verdict`` (for ``cv_mean`` and ``test``, see `reproduce.compare.verdict`) and ``per_seed``.
        On other data than MNIST ``reported`` and ``verdict`` are None.
    """
    dataset = layout.settings.get("dataset", "mnist")
    # Before anything long: is the data there, can the folder be made?
    if not scheduler:  # whose workers have data of their own
        data.load(dataset, mnist_dir=mnist_dir)
    files.make_folder(root)
    plan = [(name, dim, configs(name, dim, layout)) for name, dim in layout.inputs]
    trainings = [config for _, _, of_row in plan for config in of_row]
    # The raw pixels take longest, so they start first; then the models from the slowest to the fastest.
    baselines = [(_measure_baseline, (name, dim, layout, _baseline_folder(name, dim, layout, root), mnist_dir))
                 for name, dim, of_row in plan if not of_row]
    order = sorted(trainings, key=lambda config: list(MODEL_NAMES.values()).index(config.model), reverse=True)
    tasks = baselines + [(_measure_model, (config, RunFolder(runs.run_folder(config, root)), mnist_dir))
                         for config in order]
    results = run_all(tasks, jobs, sum(config.epochs for config in trainings),
                      lambda: sum(runs.epochs_done(runs.run_folder(config, root)) for config in trainings),
                      "Table 1, {} trainings".format(len(trainings)), scheduler)
    by_config = dict(zip(order, results[len(baselines):]))
    by_baseline = {args[:2]: result for (_, args), result in zip(baselines, results)}
    return [_row(name, dim, layout, dataset,
                 [by_config[config] for config in of_row] or [by_baseline[name, dim]])
            for name, dim, of_row in plan]


def configs(name, dim, layout):
    """The trainings behind a row of the table; none for raw pixels and PCA."""
    if name not in MODEL_NAMES:
        return []
    return [Config(model=MODEL_NAMES[name], dim_z=dim, seed=seed, **layout.settings) for seed in range(layout.seeds)]


def _measure_model(config, folder, mnist_dir):
    """Task: train the model if need be, measure the SVMs on its codes once."""
    metrics = runs.find_or_train(config, folder, mnist_dir)

    def codes(dataset):
        from reproduce.evaluation import Evaluator
        evaluator = Evaluator(runs.load_network(config, folder), config.seed)
        return evaluator.codes(dataset.train_images), evaluator.codes(dataset.test_images)

    result = _measured_once(folder, config.dataset, config.binarize, mnist_dir, codes)
    return dict(result, seed=config.seed, run=config.key(), dimensions_in_use=metrics["dimensions_in_use"],
                restarts=len(metrics["restarts"]), test_elbo=round(metrics["test"]["elbo"], 2))


def _measure_baseline(name, dim, layout, folder, mnist_dir):
    """Task: the SVMs on raw pixels or principal components."""
    def codes(dataset):
        train, test = [images.reshape(len(images), -1).astype("float64")
                       for images in (dataset.train_images, dataset.test_images)]
        return separation.pca_codes(train, test, dim, layout.pca_centre) if name == "PCA" else (train, test)

    return _measured_once(folder, *_images(layout), mnist_dir, codes)


def _baseline_folder(name, dim, layout, root):
    dataset_name, binarize = _images(layout)
    parts = [dataset_name, "raw" if name != "PCA" else "pca{}-{}".format(dim, layout.pca_centre)]
    if binarize != "none":
        parts.append(binarize)
    return RunFolder(os.path.join(root, "-".join(parts)))


def _images(layout):
    """Data set and binarization, as in `reproduce.data.load`."""
    return layout.settings.get("dataset", "mnist"), layout.settings.get("binarize", "none")


def _measured_once(folder, dataset_name, binarize, mnist_dir, codes):
    """``linear_svm.json`` of a folder, measured on ``codes(dataset)`` if it is not there yet, or is damaged."""
    path = os.path.join(folder, "linear_svm.json")
    if os.path.isfile(path):
        try:
            return {measure: float(files.read_json(path)[measure]) for measure in MEASURES}
        except files.UNUSABLE as error:
            files.set_aside(path, error)
    dataset = data.load(dataset_name, binarize, mnist_dir)
    train, test = codes(dataset)
    result = separation.linear_svm(train, dataset.train_labels, test, dataset.test_labels)
    files.write_json(path, result)
    return result


def _row(name, dim, layout, dataset, results):
    per_seed = [dict(result, **{measure: round(100 * result[measure], PERCENT_DIGITS) for measure in MEASURES})
                for result in results]
    obtained = {measure: round(sum(100 * result[measure] for result in results) / len(results), PERCENT_DIGITS)
                for measure in MEASURES}
    row = {"input": name, "dim": dim, "dataset": dataset, "settings": _settings(layout), "reported": None,
           "obtained": obtained, "verdict": None, "per_seed": per_seed}
    if dataset == "mnist":
        reported = next(row for row in compare.reported("table1")["rows"] if (row["input"], row["dim"]) == (name, dim))
        row["reported"] = {measure: reported[measure] for measure in MEASURES}
        row["verdict"] = {measure: compare.verdict(reported[measure], reported["cv_std"],
                                                   [result[measure] for result in per_seed])
                          for measure in ("cv_mean", "test")}
    return row


def _settings(layout):
    defaults = Config(model="vae").to_dict()
    settings = {name: layout.settings.get(name, defaults[name]) for name in ("epochs", "batch_size", "learning_rate")}
    return dict(settings, **{name: value for name, value in layout.settings.items() if value != defaults[name]})


def render_rows(rows):
    """(header, cells) of the table, for `reproduce.render`; the thesis' columns only where rows have them."""
    compared = rows[0]["reported"] is not None
    header = ["input (dim z)"]
    for title in ("CV %", "test %"):
        header += [title + " thesis", "ours", "verdict"] if compared else [title]
    header += ["dims in use", "seeds"]
    return header, [_cells(row, compared) for row in rows]


def _cells(row, compared):
    cells = ["{} ({})".format(row["input"], row["dim"])]
    for measure in ("cv_mean", "test"):
        for source in ("reported", "obtained") if compared else ("obtained",):
            value = "{:.2f}".format(row[source][measure])
            cells.append(value + " ± {:.2f}".format(row[source]["cv_std"]) if measure == "cv_mean" else value)
        if compared:
            cells.append(compare.in_words(row["verdict"][measure]))
    in_use = [result["dimensions_in_use"] for result in row["per_seed"] if "dimensions_in_use" in result]
    low_high = sorted({min(in_use), max(in_use)}) if in_use else []
    restarts = sum(result.get("restarts", 0) for result in row["per_seed"])
    seeds = "{} (+{} restarts)".format(len(in_use), restarts) if restarts else len(in_use) or ""
    return cells + ["-".join(map(str, low_high)), seeds]


def caption(rows):
    """What a reader has to know beside the table."""
    row = rows[0]
    settings = ", ".join("{} {}".format(name.replace("_", " "), value) for name, value in row["settings"].items())
    text = ("Linear SVMs on the codes of {}: {}-fold cross-validation (mean ± deviation over folds) and test set; "
            "{}.".format({"mnist": "MNIST"}.get(row["dataset"], row["dataset"]), separation.FOLDS, settings))
    if row["reported"] is None:
        return text + " This is not the thesis' data: these numbers say nothing about its own."
    return text + (" Verdict: whether our number, the mean over seeds, lies within {} of the thesis' own deviations "
                   "over folds.".format(compare.TOLERANCE))


def subfolder(layout):
    """Where the table goes under the results: the folder itself only for what the thesis states, on MNIST."""
    dataset, *others = [layout.settings.get("dataset", "mnist")] + sorted(set(layout.settings) - {"dataset"})
    if dataset != "mnist":
        return dataset
    defaults = Config(model="vae").to_dict()
    changed = any(layout.settings[name] != defaults[name] for name in others) or layout.pca_centre != "test"
    return "trials" if changed else ""


def write(rows, folder):
    """``table1.json``, ``.csv`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "table1.json"), rows)
    header, cells = render_rows(rows)
    files.write_text(os.path.join(folder, "table1.md"),
                     "{}\n\n{}\n".format(render.markdown_table(header, cells), caption(rows)))
    flat = [_flat(row) for row in rows]
    files.write_csv(os.path.join(folder, "table1.csv"), flat, list(flat[0]))


def _flat(row):
    """A row of the CSV: numbers in percent, empty where there is nothing to compare with."""
    flat = {"input": row["input"], "dim": row["dim"], "dataset": row["dataset"], "seeds": len(row["per_seed"])}
    for source in ("reported", "obtained"):
        flat.update({"{}_{}".format(source, measure): (row[source] or {}).get(measure, "") for measure in MEASURES})
    for measure in ("cv_mean", "test"):
        verdict = (row["verdict"] or {}).get(measure, {})
        flat.update({"{}_{}".format(measure, part): verdict.get(part, "")
                     for part in ("difference", "deviations", "within")})
    return flat

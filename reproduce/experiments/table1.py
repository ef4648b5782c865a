"""Table 1: accuracy of linear SVMs on the codes of the models, beside the reported numbers (section V.ii.1)."""

from typing import Dict, List, Optional, Tuple

from original.spec import MODELS, name_of
from reproduce.config import Config
from reproduce.config.setting import in_words
from reproduce.evaluation import separability
from reproduce.evaluation.local_minima import sound
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.linear_svms import LINEAR_SVM, MEASURES, baseline, check_classes
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table
from reproduce.runs.store import plan_of
from reproduce.thesis import reported as compare

COMPARED = ("cv_mean", "test")
DIGITS = 2  # of percent, as the thesis prints them; numbers are rounded when they are shown, and only then
DIMENSIONS = (8, 20)  # of z

Input = Tuple[str, int]  # what a row of the table is about: a model's name, PIXELS or PCA, and its dimension


def title(name: str) -> str:
    """Return what the table calls an input: the model's title, `PIXELS` or `PCA`."""
    return MODELS[name].title if name in MODELS else name


def thesis_inputs() -> List[Input]:
    """Return the inputs of the thesis' eleven rows."""
    return [(name_of(row["input"]), row["dim"]) for row in compare.reported("table1")["rows"]]


def our_inputs() -> List[Input]:
    """Return the inputs of rows whose models the thesis does not have."""
    return [(name, dim) for name, model in MODELS.items() if not model.in_thesis for dim in DIMENSIONS]


def inputs_of(options: Options) -> List[Input]:
    """Return the inputs of the table that `options` ask for."""
    return thesis_inputs() + (our_inputs() if options.ours else [])


def has_ours(options: Options, store) -> bool:
    """Return whether `store` has all trainings behind the rows of `our_inputs`."""
    return all(store.has(config) for config in trainings(options, our_inputs()))


def trainings(options: Options, inputs: Optional[List[Input]] = None) -> List[Config]:
    """Return all trainings behind the table, row by row; `inputs` are those of `inputs_of` by default."""
    inputs = inputs_of(options) if inputs is None else inputs
    return [config for name, dim in inputs if name in MODELS for config in options.trainings(name, dim)]


def plan(options: Options, inputs: Optional[List[Input]] = None) -> Dict:
    """Return all runs behind the table, and what is measured on each, as `Store.make` takes it."""
    inputs = inputs_of(options) if inputs is None else inputs
    baselines = [baseline(name, dim, options) for name, dim in inputs if name not in MODELS]
    return plan_of(baselines + trainings(options, inputs), LINEAR_SVM[options.codes])


def content(options: Options, store, inputs: Optional[List[Input]] = None) -> List[dict]:
    """Return the rows of the table.

    Parameters
    ----------
    options : Options
    store : reproduce.runs.store.Store
        What it has is not made again.
    inputs : list of (str, int) or None
        Those of `inputs_of` by default.

    Returns
    -------
    list of dict
        ``input``, ``model`` (its name, None for baselines), ``dim``, ``settings``, ``reported`` and ``obtained`` (each
        with ``cv_mean``, ``cv_std``, ``test`` in percent), ``verdict`` (for ``cv_mean`` and ``test``, see
        `reproduce.thesis.reported.verdict`), ``per_seed``, and ``without_bad_minima``: ``obtained`` and ``verdict``
        again, without the trainings with signs of a bad local minimum, where there are some and others. On other data
        than MNIST, and for a row that the thesis has not, ``reported`` and ``verdict`` are None.
    """
    inputs = inputs_of(options) if inputs is None else inputs
    made = store.make(plan(options, inputs), "Table 1")
    return [row(name, dim, options, _results(name, dim, options, made)) for name, dim in inputs]


def row(name: str, dim: int, options: Options, results: List[dict]) -> dict:
    """Return the row of one input, from the `results` of its seeds: accuracies as fractions, and what else is kept."""
    per_seed = [dict(result, **{measure: 100 * result[measure] for measure in MEASURES}) for result in results]
    kept = sound(per_seed)
    printed = None
    if options.dataset == "mnist":
        printed = {(row["input"], row["dim"]): row for row in compare.reported("table1")["rows"]}.get(
            (title(name), dim)
        )
    return {
        "input": title(name),
        "model": name if name in MODELS else None,
        "dim": dim,
        "dataset": options.dataset,
        "settings": _settings(options),
        "reported": {measure: printed[measure] for measure in MEASURES} if printed else None,
        **_judged(per_seed, printed),
        "per_seed": per_seed,
        "without_bad_minima": _judged(kept, printed) if 0 < len(kept) < len(per_seed) else None,
    }


def _judged(per_seed, printed):
    """The means over trainings, and where the thesis has numbers, the verdicts on them."""
    obtained = {measure: sum(of_seed[measure] for of_seed in per_seed) / len(per_seed) for measure in MEASURES}
    return {
        "obtained": obtained,
        "verdict": printed
        and {
            measure: compare.verdict(printed[measure], printed["cv_std"], [of_seed[measure] for of_seed in per_seed])
            for measure in COMPARED
        },
    }


def _results(name, dim, options, made):
    """The measurements of each seed, from what `Store.make` gives; those of a baseline have none."""
    if name not in MODELS:
        return [made[baseline(name, dim, options)][LINEAR_SVM["mean"].name]]
    return [
        dict(
            made[config][LINEAR_SVM[options.codes].name],
            seed=config.seed,
            run=config.key(),
            restarts=len(made[config]["restarts"]),
            signs=made[config]["signs"],
            dimensions_in_use=made[config]["dimensions_in_use"],
            test_elbo=made[config]["test"]["elbo"],
        )
        for config in options.trainings(name, dim)
    ]


def _settings(options):
    """The settings that the caption names: three always, the others where they are not at their default."""
    defaults = Config(model="vae").to_dict()
    settings = {name: options.settings.get(name, defaults[name]) for name in ("epochs", "batch_size", "learning_rate")}
    if options.codes != "mean":
        settings["codes"] = options.codes
    return dict(settings, **{name: value for name, value in options.settings.items() if value != defaults[name]})


def tables(rows: List[dict]) -> List[Table]:
    """Return the table of the rows of `content`, the thesis' columns only where rows have them."""
    compared = rows[0]["reported"] is not None
    header = ["input (dim z)"]
    for name in ("CV %", "test %"):
        header += [name + " thesis", "ours", "verdict"] if compared else [name]
    cells = []
    for row in rows:
        cells.append(_cells(row, named(row), compared))
        kept = without_bad_minima(row)
        if kept is not row:
            left_out = len(row["per_seed"]) - len(kept["per_seed"])
            cells.append(_cells(kept, f"{named(row)}, without {left_out} in bad minima", compared))
    return [Table(header + ["dims in use", "seeds"], cells, caption(rows))]


def without_bad_minima(row: dict) -> dict:
    """Return a row by its trainings without signs of a bad minimum alone; the row itself where that changes nothing."""
    if not row.get("without_bad_minima"):
        return row
    return dict(row, **row["without_bad_minima"], per_seed=sound(row["per_seed"]))


def _cells(row, name, compared):
    cells = [name]
    for measure in COMPARED:
        if compared:
            cells.append(_shown(row["reported"], measure) if row["reported"] else "not in the thesis")
        cells.append(_shown(row["obtained"], measure))
        if compared:
            cells.append(compare.in_words(row["verdict"][measure]) if row["verdict"] else "")
    in_use = [of_seed["dimensions_in_use"] for of_seed in row["per_seed"] if "dimensions_in_use" in of_seed]
    low_high = sorted({min(in_use), max(in_use)}) if in_use else []
    restarts = sum(of_seed.get("restarts", 0) for of_seed in row["per_seed"])
    seeds = f"{len(in_use)} (+{restarts} restarts)" if restarts else len(in_use) or ""
    return cells + ["-".join(map(str, low_high)), seeds]


def _shown(accuracies, measure):
    value = f"{accuracies[measure]:.{DIGITS}f}"
    return f"{value} ± {accuracies['cv_std']:.{DIGITS}f}" if measure == "cv_mean" else value


def named(row: dict) -> str:
    """Return the name of a row: ``VAE (8)``."""
    return f"{row['input']} ({row['dim']})"


def in_short(accuracies: dict) -> str:
    """Return cross-validated and test accuracy, of a row's ``obtained`` or ``reported``, as text."""
    return " / ".join(f"{accuracies[measure]:.{DIGITS}f}" for measure in COMPARED)


def mean_in_use(row: dict) -> float:
    """Return how many dimensions of the code carry information, mean over the trainings of a row."""
    in_use = [of_seed["dimensions_in_use"] for of_seed in row["per_seed"]]
    return sum(in_use) / len(in_use)


def caption(rows: List[dict]) -> str:
    """Return what a reader has to know beside the table."""
    data = {"mnist": "MNIST"}.get(rows[0]["dataset"], rows[0]["dataset"])
    text = (
        f"Linear SVMs on the codes of {data}: {separability.FOLDS}-fold cross-validation (mean ± deviation over folds) "
        f"and test set; {in_words(rows[0]['settings'])}."
    )
    if rows[0]["reported"] is None:
        return f"{text} This is not the thesis' data: these numbers say nothing about its own."
    return (
        f"{text} Verdict: whether our number, the mean over seeds, lies within {compare.TOLERANCE} of the thesis' own "
        f"deviations over folds; with several seeds, whether the thesis' lies inside the central {compare.LEVEL:.0%} "
        "of one further training of ours (Student's t), and p, how probable a training as far off is."
    )


def rows_of_csv(rows: List[dict]) -> List[dict]:
    """Return the rows of the CSV: numbers in percent, empty where there is nothing to compare with."""
    return [_flat(row) for row in rows]


def _flat(row):
    flat = {"input": row["input"], "dim": row["dim"], "dataset": row["dataset"], "seeds": len(row["per_seed"])}
    for source in ("reported", "obtained"):
        accuracies = row[source] or dict.fromkeys(MEASURES, "")
        flat.update({f"{source}_{name}": value and round(value, DIGITS) for name, value in accuracies.items()})
    for measure in COMPARED:
        verdict = (row["verdict"] or {}).get(measure, {})
        flat.update({f"{measure}_{part}": verdict.get(part, "") for part in ("difference", "deviations", "within")})
    return flat


TABLE1 = EXPERIMENTS.add(
    Experiment(
        name="table1",
        title="Table 1",
        section="V.ii.1",
        help="linear SVMs on the codes of eight models",
        about=(
            "Accuracy of linear SVMs on raw pixels, principal components and the codes of eight models, beside the "
            "reported numbers, with a verdict each."
        ),
        takes="16 min",
        stem="table1",
        plan=plan,
        content=content,
        tables=tables,
        rows=rows_of_csv,
        options=("pca_centre", "codes", "ours"),
        from_evidence=True,
        own_images=True,
        fits=lambda dataset: check_classes(dataset, max(DIMENSIONS)),
        pretrained=(
            "train nothing: measure the codes of the pretrained weights. MNIST is needed for the images. Writes "
            "results/pretrained/table1.{json,csv,md}"
        ),
    )
)

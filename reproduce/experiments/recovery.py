"""Pose recovery: do the poses that the models infer follow the poses that the digits were given?

Two tables. Upright test digits are warped by known poses, and models of Table 1 infer the pose of both. On rot-MNIST
(section IV) models with all priors are trained, and infer the angles by which its test digits were turned. The
TPS-DTVAE, which is ours, is measured by how well it undoes its own poses, too.
"""

from typing import Any, Dict, List

from original.spec import MODELS
from reproduce.config import Config
from reproduce.data.registry import ROTATED
from reproduce.errors import ConfigError
from reproduce.evaluation.pose_metrics import round_trip
from reproduce.evaluation.pose_recovery import PSI, READINGS, WARPS, recover_angles, recover_warps
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.experiments.table1 import LINEAR_SVM
from reproduce.runs import network
from reproduce.runs.store import Measure, Store

DIM_Z = 20
NUM_WARPED = 1000  # test images
ON_UPRIGHT = [{"model": "tvae_affine"}, {"model": "tvae_tps"}, {"model": "dtvae_affine"}, {"model": "dtvae_tps"}]
ON_ROTATED = [
    {"model": "vae"},
    {"model": "tvae_affine"},
    {"model": "tvae_affine", "pose_prior": "normal"},
    {"model": "tvae_affine", "pose_prior": "normal", "pose": "affine5"},
    {"model": "tvae_affine", "pose_prior": "full"},
    {"model": "tvae_tps"},
    {"model": "tvae_tps", "pose_prior": "normal"},
    {"model": "tvae_tps", "pose_prior": "full"},
    {"model": "dtvae_affine"},
    {"model": "dtvae_affine", "pose_prior": "normal"},
    {"model": "dtvae_affine", "pose_prior": "normal", "pose": "affine5"},
    {"model": "dtvae_affine", "pose_prior": "full"},
]


def upright(options: Options) -> List[Config]:
    """Return the trainings on upright digits; `ConfigError` if those of the options are rotated."""
    if options.dataset.startswith(ROTATED):
        raise ConfigError(f"the digits are rotated here anyway: --dataset {options.dataset[len(ROTATED) :]}")
    return _trainings(options, ON_UPRIGHT, options.dataset)


def rotated(options: Options) -> List[Config]:
    """Return the trainings on digits turned over the whole circle."""
    return _trainings(options, ON_ROTATED, ROTATED + options.dataset)


def _trainings(options, models, dataset):
    return [config for model in models for config in options.trainings(dim_z=DIM_Z, dataset=dataset, **model)]


def _is_undone(config):
    """Return True for a model that undoes its poses by an approximate inverse."""
    return (MODELS[config.model].architecture, MODELS[config.model].transformer) == ("dtvae", "tps")


def plan(options: Options) -> Dict:
    """Return all trainings, and what is measured on each, as `Store.make` takes it."""
    svm = LINEAR_SVM["mean"]
    found = {config: (KNOWN_WARPS, ROUND_TRIP) if _is_undone(config) else (KNOWN_WARPS,) for config in upright(options)}
    found.update({config: (svm, KEPT_ANGLES) if config.dim_u else (svm,) for config in rotated(options)})
    return found


def content(options: Options, store: Store) -> Dict[str, Any]:
    """Return what both tables show; the ``dataset`` of `options` is that of upright digits.

    Returns
    -------
    dict
        ``dataset``, ``warped`` (number of images), and a dict for each training in ``on_upright`` (with what
        `recover_warps` gives), ``undone`` (those of the TPS-DTVAE, with what
        `reproduce.evaluation.pose_metrics.round_trip` gives) and ``on_rotated`` (with ``angles``, None for a model
        without a pose, ``reconstruction`` in nats per image, and ``accuracy``, a fraction).
    """
    made = store.make(plan(options), "Pose recovery")
    return {
        "dataset": options.dataset,
        "warped": min(NUM_WARPED, len(store.dataset(options.dataset).test_images)),
        "on_upright": [_row(config, made[config][KNOWN_WARPS.name]) for config in upright(options)],
        "undone": [_row(config, made[config][ROUND_TRIP.name]) for config in upright(options) if _is_undone(config)],
        "on_rotated": [
            _row(
                config,
                {
                    "angles": made[config].get(KEPT_ANGLES.name),
                    "reconstruction": made[config]["test"]["reconstruction"],
                    "accuracy": made[config][LINEAR_SVM["mean"].name]["test"],
                },
            )
            for config in rotated(options)
        ],
    }


def _row(config, measured):
    named = {part: getattr(config, part) for part in ("model", "dim_z", "dim_u", "pose", "pose_prior", "seed")}
    return {**named, "run": config.key(), **measured}


def _warps_of_run(config, folder, dataset):
    return recover_warps(network.load_network(config, folder), dataset.test_images[:NUM_WARPED])


def _angles_of_run(config, folder, dataset):
    return recover_angles(network.load_network(config, folder), dataset.test_images, dataset.test_angles)


def _round_trip_of_run(config, folder, dataset):
    return round_trip(network.load_network(config, folder), dataset.test_images[:NUM_WARPED])


KNOWN_WARPS = Measure("known_warps", dict.fromkeys(WARPS, dict), _warps_of_run)
KEPT_ANGLES = Measure("kept_angles", {"correlation": float, "error": float}, _angles_of_run)
ROUND_TRIP = Measure("round_trip", {"mean": float, "extreme": float, "moved": float}, _round_trip_of_run)


def tables(made: Dict[str, Any]) -> List[Table]:
    """Return the tables of the known warps and of the kept angles."""
    return [_table_of_warps(made), _table_of_angles(made)]


def _table_of_warps(made):
    turns = [title for angle in (30, 90, 180) for title in (f"±{angle}° correlation", "error °")]
    header = ["model (dim z + dim u)", "pose"] + turns + ["shift correlation", "scale correlation", "seeds"]
    cells = [_warp_cells(rows, reading) for rows in _by_model(made["on_upright"]) for reading in READINGS]
    caption = (
        f"Trained on upright digits, {made['warped']} of the test images warped: turned by up to 30°, 90° or 180°, "
        "shifted by up to 3 pixels, scaled by 0.8 to 1.25. Poses inferred against the known ones, as they are "
        "(absolute) and from that of the upright image (relative): circular correlation and mean absolute error of "
        "angles after the best global offset, for a pose that never changes 15°, 45° and 90°; Pearson correlation of "
        "shifts and log scales, mean of x and y."
    )
    return Table(header, cells, apart(caption + _in_words(made["undone"]), made["dataset"]))


def _table_of_angles(made):
    header = [
        "model (dim z + dim u)",
        "prior on u",
        "angle correlation",
        "error °",
        "reconstruction",
        "SVM test %",
        "seeds",
    ]
    caption = (
        "Trained on 1,500 digits turned over the whole circle. Angles inferred against those by which the test "
        "images were turned: circular correlation, and mean absolute error after the best global offset, by "
        "chance 90°; reconstruction error of the test images, nats per image; linear SVM on the codes. A pose of 5 "
        "numbers is psi, log Sx, log Sy, Tx, Ty."
    )
    cells = [_angle_cells(rows) for rows in _by_model(made["on_rotated"])]
    return Table(header, cells, apart(caption, made["dataset"]))


def _by_model(rows):
    """Return the rows of each model, one for each seed."""
    return grouped(rows, "model", "pose", "pose_prior").values()


def _named(rows):
    return f"{MODELS[rows[0]['model']].title} ({rows[0]['dim_z']} + {rows[0]['dim_u']})"


def _warp_cells(rows, reading):
    columns = [
        (name, part)
        for name, (varied, _) in WARPS.items()
        for part in (("correlation", "error") if varied == PSI else ("correlation",))
    ]
    cells = [_cell([row[name][reading] for row in rows], part) for name, part in columns]
    return [_named(rows), reading] + cells + [len(rows)]


def _angle_cells(rows):
    angles = [row["angles"] for row in rows]
    cells = ["", "", ""]  # of a model without a pose
    if angles[0] is not None:
        cells = [rows[0]["pose_prior"], _cell(angles, "correlation"), _cell(angles, "error")]
    reconstruction = with_spread([row["reconstruction"] for row in rows], "{:.1f}")
    accuracy = with_spread([100 * row["accuracy"] for row in rows], "{:.2f}")
    return [_named(rows)] + cells + [reconstruction, accuracy, len(rows)]


def _cell(measured, part):
    return with_spread([values[part] for values in measured], {"correlation": "{:.3f}", "error": "{:.1f}"}[part])


def _in_words(undone):
    """Return a sentence on how much of its poses the TPS-DTVAE fails to undo; nothing without a training."""
    if not undone:
        return ""
    moved, mean, extreme = [sum(row[part] for row in undone) / len(undone) for part in ("moved", "mean", "extreme")]
    return (
        f" The TPS-DTVAE's poses move the pixels by {moved:.2f} pixels (root mean square, mean over the images as they "
        f"are); its inverse, which is approximate, leaves {mean:.2f} of that, and {extreme:.2f} in one of a hundred "
        "images."
    )


EXPERIMENTS.add(
    Experiment(
        name="recovery",
        title="Pose recovery",
        section="IV",
        help="do the poses inferred follow the digits' own",
        about=(
            "Known rotations, shifts and scales of test digits against the poses that models of Table 1 infer, and "
            "the angles of rot-MNIST's test digits (section IV) against those inferred by models with all priors on "
            "the pose, with reconstruction and SVM. Trains 4 models on 60,000 images and 12 on 1,500."
        ),
        takes="20 min",
        stem="pose",
        plan=plan,
        content=content,
        tables=tables,
    )
)

"""Pose recovery: do the poses that the models infer follow the poses that the digits were given?

Two tables. Upright test digits are warped by known poses, and models of Table 1 infer the pose of both: there is the
warped digit's pose itself (*absolute*), which has the digit's own part in it, slant for instance, and what takes the
upright digit's pose to it (*relative*). On rot-MNIST (section IV) models with all priors are trained, and infer the
angles by which its test digits were turned. The TPS-DTVAE, which is ours, is measured by how well it undoes its own
poses, too.
"""

import os

import numpy as np

from reproduce import files
from reproduce.config import Config
from reproduce.data import warps
from reproduce.data.datasets import ROTATED
from reproduce.errors import ConfigError
from reproduce.evaluation import agreement
from reproduce.evaluation.round_trip import round_trip
from reproduce.experiments import render
from reproduce.experiments.names import NAMES
from reproduce.experiments.table1 import LINEAR_SVM
from reproduce.runs import run
from reproduce.runs.store import Measure, plan_of

DIM_Z = 20
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

NUM_WARPED = 1000  # test images
PSI, LOG_SCALES, SHIFTS = [0], [1, 2], [3, 4]  # places among the five numbers of an affine pose
PIXEL = 2 / 27  # in [-1, 1] coordinates

# What is drawn uniformly, and up to where on either side: radians, [-1, 1] coordinates, logarithms.
WARPS = {
    "turns_30": (PSI, np.pi / 6),
    "turns_90": (PSI, np.pi / 2),
    "turns_180": (PSI, np.pi),
    "shifts": (SHIFTS, 3 * PIXEL),
    "scales": (LOG_SCALES, np.log(1.25)),
}
READINGS = ("absolute", "relative")


def known_warps(name, num):
    """Draws of one of `WARPS`, (num, 5): for each image the five of `original.transformers.poses.affine_of_five`."""
    varied, largest = WARPS[name]
    five = np.zeros((num, 5))
    draws = np.random.default_rng([2018, list(WARPS).index(name)])
    five[:, varied] = draws.uniform(-largest, largest, (num, len(varied)))
    return five


def affine_poses(net, images):
    """The pose of each image at the posterior mean, as an affine one, shape (N, 6); of a spline the nearest."""
    from original.transformers.poses import affine_of_tps
    from reproduce.evaluation.sampling import poses

    inferred = poses(net, images, layer="l_pose")
    return inferred if inferred.shape[1] == 6 else affine_of_tps(inferred)


def between(theta, warped):
    """The affine poses that take `theta` to `warped`, shape (N, 6) each.

    An image of pose P that is sampled at the points W p has the pose P W, so that W is P^-1 times its pose: whatever
    pose the template is in.
    """
    squares = [
        np.concatenate([np.reshape(poses, (-1, 2, 3)), np.tile([[[0, 0, 1]]], (len(poses), 1, 1))], axis=1)
        for poses in (theta, warped)
    ]
    return (np.linalg.pinv(squares[0]) @ squares[1])[:, :2].reshape(-1, 6)


def recover_warps(net, images):
    """How the poses inferred follow known warps of `images`, of shape (N, 1, H, W).

    Returns
    -------
    dict
        By the names of `WARPS` and `READINGS` what `_agreement` gives.
    """
    from original.transformers.poses import affine_of_five, five_of_affine

    truth = {name: known_warps(name, len(images)) for name in WARPS}
    warped = [warps.warped(images, affine_of_five(five)) for five in truth.values()]
    # All at once, since each call compiles.
    upright, *thetas = np.split(affine_poses(net, np.concatenate([images] + warped)), len(warped) + 1)
    result = {}
    for (name, (varied, _)), theta in zip(WARPS.items(), thetas):
        inferred = {"absolute": theta, "relative": between(upright, theta)}
        result[name] = {
            reading: _agreement(five_of_affine(poses)[:, varied], truth[name][:, varied], uniform=name == "turns_180")
            for reading, poses in inferred.items()
        }
    return result


def recover_angles(net, images, angles):
    """How the angles inferred follow those by which `images` were turned, as `_agreement` gives it."""
    from original.transformers.poses import five_of_affine

    return _agreement(five_of_affine(affine_poses(net, images))[:, PSI], np.reshape(angles, (-1, 1)), uniform=True)


def _agreement(estimated, truth, uniform):
    """``correlation``, of angles the circular one and of two numbers Pearson's mean; of angles ``error`` in degrees."""
    if truth.shape[1] == 2:
        return {"correlation": float(np.mean([agreement.correlation(*pair) for pair in zip(estimated.T, truth.T)]))}
    return {
        "correlation": agreement.circular_correlation(estimated[:, 0], truth[:, 0], uniform),
        "error": float(np.degrees(agreement.offset_error(estimated[:, 0], truth[:, 0]))),
    }


def _warps_of_run(config, folder, dataset):
    return recover_warps(run.load_network(config, folder), dataset.test_images[:NUM_WARPED])


def _angles_of_run(config, folder, dataset):
    return recover_angles(run.load_network(config, folder), dataset.test_images, dataset.test_angles)


def _round_trip_of_run(config, folder, dataset):
    return round_trip(run.load_network(config, folder), dataset.test_images[:NUM_WARPED])


KNOWN_WARPS = Measure("known_warps", dict.fromkeys(WARPS, dict), _warps_of_run)
KEPT_ANGLES = Measure("kept_angles", {"correlation": float, "error": float}, _angles_of_run)
ROUND_TRIP = Measure("round_trip", {"mean": float, "extreme": float, "moved": float}, _round_trip_of_run)


def make(settings, seeds, store):
    """Train what is missing, measure, and return both tables.

    Parameters
    ----------
    settings : dict
        Settings of `Config` that all trainings share; ``dataset`` is that of upright digits.
    seeds : int
        Trainings of each model, with seeds 0, 1, ...
    store : reproduce.runs.store.Store

    Returns
    -------
    dict
        ``dataset``, ``warped`` (number of images), and a dict for each training in ``on_upright`` (with what
        `recover_warps` gives), ``undone`` (those of the TPS-DTVAE, with what
        `reproduce.evaluation.round_trip.round_trip` gives) and ``on_rotated`` (with ``angles``, None for a model
        without a pose, ``reconstruction`` in nats per image, and ``accuracy``, a fraction).
    """
    dataset = settings.get("dataset", "mnist")
    if dataset.startswith(ROTATED):
        raise ConfigError(f"the digits are rotated here anyway: --dataset {dataset[len(ROTATED) :]}")
    store.check(dataset)
    upright, rotated = [
        [
            Config.fitting(dim_z=DIM_Z, seed=seed, **dict(settings, dataset=name, **model))
            for model in models
            for seed in range(seeds)
        ]
        for models, name in ((ON_UPRIGHT, dataset), (ON_ROTATED, ROTATED + dataset))
    ]
    svm = LINEAR_SVM["mean"]
    splines = [config for config in upright if config.model == "dtvae_tps"]
    plan = plan_of(upright, KNOWN_WARPS)
    plan.update(plan_of(splines, KNOWN_WARPS, ROUND_TRIP))
    plan.update({config: (svm, KEPT_ANGLES) if config.dim_u else (svm,) for config in rotated})
    made = store.make(plan, "Pose recovery")
    return {
        "dataset": dataset,
        "warped": min(NUM_WARPED, len(store.dataset(dataset).test_images)),
        "on_upright": [dict(_row(config), **made[config][KNOWN_WARPS.name]) for config in upright],
        "undone": [dict(_row(config), **made[config][ROUND_TRIP.name]) for config in splines],
        "on_rotated": [
            dict(
                _row(config),
                angles=made[config].get(KEPT_ANGLES.name),
                reconstruction=made[config]["test"]["reconstruction"],
                accuracy=made[config][svm.name]["test"],
            )
            for config in rotated
        ],
    }


def _row(config):
    return {
        "model": config.model,
        "dim_z": config.dim_z,
        "dim_u": config.dim_u,
        "pose": config.pose,
        "pose_prior": config.pose_prior,
        "seed": config.seed,
        "run": config.key(),
    }


def render_tables(table):
    """[(header, cells) of the known warps, the same of the kept angles] for `reproduce.experiments.render`."""
    of_warps = [
        "model (dim z + dim u)",
        "pose",
        "±30° correlation",
        "error °",
        "±90° correlation",
        "error °",
        "±180° correlation",
        "error °",
        "shift correlation",
        "scale correlation",
        "seeds",
    ]
    of_angles = [
        "model (dim z + dim u)",
        "prior on u",
        "angle correlation",
        "error °",
        "reconstruction",
        "SVM test %",
        "seeds",
    ]
    return [
        (of_warps, [_warp_cells(rows, reading) for rows in _by_model(table["on_upright"]) for reading in READINGS]),
        (of_angles, [_angle_cells(rows) for rows in _by_model(table["on_rotated"])]),
    ]


def _by_model(rows):
    """The rows of each model, one for each seed."""
    models = {}
    for row in rows:
        models.setdefault((row["model"], row["pose"], row["pose_prior"]), []).append(row)
    return list(models.values())


def _named(rows):
    return "{} ({dim_z} + {dim_u})".format(NAMES[rows[0]["model"]], **rows[0])


def _warp_cells(rows, reading):
    columns = [
        (name, part)
        for name, (varied, _) in WARPS.items()
        for part in (("correlation", "error") if varied == PSI else ("correlation",))
    ]
    return (
        [_named(rows), reading]
        + [_cell([row[name][reading] for row in rows], part) for name, part in columns]
        + [len(rows)]
    )


def _angle_cells(rows):
    has_pose = rows[0]["angles"] is not None
    angles = [row["angles"] for row in rows]
    return (
        [_named(rows), rows[0]["pose_prior"] if has_pose else ""]
        + [_cell(angles, part) if has_pose else "" for part in ("correlation", "error")]
        + [
            render.with_spread([row["reconstruction"] for row in rows], "{:.1f}"),
            render.with_spread([100 * row["accuracy"] for row in rows], "{:.2f}"),
            len(rows),
        ]
    )


def _cell(measured, part):
    return render.with_spread([values[part] for values in measured], {"correlation": "{:.3f}", "error": "{:.1f}"}[part])


def captions(table):
    """What a reader has to know beside each of the two tables."""
    apart = "" if table["dataset"] == "mnist" else " On {}, not the thesis' data.".format(table["dataset"])
    return [
        "Trained on upright digits, {} of the test images warped: turned by up to 30°, 90° or 180°, shifted by up "
        "to 3 pixels, scaled by 0.8 to 1.25. Poses inferred against the known ones, as they are (absolute) and "
        "from that of the upright image (relative): circular correlation and mean absolute error of angles after "
        "the best global offset, for a pose that never changes 15°, 45° and 90°; Pearson correlation of shifts and "
        "log scales, mean of x and y.".format(table["warped"])
        + _in_words(table["undone"])
        + apart,
        "Trained on 1,500 digits turned over the whole circle. Angles inferred against those by which the test "
        "images were turned: circular correlation, and mean absolute error after the best global offset, by "
        "chance 90°; reconstruction error of the test images, nats per image; linear SVM on the codes. A pose of 5 "
        "numbers is psi, log Sx, log Sy, Tx, Ty." + apart,
    ]


def _in_words(undone):
    """What of the TPS-DTVAE's poses its approximate inverse leaves, as a sentence; nothing without a training."""
    if not undone:
        return ""
    moved, mean, extreme = [np.mean([row[part] for row in undone]) for part in ("moved", "mean", "extreme")]
    return (
        f" The TPS-DTVAE's poses move the pixels by {moved:.2f} pixels (root mean square, mean over the images as they "
        f"are); its inverse, which is approximate, leaves {mean:.2f} of that, and {extreme:.2f} in one of a hundred images."
    )


def text(table, rendered=render.text_table):
    """Both tables, `rendered` by a function of `reproduce.experiments.render`, each with its caption below."""
    return "\n\n".join(
        f"{rendered(*part)}\n\n{caption}" for part, caption in zip(render_tables(table), captions(table))
    )


def write(table, folder):
    """``pose.json`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "pose.json"), table)
    files.write_text(os.path.join(folder, "pose.md"), text(table, render.markdown_table) + "\n")

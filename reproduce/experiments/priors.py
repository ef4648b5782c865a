"""What the priors on the pose came to (section V.iii): the bound, the prior's parameters, how far it moves a digit.

The spread of a distribution of poses is how far it moves the points of the digit, in pixels: the one measure that
affine poses in six or five numbers and thin plate splines have in common.
"""

import os

import numpy as np

from reproduce import files
from reproduce.evaluation.pose_statistics import statistics as statistics_of
from reproduce.experiments import prior_models, render
from reproduce.runs import run
from reproduce.runs.store import Measure, plan_of

DRAWS = 10000  # poses from the prior, and from q(u given x) of as many test images
DIGIT = 20  # pixels: MNIST's digits fill a square of that side in the middle
EXTREME = 99  # percentile of the displacements
BOUND = ("elbo", "reconstruction", "kl_z", "kl_u")


def _of(name, part):
    return lambda row: row[name].get(part)


COLUMNS = tuple(
    (title, lambda row, part=part: row[part], "{:.1f}")
    for title, part in (
        ("ELBO", "elbo"),
        ("reconstruction", "reconstruction"),
        ("KL of z", "kl_z"),
        ("KL of u", "kl_u"),
        ("z in use", "dimensions_in_use"),
    )
) + (
    ("spread, prior", _of("prior", "spread"), "{:.2f}"),
    ("posteriors", _of("posterior", "spread"), "{:.2f}"),
    ("extreme, prior", _of("prior", "extreme"), "{:.1f}"),
    ("posteriors", _of("posterior", "extreme"), "{:.1f}"),
)


def displacements(positions, size):
    """How far each pose moves the points of a digit from where the mean pose has them: (N,), in pixels.

    Parameters
    ----------
    positions : ndarray of shape (N, 2, H * W)
        Sampling points of the output's pixels, in pixels.
    size : (int, int)
        H and W.

    Returns
    -------
    ndarray of shape (N,)
        Root of the mean squared distance over the square of `DIGIT` pixels in the middle.
    """
    height, width = size
    inside = np.zeros(size, dtype=bool)
    top, left = (height - DIGIT) // 2, (width - DIGIT) // 2
    inside[max(top, 0) : height - max(top, 0), max(left, 0) : width - max(left, 0)] = True
    points = positions[:, :, inside.ravel()].astype("float64")
    return np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1).mean(axis=1))


def spread(distances):
    """Root mean square of `displacements`, and their `EXTREME` percentile: floats, in pixels."""
    return float(np.sqrt((distances**2).mean())), float(np.percentile(distances, EXTREME))


def _of_run(config, folder, dataset):
    """Of a run: its prior's ``parameters``, and of ``prior`` (empty if flat) and ``posterior`` what `_described` says.

    The poses of the posteriors are draws from q(u given x), one for each of the first `DRAWS` test images.
    """
    from original.training import stream
    from reproduce.evaluation.sampling import draw_codes, draw_poses, poses

    net = run.load_network(config, folder)
    images = dataset.test_images[:DRAWS]
    noise = stream(config.seed, "evaluation").standard_normal(
        (len(images), net["l_noise"].output_shape[1]), dtype="float32"
    )
    has_density = config.pose_prior != "flat"
    return {
        "parameters": _parameters(net),
        "prior": _described(net, draw_poses(net, draw_codes(DRAWS, config.dim_z))) if has_density else {},
        "posterior": _described(net, poses(net, images, noise)),
    }


def _described(net, u):
    """``spread`` and ``extreme`` in pixels, statistics of the ``pose``, and in ``five`` numbers if it is affine."""
    from original.transformers.poses import five_of_affine
    from reproduce.evaluation.sampling import positions

    pose, points = positions(net, u)
    result = dict(zip(("spread", "extreme"), spread(displacements(points, net["l_out"].output_shape[2:]))))
    result["pose"] = statistics_of(pose)
    if pose.shape[1] == 6:
        result["five"] = statistics_of(five_of_affine(pose))
    return result


def _parameters(net):
    """The prior's fitted parameters by name, as far as they are numbers and not functions of z."""
    from original.models import parameters

    return {
        param.name: param.get_value().astype("float64").tolist()
        for param in parameters(net)
        if param.name in ("prior_mu.values", "prior_log_sigma.values", "pose.W", "pose.b")
    }


PRIOR = Measure("prior", {"parameters": dict, "prior": dict, "posterior": dict}, _of_run)


def make(options, store, rows=prior_models.ALL):
    """Train what is missing, measure it.

    Parameters
    ----------
    options : reproduce.experiments.options.Options
    store : reproduce.runs.store.Store
    rows : sequence of reproduce.experiments.prior_models.PriorModel

    Returns
    -------
    list of dict
        For each training its settings, ``title``, ``seed`` and ``run``, the bound's terms on the test set in nats per
        image, ``dimensions_in_use``, and what `PRIOR` gives.
    """
    store.check(options.dataset)
    trainings = prior_models.all_trainings(rows, options)
    made = store.make(plan_of(trainings, PRIOR), "Priors")
    return [
        dict(
            prior_models.described(row, config),
            dim_z=config.dim_z,
            dim_u=config.dim_u,
            dimensions_in_use=made[config]["dimensions_in_use"],
            signs=made[config]["signs"],
            **{part: made[config]["test"][part] for part in BOUND},
            **made[config]["prior"],
        )
        for config, row in trainings.items()
    ]


def render_table(rows):
    """(header, cells) for `reproduce.experiments.render`: means over trainings, deviations where there are several."""
    header = ["model and prior on the pose"] + [title for title, _, _ in COLUMNS] + ["seeds"]
    cells = []
    for name, own in prior_models.by_title(rows).items():
        cells.append([name] + [_shown([value(row) for row in own], form) for _, value, form in COLUMNS] + [len(own)])
    return header, cells


def _shown(values, form):
    return "" if None in values else render.with_spread(values, form)


def caption(rows):
    """What a reader has to know beside the table."""
    text = (
        "Bound and its terms on the test images, nats per image; a flat prior has no density, and its bound no "
        "term for u. Spread: how far the pose moves the points of a digit from where its mean has them, root mean "
        f"square in pixels, over draws from the prior and from q(u given x) of the test images; extreme: the {EXTREME}th "
        f"percentile. dim z = {prior_models.DIM_Z}."
    )
    dataset = rows[0]["dataset"]
    return text if dataset == "mnist" else text + f" On {dataset}, not the thesis' data."


def write(rows, folder):
    """``priors.json`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "priors.json"), rows)
    files.write_text(
        os.path.join(folder, "priors.md"), f"{render.markdown_table(*render_table(rows))}\n\n{caption(rows)}\n"
    )

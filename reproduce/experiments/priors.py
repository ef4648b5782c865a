"""The priors on the pose, compared (section V.iii): the bound, the prior's parameters, how far it moves a digit.

The spread of a distribution of poses is how far it moves the points of the digit, in pixels: the one measure that
affine poses in six or five numbers and thin plate splines have in common.
"""

from typing import Dict, List, Sequence, Tuple

import numpy as np

from original.spec import PRIORS
from reproduce.evaluation.pose_metrics import positions, statistics as statistics_of
from reproduce.experiments import prior_models
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.options import Options
from reproduce.experiments.prior_models import PriorModel
from reproduce.experiments.table import Table, apart, grouped, with_spread
from reproduce.runs import network
from reproduce.runs.store import Measure, Store, plan_of

DRAWS = 10000  # poses from the prior, and from q(u given x) of as many test images
DIGIT = 20  # pixels: MNIST's digits fill a square of that side in the middle
EXTREME = 99  # percentile of the displacements
BOUND = ("elbo", "reconstruction", "kl_z", "kl_u")

# Title, where the number stands in a row, and its format.
COLUMNS = (
    ("ELBO", ("elbo",), "{:.1f}"),
    ("reconstruction", ("reconstruction",), "{:.1f}"),
    ("KL of z", ("kl_z",), "{:.1f}"),
    ("KL of u", ("kl_u",), "{:.1f}"),
    ("z in use", ("dimensions_in_use",), "{:.1f}"),
    ("spread, prior", ("prior", "spread"), "{:.2f}"),
    ("posteriors", ("posterior", "spread"), "{:.2f}"),
    ("extreme, prior", ("prior", "extreme"), "{:.1f}"),
    ("posteriors", ("posterior", "extreme"), "{:.1f}"),
)


def displacements(positions: np.ndarray, size: Tuple[int, int]) -> np.ndarray:
    """Return how far each pose moves the points of a digit from where the mean pose has them: (N,), in pixels.

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
    top, left = [max((length - DIGIT) // 2, 0) for length in size]
    inside = np.zeros(size, dtype=bool)
    inside[top : size[0] - top, left : size[1] - left] = True
    points = positions[:, :, inside.ravel()].astype("float64")
    return np.sqrt(((points - points.mean(axis=0)) ** 2).sum(axis=1).mean(axis=1))


def spread(distances: np.ndarray) -> Tuple[float, float]:
    """Return the root mean square of `displacements`, and their `EXTREME` percentile, in pixels."""
    return float(np.sqrt((distances**2).mean())), float(np.percentile(distances, EXTREME))


def _of_run(config, folder, dataset):
    """Return a prior's ``parameters``, and what `_described` says of ``prior`` (empty if flat) and ``posterior``.

    The poses of the posteriors are draws from q(u given x), one for each of the first `DRAWS` test images.
    """
    from reproduce.evaluation.evaluator import evaluation_noise
    from reproduce.evaluation.sampling import draw_codes, draw_poses, poses

    net = network.load_network(config, folder)
    images = dataset.test_images[:DRAWS]
    noise = evaluation_noise(config.seed, (len(images), net["l_noise"].output_shape[1]))
    has_density = PRIORS[config.pose_prior].density
    return {
        "parameters": _parameters(net),
        "prior": _described(net, draw_poses(net, draw_codes(DRAWS, config.dim_z))) if has_density else {},
        "posterior": _described(net, poses(net, images, noise)),
    }


def _described(net, u):
    """Return ``spread`` and ``extreme`` in pixels, and statistics of the ``pose``; an affine one in ``five``, too."""
    from original.transformers.poses import five_of_affine

    pose, points = positions(net, u)
    result = dict(zip(("spread", "extreme"), spread(displacements(points, net["l_out"].output_shape[2:]))))
    result["pose"] = statistics_of(pose)
    if pose.shape[1] == 6:
        result["five"] = statistics_of(five_of_affine(pose))
    return result


def _parameters(net):
    """Return the prior's fitted parameters by name, as far as they are numbers and not functions of z."""
    from original.models import parameters

    return {
        param.name: param.get_value().astype("float64").tolist()
        for param in parameters(net)
        if param.name in ("prior_mu.values", "prior_log_sigma.values", "pose.W", "pose.b")
    }


PRIOR = Measure("prior", {"parameters": dict, "prior": dict, "posterior": dict}, _of_run)


def plan(options: Options, models: Sequence[PriorModel] = prior_models.ALL) -> Dict:
    """Return the trainings, and what is measured on each, as `Store.make` takes it."""
    return plan_of(prior_models.all_trainings(models, options), PRIOR)


def content(options: Options, store: Store, models: Sequence[PriorModel] = prior_models.ALL) -> List[dict]:
    """Return a row for each training.

    Returns
    -------
    list of dict
        The training's settings, ``title``, ``seed`` and ``run``, the bound's terms on the test set in nats per image,
        ``dimensions_in_use``, and what `PRIOR` gives.
    """
    made = store.make(plan(options, models), "Priors")
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
        for config, row in prior_models.all_trainings(models, options).items()
    ]


def tables(rows: List[dict]) -> List[Table]:
    """Return the table: means over trainings, and deviations where there are several."""
    header = ["model and prior on the pose"] + [title for title, _, _ in COLUMNS] + ["seeds"]
    cells = [
        [name] + [_cell([_value(row, *path) for row in own], form) for _, path, form in COLUMNS] + [len(own)]
        for name, own in grouped(rows, "title").items()
    ]
    caption = (
        "Bound and its terms on the test images, nats per image; a flat prior has no density, and its bound no "
        "term for u. Spread: how far the pose moves the points of a digit from where its mean has them, root mean "
        "square in pixels, over draws from the prior and from q(u given x) of the test images; extreme: the "
        f"{EXTREME}th percentile. dim z = {prior_models.DIM_Z}."
    )
    return [Table(header, cells, apart(caption, rows[0]["dataset"]))]


def _value(row, name, part=None):
    """Return a number of a row; None where a flat prior has none."""
    return row[name] if part is None else row[name].get(part)


def _cell(values, form):
    return "" if None in values else with_spread(values, form)


EXPERIMENTS.add(
    Experiment(
        name="priors",
        title="Priors on the pose",
        section="V.iii",
        help="priors on the pose: the bound, and how far they move",
        about=(
            "The bound and its terms under every prior on the pose (section V.iii), and how far the poses move a "
            "digit that the prior, and that the posteriors give."
        ),
        takes="1 h",
        stem="priors",
        plan=plan,
        content=content,
        tables=tables,
    )
)

"""What decides the claims about priors, the bound, minima, pose recovery and denoising (sections III, V.iii and VI).

Functions as in `reproduce.claims.measurements`. They look at tables that commands of their own make: what was not made
gives no number.
"""

import numpy as np

from reproduce.experiments.prior_models import FIVE, FULL, IDENTITY, NORMAL, PriorModel

SHEAR = 1  # where the affine matrix has how much x changes with y
CONDITIONAL = FIVE._replace(structure="conditional")


# Priors on the pose: figures 10 and 11


def overestimated_variance(evidence):
    """Spread of the prior around the identity over that of the posteriors."""
    return _ratios(evidence, IDENTITY, "spread")


def zoomed_templates(evidence):
    """Scale at which the output samples the template, mean of x and y over the posteriors: above 1 it shrinks it."""
    return [float(np.exp(np.mean(row["posterior"]["five"]["mean"][1:3]))) for row in _rows(evidence, IDENTITY)]


def sheared_prior(evidence):
    """Deviation of the horizontal shear under the normal prior over the largest of the other five numbers'."""
    found = []
    for row in _rows(evidence, NORMAL):
        deviations = np.exp(row["parameters"]["prior_log_sigma.values"])
        found.append(float(deviations[SHEAR] / np.delete(deviations, SHEAR).max()))
    return found


def rotation_of_prior(evidence):
    """Deviation of the angle under the normal prior on five numbers, degrees."""
    return [float(np.degrees(np.exp(row["parameters"]["prior_log_sigma.values"][0]))) for row in _rows(evidence, FIVE)]


def full_over_diagonal(evidence):
    """Spread of the full prior over that of the diagonal one, the lesser of the affine and the TPS model."""
    ratios = [
        _by_seed(
            evidence,
            rows[-1],
            NORMAL._replace(model=model),
            lambda full, diagonal: full["prior"]["spread"] / diagonal["prior"]["spread"],
        )
        for model, rows in FULL.items()
    ]
    return [min(of_seed) for of_seed in zip(*ratios)]


def extreme_at_full_rank(evidence):
    """99th percentile of the displacements under the full prior over that of the posteriors, the larger model's."""
    return [max(of_seed) for of_seed in zip(*[_ratios(evidence, rows[-1], "extreme") for rows in FULL.values()])]


def compromise_of_small_rank(evidence):
    """The same ratio at full rank less that at the smaller rank with the best bound, mean of both models."""
    differences = []
    for rows in FULL.values():
        bounds = {row: [found["elbo"] for found in _rows(evidence, row)] for row in rows[:-1]}
        if not all(bounds.values()):
            return []
        small = max(bounds, key=lambda row: np.mean(bounds[row]))
        differences.append(np.subtract(_ratios(evidence, rows[-1], "extreme"), _ratios(evidence, small, "extreme")))
    return list(np.mean(differences, axis=0))


def dependence_of_pose(evidence):
    """The bound under p(u given z) less that under p(u), nats per image."""
    return _by_seed(evidence, CONDITIONAL, FIVE, lambda conditional, alone: conditional["elbo"] - alone["elbo"])


def gap_over_divergence(evidence):
    """KL(q || posterior) over KL(q || prior), mean over the models that have log p(x)."""
    rows = [row for row in evidence.likelihood if row["quantity"] == "log_px"]
    return [
        float(np.mean([row["gap_over_kl"] for row in rows if row["seed"] == seed]))
        for seed in sorted({row["seed"] for row in rows})
    ]


def _rows(evidence, model):
    """The rows of a `PriorModel`, by seed."""
    return sorted(
        (row for row in evidence.priors if PriorModel(*[row[part] for part in PriorModel._fields]) == model),
        key=lambda row: row["seed"],
    )


def _ratios(evidence, model, part):
    return [row["prior"][part] / row["posterior"][part] for row in _rows(evidence, model)]


def _by_seed(evidence, first, second, function):
    return [float(function(*pair)) for pair in zip(_rows(evidence, first), _rows(evidence, second))]


# Local minima: figure 12


def thick_templates(evidence):
    """Ink of the templates over that of the images, of the trainings that start in the identity pose."""
    return [row["template_ink"] for row in evidence.minima if row["start"] == "identity"]


def harm_of_glorot(evidence):
    """Mean test reconstruction error of the trainings with Glorot's weights into the pose less that of the others."""
    errors = {
        start: [row["reconstruction"] for row in evidence.minima if row["start"] == start]
        for start in ("glorot", "identity")
    }
    return [float(np.mean(errors["glorot"]) - np.mean(errors["identity"]))] if all(errors.values()) else []


# Pose recovery and denoising


def angle_recovery(evidence, model):
    """Circular correlation of the inferred with the true angles of rot-MNIST's test images, under the flat prior."""
    rows = (evidence.recovery or {}).get("on_rotated", [])
    return [row["angles"]["correlation"] for row in rows if (row["model"], row["pose_prior"]) == (model, "flat")]


def denoising_gain(evidence, model, over):
    """PSNR of the model's reconstructions of noisy images less that of another's, dB, mean over the noises."""
    rows = (evidence.denoising or {}).get("rows", [])
    own, other = [[row for row in rows if row["input"] == name] for name in (model, over)]
    seeds = sorted({row["seed"] for row in own})
    return [
        float(
            np.mean([row["psnr"] for row in own if row["seed"] == seed])
            - np.mean([row["psnr"] for row in other if row["seed"] in (seed, None)])
        )
        for seed in seeds
    ]

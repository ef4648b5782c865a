"""Figure 5: reconstruction error against the number of latent variables."""

import numpy as np
from matplotlib.figure import Figure

from original.spec import MODELS
from reproduce.experiments.names import NAMES, THESIS
from reproduce.runs.store import plan_of

CAPTION = (
    "Reconstruction error (-E log p(x given z, u), nats per image) against dim z + dim u, test images solid, "
    "training images dashed: mean over trainings, bands from the least to the largest; below, how many "
    "dimensions of z carry information. Trainings that ended in a bad local minimum are crosses at the top, and "
    "are in no mean. The thesis has the VAE's best at about 25, little overfitting, and all "
    "models with a pose below the VAE, TPS-TVAE and DTVAE clearly."
)

DIMENSIONS = 5, 10, 15, 20, 25, 30, 40, 50  # dim_z + dim_u


def points(model):
    """dim_z of each point of a model's curve: as many as leave at least two dimensions to z."""
    return [dimensions - MODELS[model].dim_u() for dimensions in DIMENSIONS if dimensions - MODELS[model].dim_u() >= 2]


def configs(options):
    return [config for model in THESIS for dim_z in points(model) for config in options.trainings(model, dim_z)]


def measure(options, store):
    """One row for each training."""
    made = store.make(plan_of(configs(options)), "Figure 5")
    return [
        {
            "model": config.model,
            "dimensions": config.dim_z + config.dim_u,
            "dim_z": config.dim_z,
            "dim_u": config.dim_u,
            "seed": config.seed,
            "test_reconstruction": round(result["test"]["reconstruction"], 3),
            "train_reconstruction": round(result["train"]["reconstruction"], 3),
            "test_reconstruction_at_mean": round(result["test"]["reconstruction_mean"], 3),
            "test_elbo": round(result["test"]["elbo"], 3),
            "train_elbo": round(result["train"]["elbo"], 3),
            "dimensions_in_use": result["dimensions_in_use"],
            "restarts": len(result["restarts"]),
            "signs": "; ".join(result["signs"]),
            "run": config.key(),
        }
        for config, result in made.items()
    ]


def table(rows):
    return rows


def draw(rows):
    figure = Figure(figsize=(8, 7.5))
    errors, in_use = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for number, model in enumerate(THESIS):
        own, bad = [
            [row for row in rows if row["model"] == model and bool(row["signs"]) == is_bad] for is_bad in (False, True)
        ]
        style = {"color": f"C{number}"}
        at, test = by_dimensions(own, "test_reconstruction")
        errors.plot(at, list(map(np.mean, test)), "o-", label=NAMES[model], **style)
        if max(map(len, test), default=0) > 1:
            errors.fill_between(at, list(map(min, test)), list(map(max, test)), alpha=0.15, linewidth=0, **style)
        at, train = by_dimensions(own, "train_reconstruction")
        errors.plot(at, list(map(np.mean, train)), "--", linewidth=1, **style)
        at, used = by_dimensions(own, "dimensions_in_use")
        in_use.plot(at, list(map(np.mean, used)), "o-", markersize=4, **style)
        errors.plot(
            [row["dimensions"] for row in bad],
            [0.97] * len(bad),
            "x",
            markersize=8,
            transform=errors.get_xaxis_transform(),
            **style,
        )
    if any(row["signs"] for row in rows):
        errors.plot([], [], "kx", markersize=8, label="in a bad local minimum")
    seeds = len({row["seed"] for row in rows})
    errors.plot([], [], "k--", linewidth=1, label="on the training images")
    errors.set(
        ylabel="reconstruction error, nats per image",
        title="Reconstruction error, {} training{} of each model".format(seeds, "s" if seeds > 1 else ""),
    )
    in_use.set(xlabel="dim z + dim u", ylabel="dimensions of z in use", xticks=DIMENSIONS)
    errors.legend()
    for axis in (errors, in_use):
        axis.grid(alpha=0.3)
    figure.set_layout_engine("tight")
    return figure


def by_dimensions(rows, part):
    """Numbers of latent variables, ascending, and for each the values of its trainings."""
    at = sorted({row["dimensions"] for row in rows})
    return at, [[row[part] for row in rows if row["dimensions"] == point] for point in at]

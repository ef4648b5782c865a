"""Figure 5: reconstruction error against the number of latent variables."""

import numpy as np
from matplotlib.figure import Figure

from reproduce.config import DIM_U
from reproduce.names import NAMES, THESIS

CAPTION = ("Reconstruction error (-E log p(x given z, u), nats per image) against dim z + dim u, test images solid, "
           "training images dashed: mean over trainings, bands from the least to the largest; below, how many "
           "dimensions of z carry information. The thesis has the VAE's best at about 25, little overfitting, and all "
           "models with a pose below the VAE, TPS-TVAE and DTVAE clearly.")

DIMENSIONS = 5, 10, 15, 20, 25, 30, 40, 50  # dim_z + dim_u


def points(model):
    """dim_z of each point of a model's curve: as many as leave at least two dimensions to z."""
    return [dimensions - DIM_U[model] for dimensions in DIMENSIONS if dimensions - DIM_U[model] >= 2]


def configs(options):
    return [config for model in THESIS for dim_z in points(model) for config in options.trainings(model, dim_z)]


def measure(options, store):
    """One row for each training."""
    made, _ = store.make(configs(options), description="Figure 5")
    return [{"model": config.model, "dimensions": config.dim_z + config.dim_u, "dim_z": config.dim_z,
             "dim_u": config.dim_u, "seed": config.seed,
             "test_reconstruction": round(result["test"]["reconstruction"], 3),
             "train_reconstruction": round(result["train"]["reconstruction"], 3),
             "test_reconstruction_at_mean": round(result["test"]["reconstruction_mean"], 3),
             "test_elbo": round(result["test"]["elbo"], 3), "train_elbo": round(result["train"]["elbo"], 3),
             "dimensions_in_use": result["dimensions_in_use"], "restarts": len(result["restarts"]),
             "run": config.key()} for config, result in made.items()]


def table(rows):
    return rows


def draw(rows):
    figure = Figure(figsize=(8, 7.5))
    errors, in_use = figure.subplots(2, 1, sharex=True, height_ratios=(3, 1))
    for number, model in enumerate(THESIS):
        at, test, train, used = curve(rows, model)
        style = {"color": "C{}".format(number)}
        errors.plot(at, test.mean(axis=1), "o-", label=NAMES[model], **style)
        errors.plot(at, train.mean(axis=1), "--", linewidth=1, **style)
        in_use.plot(at, used.mean(axis=1), "o-", markersize=4, **style)
        if test.shape[1] > 1:
            errors.fill_between(at, test.min(axis=1), test.max(axis=1), alpha=0.15, linewidth=0, **style)
    seeds = len({row["seed"] for row in rows})
    errors.plot([], [], "k--", linewidth=1, label="on the training images")
    errors.set(ylabel="reconstruction error, nats per image",
               title="Reconstruction error, {} training{} of each model".format(seeds, "s" if seeds > 1 else ""))
    in_use.set(xlabel="dim z + dim u", ylabel="dimensions of z in use", xticks=DIMENSIONS)
    errors.legend()
    for axis in (errors, in_use):
        axis.grid(alpha=0.3)
    figure.set_layout_engine("tight")
    return figure


def curve(rows, model):
    """(dimensions, test, training reconstruction, dimensions in use) of a model: (P,), then (P, seeds) each."""
    own = [row for row in rows if row["model"] == model]
    at = sorted({row["dimensions"] for row in own})
    parts = [np.array([[row[part] for row in own if row["dimensions"] == point] for point in at], dtype="float64")
             for part in ("test_reconstruction", "train_reconstruction", "dimensions_in_use")]
    return [np.array(at)] + parts

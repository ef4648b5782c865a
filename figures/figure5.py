"""Figure 5: reconstruction error against the number of latent variables."""

import numpy as np
from matplotlib.figure import Figure

from reproduce.config import DIM_U
from reproduce.names import NAMES

CAPTION = ("Reconstruction error (-E log p(x given z, u), nats per image) against dim z + dim u, test images solid, "
           "training images dashed: mean over trainings, bands from the least to the largest; at each point the code "
           "dimensions in use. The thesis has the VAE's best at about 25, little overfitting, and all models with a "
           "pose below the VAE, TPS-TVAE and DTVAE clearly.")

DIMENSIONS = 5, 10, 15, 20, 25, 30, 40, 50  # dim_z + dim_u


def points(model):
    """dim_z of each point of a model's curve: as many as leave at least two dimensions to z."""
    return [dimensions - DIM_U[model] for dimensions in DIMENSIONS if dimensions - DIM_U[model] >= 2]


def configs(options):
    return [config for model in NAMES for dim_z in points(model) for config in options.trainings(model, dim_z)]


def measure(options, store):
    """One row for each training."""
    made, _ = store.make(configs(options), description="Figure 5")
    return [{"model": config.model, "dimensions": config.dim_z + DIM_U[config.model], "dim_z": config.dim_z,
             "dim_u": DIM_U[config.model], "seed": config.seed,
             "test_reconstruction": round(result["test"]["reconstruction"], 3),
             "train_reconstruction": round(result["train"]["reconstruction"], 3),
             "test_reconstruction_at_mean": round(result["test"]["reconstruction_mean"], 3),
             "test_elbo": round(result["test"]["elbo"], 3), "train_elbo": round(result["train"]["elbo"], 3),
             "dimensions_in_use": result["dimensions_in_use"], "restarts": len(result["restarts"]),
             "run": config.key()} for config, result in made.items()]


def table(rows):
    return rows


def draw(rows):
    figure = Figure(figsize=(8, 5.6))
    axis = figure.add_subplot()
    for number, (model, name) in enumerate(NAMES.items()):
        colour = "C{}".format(number)
        at, test, train, in_use = curve(rows, model)
        axis.plot(at, test.mean(axis=1), "o-", color=colour, label=name)
        axis.plot(at, train.mean(axis=1), "--", color=colour, linewidth=1)
        if test.shape[1] > 1:
            axis.fill_between(at, test.min(axis=1), test.max(axis=1), color=colour, alpha=0.15, linewidth=0)
        for x, y, used in zip(at, test.mean(axis=1), in_use.mean(axis=1)):
            axis.annotate("{:.3g}".format(round(used, 1)), (x, y), (0, 5), textcoords="offset points", ha="center",
                          fontsize=7, color=colour)
    seeds = len({row["seed"] for row in rows})
    axis.plot([], [], "k--", linewidth=1, label="on the training images")
    axis.set(xlabel="dim z + dim u", ylabel="reconstruction error, nats per image", xticks=DIMENSIONS,
             title="Reconstruction error, {} training{} of each model\nsmall numbers: code dimensions in use".format(
                 seeds, "s" if seeds > 1 else ""))
    axis.legend()
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

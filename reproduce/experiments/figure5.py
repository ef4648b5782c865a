"""Figure 5: reconstruction error against the number of latent variables."""

from typing import List

from original.spec import MODELS, thesis_models
from reproduce.config import Config
from reproduce.experiments.experiment import Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.runs.store import Store, plan_of

CAPTION = (
    "Reconstruction error (-E log p(x given z, u), nats per image) against dim z + dim u: mean over trainings, bands "
    "from the least to the largest, training images dotted; below, how many dimensions of z carry information. A "
    "training that ended in a bad local minimum is a cross at the top with its error, and is in no mean. We see the "
    "VAE's best at 30 and hardly any change from 10 on, a gap of 2 nats to the training images that does not grow, "
    "TPS-TVAE and DTVAE 5 to 8 nats below the VAE from 25 on, and the Affine-TVAE above it at most dimensions. The "
    "thesis has the VAE's best at about 25, little overfitting, and all models with a pose below the VAE, TPS-TVAE "
    "and DTVAE clearly."
)

DIMENSIONS = 5, 10, 15, 20, 25, 30, 40, 50  # dim_z + dim_u


def points(model: str) -> List[int]:
    """Return dim_z of each point of a model's curve: as many as leave at least two dimensions to z."""
    return [dimensions - MODELS[model].dim_u() for dimensions in DIMENSIONS if dimensions - MODELS[model].dim_u() >= 2]


def trainings(options: Options) -> List[Config]:
    """Return the trainings of all points of all curves."""
    return [
        config for model in thesis_models() for dim_z in points(model) for config in options.trainings(model, dim_z)
    ]


def measure(options: Options, store: Store) -> List[dict]:
    """Return one row for each training."""
    made = store.make(plan_of(trainings(options)), "Figure 5")
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


FIGURE5 = add_figure(
    5,
    "V.i.1",
    "reconstruction error against the dimension of the code",
    Picture(measure, list, "figures.figure5:draw", CAPTION),
    "80 min",
    trainings,
    from_evidence=True,
    own_images=True,
)

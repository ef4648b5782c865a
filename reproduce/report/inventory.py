"""The trainings behind the results: settings, time, restarts, and what ran them."""

import os

from reproduce import files
from reproduce.config import NUMERICS_VERSION, Config

FIELDS = (
    "run",
    "model",
    "dim_z",
    "seed",
    "epochs",
    "settings",
    "seconds",
    "restarts",
    "signs",
    "dimensions_in_use",
    "test_elbo",
    "numerics_version",
    "python",
    "engine",
    "backend",
    "Theano-PyMC",
    "pytensor",
    "numpy",
    "machine",
)


def rows(configs, store):
    """A row for each finished run of `configs`, dict of `FIELDS`."""
    defaults, found = Config(model="vae").to_dict(), []
    for config in dict.fromkeys(configs):
        folder = store.folder(config)
        metrics = files.read_json(os.path.join(folder, "metrics.json"))
        described = files.read_json(os.path.join(folder, "config.json"))
        versions = described["versions"]
        changed = [
            f"{name} {value}"
            for name, value in config.to_dict().items()
            if name not in ("model", "dim_z", "seed", "epochs") and value != defaults[name]
        ]
        found.append(
            {
                "run": config.key(),
                "model": config.model,
                "dim_z": config.dim_z,
                "seed": config.seed,
                "epochs": config.epochs,
                "settings": ", ".join(changed),
                "seconds": metrics["seconds"],
                "restarts": len(metrics["restarts"]),
                "signs": "; ".join(metrics["signs"]),
                "dimensions_in_use": metrics["dimensions_in_use"],
                "test_elbo": round(metrics["test"]["elbo"], 2),
                "numerics_version": NUMERICS_VERSION,
                "python": versions["python"],
                "engine": described.get("engine", "theano"),
                "backend": described.get("backend", "c"),
                "Theano-PyMC": versions.get("Theano-PyMC"),
                "pytensor": versions.get("pytensor"),
                "numpy": versions["numpy"],
                "machine": described["machine"],
            }
        )
    return found


def write(found, folder):
    """``runs.csv`` in `folder`."""
    files.write_csv(os.path.join(folder, "runs.csv"), found, FIELDS)

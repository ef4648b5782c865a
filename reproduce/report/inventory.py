"""The trainings behind the results: settings, time, restarts, and what ran them."""

import os
from typing import Iterable, List

from reproduce import files
from reproduce.config import NUMERICS_VERSION, Config
from reproduce.runs.store import Store

OWN_COLUMNS = ("model", "dim_z", "seed", "epochs")  # settings that have a column each


def rows(configs: Iterable[Config], store: Store) -> List[dict]:
    """Return a row for each finished run of `configs`: its settings, what came of it, and what ran it."""
    found = []
    for config in dict.fromkeys(configs):
        folder = store.folder(config)
        metrics = files.read_json(os.path.join(folder, "metrics.json"))
        described = files.read_json(os.path.join(folder, "config.json"))
        versions = described["versions"]
        changed = [f"{name} {value}" for name, value in config.changed().items() if name not in OWN_COLUMNS]
        found.append(
            {
                "run": config.key(),
                **{name: getattr(config, name) for name in OWN_COLUMNS},
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


def write(found: List[dict], folder: str) -> None:
    """Write ``runs.csv`` into `folder`."""
    files.write_csv(os.path.join(folder, "runs.csv"), found)

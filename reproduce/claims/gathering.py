"""Gathers the evidence: trains what is missing, measures it, reads what was measured before.

The trainings of sections V.iii and VI, with priors on the pose, take hours: their tables are read if they are there.
"""

import os
from typing import Any, Dict, List, Optional

from reproduce import files
from reproduce.claims.evidence import Evidence
from reproduce.config import Config
from reproduce.evaluation import pose_metrics, separability
from reproduce.experiments import figure5, figure8, figure12, sample_quality, table1
from reproduce.experiments.experiment import union_of
from reproduce.experiments.options import Options
from reproduce.runs import network
from reproduce.runs.store import Measure, Store, plan_of


def configs(options: Options) -> List[Config]:
    """Return every training that the claims look at."""
    return (
        table1.trainings(options, table1.thesis_inputs())
        + figure5.trainings(options)
        + figure8.trainings(options)
        + sample_quality.configs(options)
    )


def plan(options: Options) -> Dict:
    """Return all runs behind the claims, and what is measured on each, as `Store.make` takes it."""
    return union_of(
        [
            plan_of(configs(options)),
            table1.plan(options, table1.thesis_inputs()),
            plan_of(figure8.trainings(options), NEIGHBOURS),
            plan_of(options.trainings("tvae_affine", 8), POSE),
        ]
    )


def _separation(config, folder, dataset):
    from reproduce.evaluation.evaluator import Evaluator

    evaluator = Evaluator(network.load_network(config, folder), config.seed)
    codes = [evaluator.codes(images) for images in (dataset.train_images, dataset.test_images)]
    return {"accuracy": separability.nearest_neighbours(codes[0], dataset.train_labels, codes[1], dataset.test_labels)}


def _poses(config, folder, dataset):
    from reproduce.evaluation.sampling import poses

    return pose_metrics.statistics(poses(network.load_network(config, folder), dataset.test_images))


NEIGHBOURS = Measure("neighbours", {"accuracy": float}, _separation)
POSE = Measure("pose", {"mean": list, "std": list, "correlation": list, "largest_correlation": float}, _poses)


def gather(options: Options, store: Store, folder: str, contents: Optional[Dict[str, Any]] = None) -> Evidence:
    """Make and measure what `options` ask for, and read the tables in `folder` that were made before.

    `contents`: those of Table 1 and of sample quality, under ``table1`` and ``quality``, where they were made already.
    """
    contents = contents or {}
    store.check(options.dataset)
    made = store.make(plan(options), "All models")
    samples = contents.get("quality") or sample_quality.content(options, store)
    return Evidence(
        dataset=options.dataset,
        table1=contents.get("table1") or table1.content(options, store, table1.thesis_inputs()),
        reconstruction=figure5.measure(options, store),
        quality=samples["rows"],
        reference=samples["reference"],
        planes=[
            dict(_name(config), signs=made[config]["signs"], accuracy=made[config][NEIGHBOURS.name]["accuracy"])
            for config in figure8.trainings(options)
        ],
        poses=[
            dict(_name(config), largest_correlation=made[config][POSE.name]["largest_correlation"])
            for config in options.trainings("tvae_affine", 8)
        ],
        histories=[
            dict(_name(config), elbo=[line["elbo"] for line in store.history(config)])
            for config in table1.trainings(options, table1.thesis_inputs())
        ],
        grey_level=float(store.dataset(options.dataset).train_images.mean(dtype="float64")),
        priors=_read(folder, "priors") or (),
        likelihood=_read(folder, "likelihood") or (),
        recovery=_read(folder, "pose"),
        denoising=_read(folder, "denoising"),
        discrete=_read(folder, "discrete") or (),
        minima=_minima(options, store),
    )


def _read(folder: str, name: str) -> Any:
    """Return a table made before; None if it is not there. Set a damaged one aside."""
    path = os.path.join(folder, name + ".json")
    try:
        return files.read_json(path)
    except FileNotFoundError:
        return None
    except files.UNUSABLE as error:
        files.set_aside(path, error)
        return None


def _minima(options, store):
    """Return a row for each training of figure 12 that is made."""
    made = store.make(plan_of(config for config in figure12.trainings(options) if store.has(config)))
    return [
        dict(
            _name(config),
            start=config.localization_init,
            reconstruction=result["test"]["reconstruction"],
            template_ink=result["test"]["template_ink"],
        )
        for config, result in made.items()
    ]


def _name(config):
    return {"model": config.model, "dim_z": config.dim_z, "seed": config.seed}

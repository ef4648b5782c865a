"""Gathers what the claims are judged by: trains what is missing, measures it, reads what was measured before.

The trainings of sections V.iii and VI, with priors on the pose, take hours: their tables are read if they are there.
"""

import os

from figures import figure5, figure8, figure12
from reproduce import files
from reproduce.claims.measurements import Evidence
from reproduce.evaluation.neighbours import NEIGHBOURS
from reproduce.evaluation.pose_statistics import POSE
from reproduce.experiments import sample_quality, table1
from reproduce.runs.store import plan_of


def layout(options):
    """Table 1 with the seeds and settings of `options`."""
    return table1.Layout(table1.thesis_inputs(), options.seeds, options.settings)


def configs(options):
    """Every training that the claims look at."""
    return (
        table1.trainings(layout(options))
        + figure5.configs(options)
        + figure8.configs(options)
        + [config for model, dim_z in sample_quality.rows_of(options) for config in options.trainings(model, dim_z)]
    )


def gather(options, store, folder):
    """`Evidence` of what `options` (`reproduce.experiments.options.Options`) say, and of the tables in `folder`."""
    store.check(options.dataset)
    store.make(plan_of(configs(options)), "All models")
    samples = sample_quality.make(options, store)
    planes = store.make(plan_of(figure8.configs(options), NEIGHBOURS), "Nearest neighbours")
    poses = store.make(plan_of(options.trainings("tvae_affine", 8), POSE), "Poses")
    return Evidence(
        dataset=options.dataset,
        table1=table1.make(layout(options), store),
        reconstruction=figure5.measure(options, store),
        quality=samples["rows"],
        reference=samples["reference"],
        planes=[
            dict(_name(config), signs=result["signs"], accuracy=result["neighbours"]["accuracy"])
            for config, result in planes.items()
        ],
        poses=[
            dict(_name(config), largest_correlation=result["pose"]["largest_correlation"])
            for config, result in poses.items()
        ],
        histories=[
            dict(_name(config), elbo=[line["elbo"] for line in store.history(config)])
            for config in table1.trainings(layout(options))
        ],
        grey_level=float(store.dataset(options.dataset).train_images.mean(dtype="float64")),
        priors=_read(folder, "priors") or (),
        likelihood=_read(folder, "likelihood") or (),
        recovery=_read(folder, "pose"),
        denoising=_read(folder, "denoising"),
        minima=_minima(options, store),
    )


def _read(folder, name):
    """A table made before; None if it is not there. A damaged one is set aside."""
    path = os.path.join(folder, name + ".json")
    try:
        return files.read_json(path)
    except FileNotFoundError:
        return None
    except files.UNUSABLE as error:
        files.set_aside(path, error)
        return None


def _minima(options, store):
    """The trainings of figure 12, as far as they are made."""
    configs = [config for config in figure12.configs(options) if store.has(config)]
    made = store.make(plan_of(configs))
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

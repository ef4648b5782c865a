"""Gathers what the claims are judged by: trains what is missing, measures it, reads what was measured before."""

from figures import figure5, figure8
from reproduce import quality, table1
from reproduce.measurements import Evidence
from reproduce.neighbours import NEIGHBOURS
from reproduce.pose import POSE


def layout(options):
    """Table 1 with the seeds and settings of `options`."""
    return table1.Layout(table1.thesis_inputs(), options.seeds, options.settings)


def configs(options):
    """Every training that the claims look at."""
    return (table1.trainings(layout(options)) + figure5.configs(options) + figure8.configs(options)
            + [config for model, dim_z in quality.rows_of(options) for config in options.trainings(model, dim_z)])


def gather(options, store):
    """The `Evidence` of the trainings that `options` (`figures.options.Options`) describe."""
    store.check(options.dataset)
    store.make(configs(options), description="All models")
    samples = quality.make(options, store)
    planes, _ = store.make(figure8.configs(options), [NEIGHBOURS], description="Nearest neighbours")
    poses, _ = store.make(options.trainings("tvae_affine", 8), [POSE], description="Poses")
    return Evidence(
        dataset=options.dataset,
        table1=table1.make(layout(options), store),
        reconstruction=figure5.measure(options, store),
        quality=samples["rows"],
        reference=samples["reference"],
        planes=[dict(_name(config), accuracy=result["neighbours"]["accuracy"]) for config, result in planes.items()],
        poses=[dict(_name(config), largest_correlation=result["pose"]["largest_correlation"])
               for config, result in poses.items()],
        histories=[dict(_name(config), elbo=[line["elbo"] for line in store.history(config)])
                   for config in table1.trainings(layout(options))],
        grey_level=float(store.dataset(options.dataset).train_images.mean(dtype="float64")))


def _name(config):
    return {"model": config.model, "dim_z": config.dim_z, "seed": config.seed}

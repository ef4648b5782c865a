"""Figures 6, 7 and 9: panels of samples, a model with its code's dimensions each."""

from dataclasses import dataclass
from typing import List, Sequence

import numpy as np

from reproduce.config import Config
from reproduce.evaluation.sampling import decode, draw_codes, quantile_grid
from reproduce.experiments.experiment import Experiment, Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.runs import classifier
from reproduce.runs.store import Store, plan_of

ACROSS = 10  # samples side by side in a panel, and one below the other

# Sentences of the captions.
QUALITY = (
    "Above each panel stands how far 10,000 such samples are from the training images (Fréchet distance, lower is "
    "nearer), and how many of their pixels are nearly black or white, mean over trainings in no bad local minimum. "
)
BLOCKS = (
    "White blocks are ones: their templates are broad bars, which their own poses narrow to a stroke and the mean pose "
    "does not. "
)


@dataclass(frozen=True)
class Panel:
    """One grid of samples.

    Attributes
    ----------
    model : str
    dimensions : int
        Of the code as `Options.count` counts; of z alone where `plane`.
    plane : bool
        z goes over a grid of the normal distribution's quantiles in 2 dimensions, in place of draws.
    """

    model: str
    dimensions: int
    plane: bool = False

    def dim_z(self, options: Options) -> int:
        """Return the dimensions of z alone."""
        return self.dimensions if self.plane else options.dim_z(self.model, self.dimensions)

    def trainings(self, options: Options) -> List[Config]:
        """Return the trainings of the model, of which that with seed 0 is shown."""
        return options.trainings(self.model, self.dim_z(options))


def add_samples(number: int, section: str, help: str, takes: str, panels: Sequence[Panel], caption: str) -> Experiment:
    """Declare figure `number`, panels of samples, and return its entry."""
    return add_figure(
        number,
        section,
        help,
        Picture(lambda options, store: measure(panels, options, store), sample_rows, "figures.samples:draw", caption),
        takes,
        lambda options: [config for panel in panels for config in panel.trainings(options)],
        ("pose", "draws", "count"),
        pretrained=True,
        own_images=True,
    )


def quality_name(options: Options) -> str:
    """Return the name under which the quality of a run's samples is measured, by what it depends on."""
    return f"sample_quality-{classifier.digest(options.dataset)}-{options.pose}-{options.draws}"


def measure(panels: Sequence[Panel], options: Options, store: Store) -> List[dict]:
    """Return what is drawn of each panel.

    Returns
    -------
    list of dict
        ``model``, ``dim_z``, ``dim_u``, ``run``, its ``signs`` of a bad minimum, ``plane`` (see `Panel`), ``codes``
        (N, dim_z), ``images`` (N, H, W), and ``quality``, what is known already of sound trainings of the model, see
        `sample_quality`; list of dict.
    """
    configs = [panel.trainings(options)[0] for panel in panels]
    made = store.make(plan_of(configs), "Samples")
    measured = []
    for panel, config in zip(panels, configs):
        codes = quantile_grid(ACROSS, ACROSS) if panel.plane else draw_codes(ACROSS**2, config.dim_z, options.draws)
        measured.append(
            {
                "model": panel.model,
                "dim_z": config.dim_z,
                "dim_u": config.dim_u,
                "run": config.key(),
                "signs": made[config]["signs"],
                "plane": panel.plane,
                "quality": store.known(config, quality_name(options)),
                "codes": codes,
                "images": decode(store.network(config), codes, _pose(config, options, store)),
            }
        )
    return measured


def _pose(config, options, store):
    """Return the pose of all samples, as `reproduce.evaluation.sampling.decode` takes it."""
    if options.pose != "mean" or not config.dim_u:
        return "identity"  # without a pose there is nothing else
    return np.tile(store.mean_pose(config), (ACROSS**2, 1))


def sample_rows(panels: List[dict]) -> List[dict]:
    """Return a row for each sample: where it stands, its code, and its ink (mean of the pixels)."""
    return [
        {
            "model": panel["model"],
            "dim_z": panel["dim_z"],
            "dim_u": panel["dim_u"],
            "run": panel["run"],
            **place(number, image, ACROSS),
            "z": numbers(code),
        }
        for panel in panels
        for number, (code, image) in enumerate(zip(panel["codes"], panel["images"]))
    ]


def place(number: int, image: np.ndarray, across: int) -> dict:
    """Return where sample `number` stands in its panel, and its ink."""
    return {"row": number // across + 1, "column": number % across + 1, "ink": round(float(image.mean()), 4)}


def numbers(values: Sequence[float]) -> str:
    """Return numbers as a cell of a CSV."""
    return " ".join(f"{value:.4f}" for value in values)

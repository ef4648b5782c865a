"""Figure 12: what the decoder gives before the transformation, in a good and in a poor local minimum."""

from typing import Dict, List

from original.spec import MODELS
from reproduce.config import Config
from reproduce.errors import StoreError
from reproduce.evaluation.sampling import decode
from reproduce.experiments.experiment import Picture
from reproduce.experiments.figure import add_figure
from reproduce.experiments.options import Options
from reproduce.runs.store import Store, plan_of

CAPTION = (
    "Templates of test images, the decoder's output before the transformation: a good local minimum (left), and a "
    "poor one (right), of a training that starts with Glorot's weights into the pose, recognised by its signs. The "
    "error is -E log p(x given z, u) of the test images. 'Enlarged' is how many times the pose magnifies the template "
    "where it samples it: a poor template is smaller than the digit, and its pixels lack the detail. We see what the "
    "thesis has: good templates are large and thick, a one being a broad bar that its pose narrows, and poor ones "
    "small, here turned as well."
)

IMAGES = 64  # test images that are shown
MODEL, DIM_Z = "tvae_affine", 20
POOR_SEEDS = 5  # trainings with Glorot's weights into the pose, from whose seeds the first with signs is shown


def good(options: Options) -> Config:
    """Return the training of the good minimum: its pose starts at the identity, whatever the recipe has."""
    return options.config(MODEL, DIM_Z, localization_init="identity")


def candidates(options: Options) -> List[Config]:
    """Return the trainings among which the poor minimum is looked for."""
    return [options.config(MODEL, DIM_Z, seed, localization_init="glorot") for seed in range(POOR_SEEDS)]


def trainings(options: Options) -> List[Config]:
    """Return the good training, and those among which the poor one is looked for."""
    return [good(options), *candidates(options)]


def chosen(options: Options, made: Dict[Config, dict]) -> List[Config]:
    """Return the good training, and the first of the candidates that has signs of a bad local minimum.

    `made`: metrics of all of them. Raises `StoreError` if none has.
    """
    poor = next((config for config in candidates(options) if made[config]["signs"]), None)
    if poor is None:
        raise StoreError(
            f"none of {POOR_SEEDS} trainings with Glorot's weights into the pose ended in a bad local minimum; "
            "another --dataset or other settings may leave no such minimum"
        )
    return [good(options), poor]


def measure(options: Options, store: Store) -> List[dict]:
    """Return two panels.

    Each has ``title``, ``run``, ``seed``, ``signs``, ``reconstruction`` (nats per image), of the test images ``labels``
    and ``ink`` (means of the pixels), (N,) each, and their ``templates``, (N, H, W). Raises `StoreError` if none of the
    candidates has signs of a bad local minimum.
    """
    made = store.make(plan_of(trainings(options)), "Figure 12")
    shown = chosen(options, made)
    coded = [store.test_codes(config, IMAGES) for config in shown]
    return [
        {
            "title": f"{MODELS[MODEL].title}: {title}",
            "run": config.key(),
            "seed": config.seed,
            "signs": made[config]["signs"],
            "reconstruction": made[config]["test"]["reconstruction"],
            "labels": found.labels,
            "ink": found.ink,
            "templates": decode(store.network(config), found.codes, pose="identity"),
        }
        for title, config, found in zip(("good minimum", "poor minimum"), shown, coded)
    ]


def template_rows(panels: List[dict]) -> List[dict]:
    """Return a row for each image: its ink and its template's, means of the pixels."""
    return [
        {
            "title": panel["title"],
            "run": panel["run"],
            "seed": panel["seed"],
            "signs": "; ".join(panel["signs"]),
            "reconstruction": round(panel["reconstruction"], 2),
            "image": number,
            "label": int(label),
            "ink": round(float(ink), 4),
            "template_ink": round(float(template.mean()), 4),
        }
        for panel in panels
        for number, (label, ink, template) in enumerate(zip(panel["labels"], panel["ink"], panel["templates"]))
    ]


FIGURE12 = add_figure(
    12,
    "VI.ii",
    "templates in a good and in a poor local minimum",
    Picture(measure, template_rows, "figures.figure12:draw", CAPTION, chosen, IMAGES),
    "18 min",
    trainings,
    pretrained=True,
)

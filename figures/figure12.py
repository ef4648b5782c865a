"""Figure 12: what the decoder gives before the transformation, in a good and in a poor local minimum."""

import numpy as np

from figures.grids import draw_panels
from reproduce.errors import StoreError
from reproduce.experiments.names import NAMES
from reproduce.runs.store import plan_of

CAPTION = (
    "Templates of test images, the decoder's output before the transformation: a good local minimum (left), and "
    "a poor one (right), of a training that starts with Glorot's weights into the pose, recognised by its "
    "signs. In the thesis good templates are large and thick, poor ones small."
)

ACROSS = 8
CODED = ACROSS**2  # how many test images are shown
MODEL, DIM_Z = "tvae_affine", 20
POOR_SEEDS = 5  # trainings with Glorot's weights into the pose, from whose seeds the first with signs is shown


def good(options):
    return options.config(MODEL, DIM_Z)


def candidates(options):
    """The trainings among which the poor minimum is looked for."""
    return [options.config(MODEL, DIM_Z, seed, localization_init="glorot") for seed in range(POOR_SEEDS)]


def configs(options):
    return [good(options)] + candidates(options)


def measure(options, store):
    """Two panels: ``title``, ``run``, ``signs``, ``labels`` and ``ink`` (mean of the pixels) of the test images, (N,)
    each, and their ``templates``, (N, H, W).

    Raises `StoreError` if none of the candidates has signs of a bad local minimum.
    """
    from reproduce.evaluation.sampling import decode

    made = store.make(plan_of(configs(options)), "Figure 12")
    shown = drawn(options, made)
    coded = [store.test_codes(config, CODED) for config in shown]
    return [
        {
            "title": f"{NAMES[MODEL]}: {title}",
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


def drawn(options, made):
    """The good training, and the first of the candidates that has signs of a bad local minimum.

    `made`: metrics of all of them, dict of Config to dict. Raises `StoreError` if none has.
    """
    poor = next((config for config in candidates(options) if made[config]["signs"]), None)
    if poor is None:
        raise StoreError(
            f"none of {POOR_SEEDS} trainings with Glorot's weights into the pose ended in a bad local minimum; "
            "another --dataset or other settings may leave no such minimum"
        )
    return [good(options), poor]


def table(panels):
    """One row for each image: its ink and its template's, means of the pixels."""
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


def draw(panels):
    titles = [
        "\n".join(["{}, {:.1f} nats".format(panel["title"], panel["reconstruction"])] + panel["signs"])
        for panel in panels
    ]
    lines = 1 + max(len(panel["signs"]) for panel in panels)
    return draw_panels([np.asarray(panel["templates"]) for panel in panels], titles, 2, ACROSS, title_lines=lines)

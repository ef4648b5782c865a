"""A figure of the thesis as an entry of `EXPERIMENTS`."""

from typing import Callable, List, Optional, Tuple

from reproduce.config import Config
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, Picture
from reproduce.experiments.options import Options
from reproduce.runs.store import plan_of

PRETRAINED = (
    "train nothing: draw from the pretrained weights, with no data, in seconds. Writes "
    "results/pretrained/{}.{{png,pdf,csv}}"
)


def add_figure(
    number: int,
    section: str,
    help: str,
    picture: Picture,
    takes: str = "10 s",
    trainings: Optional[Callable[[Options], List[Config]]] = None,
    options: Tuple[str, ...] = (),
    pretrained: bool = False,
    from_evidence: bool = False,
    own_images: bool = False,
) -> Experiment:
    """Declare figure `number`, and return its entry.

    Parameters
    ----------
    number : int
    section, help, picture, takes, options
        As of `Experiment`.
    trainings : callable or None
        ``trainings(options)`` gives those that it needs; None for a diagram.
    pretrained : bool
        True if weights are enough to draw it.
    from_evidence, own_images : bool
        As of `Experiment`.
    """
    name = f"figure{number}"
    return EXPERIMENTS.add(
        Experiment(
            name=name,
            title=f"Figure {number}",
            section=section,
            help=help,
            takes=takes,
            stem=name,
            plan=trainings and (lambda options: plan_of(trainings(options))),
            picture=picture,
            options=options,
            pretrained=PRETRAINED.format(name) if pretrained else "",
            from_evidence=from_evidence,
            own_images=own_images,
        )
    )

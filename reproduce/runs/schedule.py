"""The runs that a command would still make, and about how long they take, from measured speeds."""

import dataclasses
import heapq
import os
import statistics
from typing import Dict, Iterable, List, Mapping, Optional, Sequence, Tuple

from original.spec import MODELS
from reproduce.config import Config
from reproduce.runs import evidence, history, listing
from reproduce.runs.store import Baseline, Measure, Run, Store

MADE, MEASURE, GO_ON, TRAIN, BASELINE = "made", "measure", "go on", "train", "measure on the data"
STEPS = (MADE, MEASURE, GO_ON, TRAIN, BASELINE)

Speeds = Mapping[Tuple[str, str], float]  # seconds per epoch by data set and model


@dataclasses.dataclass(frozen=True)
class Planned:
    """A run that a command needs.

    Attributes
    ----------
    run : Config or Baseline
    step : str
        What is to be done: one of `STEPS`.
    epochs : int
        That are left to train.
    seconds : float or None
        About how long that takes; 0 where nothing is trained, None where no speed was measured.
    """

    run: Run
    step: str
    epochs: int
    seconds: Optional[float]


def planned(store: Store, plan: Mapping[Run, Sequence[Measure]], speeds: Speeds) -> List[Planned]:
    """Return what `store` would do with each run of `plan`, in its order."""
    return [_planned(store, run, measures, speeds) for run, measures in plan.items()]


def _planned(store, run, measures, speeds):
    if isinstance(run, Baseline):
        return Planned(run, MADE if store.is_made(run, measures) else BASELINE, 0, 0.0)
    if store.has(run):
        return Planned(run, MADE if store.is_made(run, measures) else MEASURE, 0, 0.0)
    done = history.epochs_done(store.folder(run))
    left = max(run.epochs - done, 0)
    speed = speeds.get((run.dataset, run.model))
    return Planned(run, GO_ON if done else TRAIN, left, None if speed is None else speed * left)


def measured_speeds(root: str) -> Tuple[Speeds, str]:
    """Return seconds per epoch of what was trained under `root`, else of the evidence beside it; and which of them."""
    here = [
        ((run.config.dataset, run.config.model), run.metrics["seconds"] / run.config.epochs)
        for run in listing.stored(root)
        if run.state == listing.FINISHED and run.config and "seconds" in run.metrics
    ]
    lines = evidence.read_folder(os.path.join(os.path.dirname(root), evidence.FOLDER))
    known = [(Config.from_dict(line["settings"]), line["seconds"]) for line in lines if "seconds" in line]
    elsewhere = [((config.dataset, config.model), seconds / config.epochs) for config, seconds in known]
    told = (
        f"{len(here)} trainings here" if here else f"the {len(elsewhere)} of the evidence, on another machine perhaps"
    )
    return {**_medians(elsewhere), **_medians(here)}, told


def _medians(pairs: Iterable[Tuple[Tuple[str, str], float]]) -> Dict[Tuple[str, str], float]:
    by_key: Dict[Tuple[str, str], List[float]] = {}
    for key, value in pairs:
        by_key.setdefault(key, []).append(value)
    return {key: statistics.median(values) for key, values in by_key.items()}


def duration(found: Sequence[Planned], jobs: int) -> Optional[float]:
    """Return about how many seconds the trainings take, `jobs` at a time, the slowest first; None if not known."""
    seconds = [planned.seconds for planned in found]
    if None in seconds:
        return None
    ends = [0.0] * max(1, jobs)
    for length in sorted(filter(None, seconds), reverse=True):
        heapq.heapreplace(ends, ends[0] + length)
    return max(ends)


def order(run: Run) -> Tuple:
    """Return the key that sorts runs for a table: baselines, then by model and dimension."""
    if isinstance(run, Baseline):
        return (0, run.name)
    return (1, list(MODELS).index(run.model), run.dim_z)

"""The output of ``reproduce plan``: which trainings a command finds, which it would make, and about how long."""

from typing import Any, Dict, List, Optional, Sequence

from tqdm import tqdm

from original.spec import MODELS
from reproduce.config.setting import in_words
from reproduce.experiments.table import Table
from reproduce.runs import schedule
from reproduce.runs.schedule import Planned
from reproduce.runs.store import Baseline
from reproduce.wording import counted


def rows(found: Sequence[Planned]) -> List[Dict[str, Any]]:
    """Return a row for each run, for JSON."""
    return [
        {
            "run": planned.run.name if isinstance(planned.run, Baseline) else planned.run.key(),
            "step": planned.step,
            "epochs": planned.epochs,
            "seconds": planned.seconds,
        }
        for planned in found
    ]


def table(found: Sequence[Planned], jobs: int, speeds: str) -> Table:
    """Return the runs as a table, those that differ only in the seed in one row; `speeds`: where they were measured."""
    groups: Dict[tuple, List[Planned]] = {}
    for planned in sorted(found, key=lambda planned: schedule.order(planned.run)):
        groups.setdefault(_group(planned.run), []).append(planned)
    steps = [step for step in schedule.STEPS if any(planned.step == step for planned in found)]
    cells = [
        [title, settings, *(_count(own, step) for step in steps), _time(schedule.duration(own, jobs=1))]
        for (title, settings), own in groups.items()
    ]
    header = ["run", "settings", *steps, "one at a time"]
    if not any(settings for _, settings in groups):
        header, cells = header[:1] + header[2:], [row[:1] + row[2:] for row in cells]
    return Table(header, cells, _caption(found, jobs, speeds))


def _group(run):
    if isinstance(run, Baseline):
        return run.name, ""
    apart = ("model", "dim_z", "seed")
    settings = {name: value for name, value in run.changed().items() if name not in apart}
    return f"{MODELS[run.model].title} ({run.dim_z})", in_words(settings)


def _count(own, step):
    return sum(planned.step == step for planned in own) or ""


def _caption(found, jobs, speeds):
    trainings = sum(planned.epochs > 0 for planned in found)
    if not trainings:
        rest = sum(planned.step != schedule.MADE for planned in found)
        left = f", {counted(rest, 'run')} left to measure" if rest else ""
        return f"Nothing is left to train{left}."
    whole = schedule.duration(found, jobs)
    if whole is None:
        left = counted(trainings, "training")
        return f"{left}. How long that takes is not known: none of their models was trained on these data."
    return (
        f"{counted(trainings, 'training')}, {jobs} at a time: about {_time(whole)}, without compiling and measuring. "
        f"The speed is that of {speeds}."
    )


def _time(seconds: Optional[float]) -> str:
    if seconds is None:
        return "?"
    return tqdm.format_interval(seconds) if seconds else ""

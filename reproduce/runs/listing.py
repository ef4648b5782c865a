"""The stored runs as a list: what each is, how far it got, how large and how old."""

import dataclasses
import os
from typing import Any, Dict, List, Optional, Sequence

from original.spec import MODELS
from reproduce import files
from reproduce.config import Config
from reproduce.config.setting import in_words
from reproduce.errors import ConfigError, StoreError
from reproduce.runs import history, lock
from reproduce.runs.description import engine_of

FINISHED, UNFINISHED, RUNNING, DAMAGED, BASELINE = "finished", "unfinished", "running", "damaged", "baseline"
SUPERSEDED = "superseded"


@dataclasses.dataclass(frozen=True)
class StoredRun:
    """A folder under the runs.

    Attributes
    ----------
    name, folder : str
        Of the run, and its path.
    state : str
        `FINISHED`; `UNFINISHED`: the same command goes on with it; `RUNNING`: a process trains it now; `SUPERSEDED`:
        made by an earlier version of the numerics, or from other data, so that no command finds it again;
        `BASELINE`: measured on the data alone; `DAMAGED`: ``config.json`` or ``metrics.json`` can't be read.
    config : Config or None
        None where there is none that this version reads.
    described, metrics : dict
        Contents of ``config.json`` and of ``metrics.json``; empty where there is none.
    epochs : int
        That are done.
    size : int
        Bytes.
    changed : float
        When a file of it changed last, seconds since 1970.
    """

    name: str
    folder: str
    state: str
    config: Optional[Config]
    described: Dict[str, Any]
    metrics: Dict[str, Any]
    epochs: int
    size: int
    changed: float

    @property
    def title(self) -> str:
        """Model and dimension of the code: ``VAE (8)``; the name for a baseline."""
        return f"{MODELS[self.config.model].title} ({self.config.dim_z})" if self.config else self.name

    @property
    def settings(self) -> str:
        """Settings that differ from the default, in words."""
        apart = ("model", "dim_z", "seed")
        changed = self.config.changed() if self.config else {}
        return in_words({name: value for name, value in changed.items() if name not in apart})

    @property
    def engine(self) -> str:
        """Engine and back end that trained it; empty for a baseline."""
        return " ".join(engine_of(self.described)) if self.described else ""

    @property
    def elbo(self) -> Optional[float]:
        """The bound on the test images, nats per image; None before the end."""
        return self.metrics.get("test", {}).get("elbo")


def stored(root: str) -> List[StoredRun]:
    """Return the runs under `root`, by name; none if the folder is missing."""
    folders = [entry.path for entry in os.scandir(root) if entry.is_dir()] if os.path.isdir(root) else []
    return [read(folder) for folder in sorted(folders)]


def read(folder: str) -> StoredRun:
    """Return what the folder of a run holds."""
    name = os.path.basename(os.path.abspath(folder))
    described, metrics = _json(folder, "config.json"), _json(folder, "metrics.json")
    config = _config(described)
    sizes, times = zip(*[(status.st_size, status.st_mtime) for status in _statuses(folder)] or [(0, 0.0)])
    return StoredRun(
        name=name,
        folder=folder,
        state=_state(folder, name, config, described, metrics),
        config=config,
        described=described or {},
        metrics=metrics or {},
        epochs=history.epochs_done(folder),
        size=sum(sizes),
        changed=max(times),
    )


def find(root: str, name: str) -> StoredRun:
    """Return the one run under `root` whose name holds `name`, or that in the folder `name`.

    `StoreError` if there is none, or more than one.
    """
    if os.path.isdir(name) and os.path.exists(os.path.join(name, "config.json")):
        return read(name)
    runs = [run for run in stored(root) if name in run.name]
    exact = [run for run in runs if run.name == name]
    if len(runs) == 1 or exact:
        return (exact or runs)[0]
    if not runs:
        raise StoreError(f"no run under {root} has {name!r} in its name; reproduce runs list shows all")
    raise StoreError(f"{len(runs)} runs under {root} have {name!r} in their names: {_first_names(runs)}; type more")


def matching(runs: Sequence[StoredRun], parts: Sequence[str]) -> List[StoredRun]:
    """Return the runs whose name holds one of the `parts`; all if there are none."""
    return [run for run in runs if not parts or any(part in run.name for part in parts)]


def _first_names(runs):
    names = [run.name for run in runs[:3]]
    return ", ".join(names + ["..."] if len(runs) > len(names) else names)


def _json(folder, name):
    """Return the content of a JSON file; None if it is missing, an empty dict if it can't be read."""
    path = os.path.join(folder, name)
    if not os.path.exists(path):
        return None
    try:
        content = files.read_json(path)
    except files.UNUSABLE:
        return {}
    return content if isinstance(content, dict) else {}


def _config(described):
    try:
        return Config.from_dict((described or {}).get("config"))
    except ConfigError:
        return None


def _state(folder, name, config, described, metrics):
    if lock.owner(folder):
        return RUNNING
    if described is None:
        return BASELINE
    if not described or metrics == {}:
        return DAMAGED
    if config is None or not name.startswith(config.key()) and name.startswith(_family(config)):
        return SUPERSEDED
    return UNFINISHED if metrics is None else FINISHED


def _family(config):
    """The part of a run's name before its hash: a folder of another name was chosen by hand, with ``--out``."""
    return config.key().rpartition("-")[0] + "-"


def _statuses(folder):
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                yield os.stat(os.path.join(path, name))
            except OSError:  # a checkpoint that has just become the previous one
                continue

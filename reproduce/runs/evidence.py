"""Committed evidence: one line of JSON for each training, small enough to keep when the trained weights are gone.

A line has the fields of `SCHEMA`. The store appends one when a training was made or measured; lines of one training are
merged when they are read, the later one wins. Analyses read these lines in the place of runs.
"""

import json
import os
from typing import Iterable, List, Optional

from original.engines import REFERENCE
from reproduce import files
from reproduce.config import NUMERICS_VERSION, Config
from reproduce.errors import ConfigError, DataError, UserError
from reproduce.evaluation import local_minima
from reproduce.runs.description import engine_of

FOLDER = "evidence"  # under the results
FORM = 1  # counts up when the meaning of a field changes

# Name: (type, whether every line has it). Lines of the first release have what its tables kept of a training.
SCHEMA = {
    "form": (int, True),  # see FORM
    "run": (str, True),  # name of the run, see `Config.key`
    "settings": (dict, True),  # model, dim_z, seed, epochs, and what differs from the default
    "numerics_version": (int, True),
    "engine": (str, True),
    "backend": (str, True),
    "device": (str, True),
    "machine": (str, False),
    "versions": (dict, True),  # of Python and of packages
    "seconds": (float, False),  # of training, measuring each epoch included
    "test": (dict, True),  # terms of the bound in nats per image, see `reproduce.evaluation.evaluator.Evaluator.terms`
    "train": (dict, True),
    "dimensions_in_use": (int, True),
    "signs": (list, True),  # of a bad local minimum
    "restarts": (int, True),  # trainings before this one that ended in such
    "best": (dict, False),  # the epoch with the least test error at the means of q, and that error
    "in_use_by_epoch": (list, False),  # dimensions of the code in use on the test images
    "elbo_by_epoch": (list, False),  # of the training images while training, nats per image
    "measures": (dict, True),  # by name what was measured on the run: the SVMs, sample quality, ...
}
LARGE = ("known_warps", "prior")  # measures that are left out: kilobytes each, and tables of their own


def line_of(folder: str) -> Optional[dict]:
    """Return the line of the finished run in `folder`, a dict; None if there is none, or a file is damaged."""
    try:
        described = files.read_json(os.path.join(folder, "config.json"))
        metrics = files.read_json(os.path.join(folder, "metrics.json"))
        config = Config.from_dict(described["config"])
        engine, backend = engine_of(described)
        line = {
            "form": FORM,
            "run": config.key(),
            "settings": config.changed("dim_z", "seed", "epochs"),
            "numerics_version": NUMERICS_VERSION,
            "engine": engine,
            "backend": backend,
            "device": described.get("device", "cpu"),
            "seconds": float(metrics["seconds"]),
            "restarts": len(metrics["restarts"]),
            "measures": dict(_measures(folder)),
        }
        line.update((name, described[name]) for name in ("machine", "versions"))
        line.update((name, metrics[name]) for name in ("test", "train", "dimensions_in_use"))
        line["signs"] = local_minima.signs(metrics, config)  # by this version's limits
        if "best" in metrics:
            line["best"] = metrics["best"]
            history = files.read_csv(os.path.join(folder, "history.csv"))
            line["in_use_by_epoch"] = [int(row["dimensions_in_use"]) for row in history if row["dimensions_in_use"]]
            line["elbo_by_epoch"] = [round(float(row["elbo"]), 2) for row in history]
        return line
    except (*files.UNUSABLE, ConfigError):
        return None


def _measures(folder):
    for name in sorted(os.listdir(folder)):
        stem, ending = os.path.splitext(name)
        if ending == ".json" and stem not in ("config", "metrics", "restarts") + LARGE:
            yield stem, files.read_json(os.path.join(folder, name))


def check(line: dict) -> None:
    """Raise `DataError` if a line is not as `SCHEMA` says."""
    if not isinstance(line, dict) or set(line) - set(SCHEMA):
        raise DataError(f"evidence: {str(line)[:80]} has other fields than {', '.join(SCHEMA)}")
    for name, (kind, needed) in SCHEMA.items():
        if name not in line and needed:
            raise DataError(f"evidence: the line of {line.get('run', 'a run without a name')} lacks {name!r}")
        if name in line and not isinstance(line[name], (int, float) if kind is float else kind):
            raise DataError(f"evidence: {name!r} of {line.get('run')} is no {kind.__name__}")
    Config.from_dict(line["settings"])


def text_of(line: dict) -> str:
    """Return a line as it stands in a file."""
    return json.dumps(line, sort_keys=True) + "\n"


def append(path: str, lines: Iterable[dict]) -> int:
    """Add those of the `lines` to the file at `path` that it does not have yet; return how many.

    Raises DataError if a line of the file is none, StoreError or OSError if it can't be written.
    """
    known = set(map(text_of, read(path))) if os.path.exists(path) else set()
    new = [text for text in map(text_of, lines) if text not in known]
    if new:
        files.make_folder(os.path.dirname(path))
        with open(path, "a", encoding="utf-8") as file:
            file.write("".join(new))
    return len(new)


def read(path: str) -> List[dict]:
    """Return the lines of a file; DataError, with the number of the line, if one is not as `SCHEMA` says."""
    lines = []
    with open(path, encoding="utf-8") as file:
        for number, text in enumerate(file, start=1):
            try:
                lines.append(json.loads(text))
                check(lines[-1])
            except (ValueError, UserError) as error:
                raise DataError(f"{path}, line {number}: {error}") from error
    return lines


def read_folder(folder: str) -> List[dict]:
    """Return the merged lines of all files in a folder of evidence; none if it is missing."""
    names = sorted(os.listdir(folder)) if os.path.isdir(folder) else []
    return merged(line for name in names if name.endswith(".jsonl") for line in read(os.path.join(folder, name)))


def is_reference(line: dict) -> bool:
    """Return whether a line is of the engine whose numbers are the reference."""
    return (line["engine"], line["backend"]) == REFERENCE


def measured(lines: Iterable[dict], config: Config, engine: str, backend: str, name: str) -> List[dict]:
    """Return what `lines` have under the name of a measure, for each training as `config` but of any seed.

    Trainings by another engine are left out, and those with signs of a bad local minimum.
    """
    wanted = config.changed("dim_z", "epochs")
    wanted.pop("seed", None)
    return [
        line["measures"][name]
        for line in lines
        if name in line["measures"]
        and (line["engine"], line["backend"]) == (engine, backend)
        and not line["signs"]
        and {part: value for part, value in line["settings"].items() if part != "seed"} == wanted
    ]


def merged(lines: Iterable[dict]) -> List[dict]:
    """Return one line for each training: of several lines the last, with all measures.

    Lines belong to one training if name, engine, version and test bound are the same. Machines that round differently
    make different trainings of one seed.
    """
    found = {}
    for line in lines:
        of_run = [line[name] for name in ("run", "engine", "backend", "numerics_version")]
        key = (*of_run, line["test"].get("elbo"))
        measures = dict(found.get(key, {}).get("measures", {}), **line["measures"])
        found[key] = dict(line, measures=measures)
    return list(found.values())

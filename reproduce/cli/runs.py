"""The output and the questions of ``reproduce runs``: tables of the stored runs, and of what is removed."""

import sys
import time
from typing import Any, Dict, List, Sequence

from tqdm import tqdm

from reproduce.errors import ConfigError
from reproduce.experiments.table import Table
from reproduce.runs import listing, removal
from reproduce.runs.listing import StoredRun
from reproduce.wording import counted

UNITS = (("d", 86400), ("h", 3600), ("min", 60), ("s", 1))  # of an age, and their seconds


def rows(runs: Sequence[StoredRun]) -> List[Dict[str, Any]]:
    """Return a row for each run, for JSON: the columns of `table`, numbers as numbers, and its folder."""
    return [
        {
            "run": run.name,
            "state": run.state,
            "model": run.config.model if run.config else None,
            "dim_z": run.config.dim_z if run.config else None,
            "seed": run.config.seed if run.config else None,
            "settings": run.config.changed() if run.config else {},
            "epochs_done": run.epochs,
            "epochs": run.config.epochs if run.config else 0,
            "test_elbo": run.elbo,
            "dimensions_in_use": run.metrics.get("dimensions_in_use"),
            "bytes": run.size,
            "changed": run.changed,
            "engine": run.engine or None,
            "folder": run.folder,
        }
        for run in runs
    ]


def table(runs: Sequence[StoredRun]) -> Table:
    """Return the runs as a table for a terminal."""
    header = ["run", "state", "epochs", "test ELBO", "dims in use", "size", "age", "engine", "settings"]
    cells = [
        [
            run.name,
            run.state,
            f"{run.epochs} of {run.config.epochs}" if run.config else "",
            "" if run.elbo is None else f"{run.elbo:.2f}",
            run.metrics.get("dimensions_in_use", ""),
            size(run.size),
            age(run.changed),
            run.engine,
            run.settings,
        ]
        for run in runs
    ]
    total = size(sum(run.size for run in runs))
    caption = (
        f"{counted(len(runs), 'run')}, {total}. The bound is in nats per image. Settings are those that differ from "
        "the default."
    )
    return Table(header, cells, caption)


def description(run: StoredRun) -> Dict[str, Any]:
    """Return all that is known of a run, by name, for JSON or for `described`."""
    metrics = {name: value for name, value in run.metrics.items() if name not in ("test", "train")}
    return {
        **rows([run])[0],
        **{name: run.described[name] for name in ("device", "machine", "versions") if name in run.described},
        **metrics,
        **{part: run.metrics[part] for part in ("test", "train") if part in run.metrics},
    }


def described(run: StoredRun) -> Table:
    """Return all that is known of a run as a table of names and values, and how to go on with it."""
    shown = dict(description(run), bytes=size(run.size), changed=f"{age(run.changed)} ago")
    shown["settings"] = {name: value for name, value in shown["settings"].items() if name != "model"}
    cells = [
        [name.replace("_", " "), value] for whole, content in shown.items() for name, value in _lines(whole, content)
    ]
    return Table(["of the run", "value"], cells, _how_to_go_on(run))


def _lines(name, content):
    """Give a line for each entry of a dict, one for anything else; lists of numbers are too long for a terminal."""
    if isinstance(content, dict) and content:
        for part, value in content.items():
            yield from _lines(f"{name} {part}" if name in ("test", "train", "best") else part, value)
    elif isinstance(content, list):
        yield name, ", ".join(map(_short, content)) or "none"
    elif content not in (None, {}):
        yield name, _short(content)


def _short(value):
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _how_to_go_on(run):
    if run.state == listing.UNFINISHED:
        return f"`reproduce train --config {run.folder}/config.json` goes on with it."
    if run.state == listing.FINISHED:
        return f'In Python: `reproduce.load(folder="{run.folder}")`. `reproduce explore {run.folder}` shows it.'
    return ""


def difference(first: StoredRun, second: StoredRun) -> Dict[str, Dict[str, Any]]:
    """Return what differs between two runs: {name: {run: value}}; `ConfigError` if one is no training."""
    for run in (first, second):
        if run.config is None:
            raise ConfigError(f"{run.name} has no settings that could differ: it is {run.state}")
    left, right = _comparable(first), _comparable(second)
    return {
        name: {first.name: left.get(name), second.name: right.get(name)}
        for name in dict.fromkeys([*left, *right])
        if left.get(name) != right.get(name)
    }


def _comparable(run):
    """Return settings, versions and results of a run in one flat dict."""
    results = {f"test {term}": value for term, value in run.metrics.get("test", {}).items() if isinstance(value, float)}
    return {
        **run.config.to_dict(),
        "engine": run.engine,
        **{name: run.described.get(name) for name in ("device", "machine")},
        **run.described.get("versions", {}),
        "epochs done": run.epochs,
        **results,
        "dimensions in use": run.metrics.get("dimensions_in_use"),
        "signs of a bad minimum": ", ".join(run.metrics.get("signs", [])),
    }


def compared(first: StoredRun, second: StoredRun) -> Table:
    """Return what differs between two runs as a table."""
    cells = [
        [name.replace("_", " "), *("" if value is None else _short(value) for value in values.values())]
        for name, values in difference(first, second).items()
    ]
    return Table(["", first.name, second.name], cells, "" if cells else "They do not differ.")


def leftovers_table(found: Sequence[removal.Leftover]) -> Table:
    """Return what would be removed, as a table."""
    cells = [[leftover.path, leftover.why, size(leftover.size)] for leftover in found]
    return Table(["", "what it is", "size"], cells, f"{size(sum(leftover.size for leftover in found))} in all.")


def confirmed(yes: bool) -> bool:
    """Return whether to remove what was shown: `yes`, or the answer on a terminal; `ConfigError` without either."""
    if yes:
        return True
    if not sys.stdin.isatty():
        raise ConfigError("nothing is removed: --yes says that you mean it")
    return input("Remove it? [y/N] ").strip().lower() in ("y", "yes")


def size(number: int) -> str:
    """Return a number of bytes with a unit: ``1.23MB``."""
    return tqdm.format_sizeof(number, "B", 1000)


def age(changed: float) -> str:
    """Return how long ago a time was, in its largest unit: ``3 d``."""
    seconds = max(0, time.time() - changed)
    unit, length = next(((unit, length) for unit, length in UNITS if seconds >= length), UNITS[-1])
    return f"{seconds // length:.0f} {unit}"

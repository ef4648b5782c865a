"""The table of committed evidence: what was trained under which settings, and what came of it."""

import os
import statistics
from typing import Dict, Iterable, List

from original.spec import MODELS
from reproduce import files
from reproduce.config import Config
from reproduce.config.recipes import AS_WRITTEN
from reproduce.config.setting import in_words
from reproduce.errors import StoreError
from reproduce.experiments.table import Table, with_spread
from reproduce.runs import evidence
from reproduce.wording import counted


def gather(folder: str, others: Iterable[str] = ()) -> List[dict]:
    """Return the merged lines of the evidence in `folder` and in `others`, which are folders or files.

    `StoreError` if one of the others is not there, or if there is no line at all.
    """
    lines = evidence.read_folder(folder)
    for path in others:
        if not os.path.exists(path):
            raise StoreError(f"there is no evidence at {path}")
        lines += evidence.read_folder(path) if os.path.isdir(path) else evidence.read(path)
    if not lines:
        raise StoreError(f"{folder} holds no evidence yet: every training adds a line")
    return evidence.merged(lines)


def rows(lines: List[dict]) -> List[dict]:
    """Return a row for each model under each reading, of the `lines` of all its seeds.

    Returns
    -------
    list of dict
        ``reading`` (the settings that differ from the default), ``engine``, ``model``, ``dim_z``, ``seeds``,
        ``dimensions_in_use``, one for each seed; ``test_elbo`` (nats per image), and ``cv_mean`` and ``test``, the
        SVM's accuracies in percent, of the seeds that have them.
    """
    grouped: Dict[tuple, List[dict]] = {}
    for line in sorted(lines, key=lambda line: line["settings"]["seed"]):
        config = Config.from_dict(line["settings"])
        key = (_reading(config), f"{line['engine']} {line['backend']}", config.model, config.dim_z)
        grouped.setdefault(key, []).append(line)
    order = list(MODELS)
    return [
        {
            "reading": reading,
            "engine": engine,
            "model": model,
            "dim_z": dim_z,
            "seeds": [line["settings"]["seed"] for line in own],
            "test_elbo": [line["test"]["elbo"] for line in own if "elbo" in line["test"]],
            "dimensions_in_use": [line["dimensions_in_use"] for line in own],
            **{part: [100 * accuracies[part] for accuracies in _svm(own)] for part in ("cv_mean", "test")},
        }
        for (reading, engine, model, dim_z), own in sorted(
            grouped.items(), key=lambda item: (*item[0][:2], item[0][3], order.index(item[0][2]))
        )
    ]


def _reading(config):
    """Return the settings that differ from the default, as text."""
    apart = ("model", "dim_z", "seed")
    return in_words({name: value for name, value in config.changed().items() if name not in apart})


def _svm(lines):
    return [line["measures"]["linear_svm"] for line in lines if "linear_svm" in line["measures"]]


def table(found: List[dict]) -> Table:
    """Return the rows of `rows` as a table: means over the seeds, and deviations where there are several."""
    header = ["settings", "engine", "model (dim z)", "CV %", "test %", "dims in use", "test ELBO", "seeds"]
    cells = [
        [
            row["reading"] or AS_WRITTEN,
            row["engine"],
            f"{MODELS[row['model']].title} ({row['dim_z']})",
            _mean(row["cv_mean"], "{:.2f}"),
            _mean(row["test"], "{:.2f}"),
            f"{statistics.fmean(row['dimensions_in_use']):.3g}",
            _mean(row["test_elbo"], "{:.2f}"),
            ", ".join(map(str, row["seeds"])),
        ]
        for row in found
    ]
    trainings = sum(len(row["seeds"]) for row in found)
    caption = (
        f"{counted(trainings, 'training')}. Accuracies are those of linear SVMs on the codes, cross-validated and on "
        "the test set; the bound is in nats per image. Means over the seeds, ± their deviation."
    )
    return Table(header, cells, caption)


def _mean(values, form):
    return with_spread(values, form) if values else ""


def write(lines: List[dict], path: str) -> None:
    """Write the `lines` to a ``.jsonl`` file."""
    files.write_text(path, "".join(map(evidence.text_of, lines)))

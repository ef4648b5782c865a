"""Readings side by side, whether their trainings are sound or not: the tables of docs/fidelity.md.

Each is made from lines of evidence, see `reproduce.runs.evidence`. A cell of Table 1 that no training has is empty.
"""

import statistics
from typing import Iterable, List, Sequence

from reproduce.config import Config
from reproduce.experiments.readings import READINGS
from reproduce.experiments.table import Table
from reproduce.fidelity.accuracies import PARTS, Cell, accuracies_of, in_short, lines_by_reading, rows_of_thesis, title
from reproduce.thesis import reported

SIGN = "†"  # marks a mean over trainings of which one shows a sign of a bad local minimum


def by_model(lines: Iterable[dict], readings: Sequence[str]) -> Table:
    """Return a row for each model of Table 1: the thesis' numbers, then those of the `readings`, columns for each."""
    found, thesis = lines_by_reading(lines), rows_of_thesis()
    rows = []
    for cell, row in thesis.items():
        rows.append([title(cell), _reported(row)])
        for name in readings:
            rows[-1] += _cells(found.get(name, {}).get(cell, []), name)
    last = [f"of {2 * len(rows)} within two deviations", ""]
    for name in readings:
        own = found.get(name, {})
        last += [sum(_number_within(own.get(cell, []), name, row) for cell, row in thesis.items()), "", ""]
    header = ["model (dim z)", "thesis"]
    for name in readings:
        header += [name, "in use", "trainings"]
    return _table(header, [*rows, last])


def by_reading(lines: Iterable[dict], cells: Sequence[Cell], bound: bool = False) -> Table:
    """Return a row for each reading under which all `cells` of Table 1 were trained, and differently for each row.

    `bound`: whether a column has the bound on the test images, nats per image, where all trainings have it.
    """
    reported_rows, header, thesis = rows_of_thesis(), ["reading"], ["thesis"]
    for cell in cells:
        header += [title(cell), "in use", "trainings"] + (["test bound"] if bound else [])
        thesis += [_reported(reported_rows[cell])] + [""] * (3 if bound else 2)
    rows, seen = [], set()
    for name, found in lines_by_reading(lines).items():
        settings, codes = READINGS[name]
        trained = (codes, *(Config.fitting(model, dim_z=dim_z, **settings) for model, dim_z in cells))
        if trained in seen or not set(cells) <= set(found):
            continue
        seen.add(trained)
        rows.append([name])
        for cell in cells:
            rows[-1] += _cells(found[cell], name) + ([_bound(found[cell])] if bound else [])
        rows[-1].append(sum(_number_within(found[cell], name, reported_rows[cell]) for cell in cells))
    header.append(f"of {2 * len(cells)} within two deviations")
    return _table(header, [[*thesis, ""], *rows])


def _table(header, rows):
    caption = "Cross-validated / test accuracy in percent and dimensions of the code in use, means over the trainings."
    if any(str(cell).endswith(SIGN) for row in rows for cell in row):
        caption += f" {SIGN} One of them at least shows a sign of a bad local minimum."
    return Table(header, rows, caption)


def means(lines: Sequence[dict], name: str) -> List[float]:
    """Return the two accuracies in percent, means over the `lines` of a reading."""
    return [statistics.fmean(values) for values in zip(*map(accuracies_of(READINGS[name][1]), lines))]


def _cells(lines, name):
    if not lines:
        return ["", "", ""]
    sign = f" {SIGN}" if any(line["signs"] for line in lines) else ""
    in_use = statistics.fmean(line["dimensions_in_use"] for line in lines)
    return [in_short(means(lines, name)) + sign, f"{in_use:.3g}", len(lines)]


def _number_within(lines, name, row):
    """Return the number of the thesis' two that lie within two of its deviations of the mean over `lines`."""
    if not lines:
        return 0
    pairs = zip(PARTS, means(lines, name))
    return sum(reported.verdict(row[part], row["cv_std"], [round(mean, 2)])["within"] for part, mean in pairs)


def _reported(row):
    return in_short(row[part] for part in PARTS)


def _bound(lines):
    bounds = [line["test"].get("elbo") for line in lines]
    return "" if None in bounds else f"{statistics.fmean(bounds):.1f}"

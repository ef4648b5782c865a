"""The comparison of readings that `reproduce infer` writes as JSON."""

import dataclasses
from typing import Any, Dict, Iterable

from reproduce.errors import DataError
from reproduce.fidelity import notes, simulation, statements
from reproduce.fidelity.accuracies import by_reading, of_thesis, title
from reproduce.fidelity.predictive import spreads
from reproduce.fidelity.ranking import rank


def infer(lines: Iterable[dict]) -> Dict[str, Any]:
    """Return the comparison of all readings that the `lines` of evidence have.

    Returns
    -------
    dict
        ``thesis``, {cell: its two numbers}; ``simulations``, their number; ``notes``, see
        `reproduce.fidelity.notes.compared`; under ``sound`` the comparison by the
        trainings without a sign of a bad local minimum, under ``downsampled`` the one that counts those with
        downsampled templates, too. A comparison has

        ``readings``
            A dict for each complete reading, the most probable first: the fields of `Ranked`; ``cells``, by name a dict
            with ``accuracies`` and ``in_use`` of each training, ``interval`` (lower and upper ends of the central 95 %
            of both numbers) and whether these are ``inside``; ``inside``, how many of all numbers are; ``statements``
            with their probabilities; ``found``, how many simulations in which this reading is the true one rank which
            first.
        ``incomplete``
            {reading: names of the cells that it lacks}.

    DataError where less than two trainings differ by the seed alone, or no reading is complete.
    """
    lines = list(lines)
    thesis = of_thesis()
    compared = {name: _compare(by_reading(lines, name == "downsampled"), thesis) for name in ("sound", "downsampled")}
    if not any(comparison["readings"] for comparison in compared.values()):
        raise DataError("no reading has all models yet: `reproduce readings --all-models --only READING` trains them")
    return {
        "thesis": {title(cell): numbers.tolist() for cell, numbers in thesis.items()},
        "simulations": simulation.SIMULATIONS,
        "notes": notes.compared(lines),
        **compared,
    }


def _compare(observed, thesis):
    spread = spreads(observed.values())
    found = simulation.found_by_reading(observed)
    readings = []
    for reading in rank(observed, thesis):
        cells = observed[reading.name]
        fields = dataclasses.asdict(reading)
        fields["without"] = {title(cell): value for cell, value in reading.without.items()}
        fields["cells"] = {title(cell): _cell(spread[cell[0]], cells[cell], thesis[cell]) for cell in thesis}
        fields["inside"] = sum(sum(cell["inside"]) for cell in fields["cells"].values())
        fields["statements"] = statements.probabilities(spread, cells)
        fields["found"] = found[reading.name]
        readings.append(fields)
    lacking = {name: [title(cell) for cell in thesis if cell not in cells] for name, cells in observed.items()}
    return {"readings": readings, "incomplete": {name: cells for name, cells in lacking.items() if cells}}


def main_comparison(content: Dict[str, Any]) -> Dict[str, Any]:
    """Return the comparison by sound trainings; the other one if no reading has a sound one of every model."""
    return content["sound"] if content["sound"]["readings"] else content["downsampled"]


def _cell(spread, trainings, reported):
    low, high = spread.interval(trainings.mean, len(trainings))
    return {
        "accuracies": trainings.accuracies.tolist(),
        "in_use": list(trainings.in_use),
        "interval": [low.tolist(), high.tolist()],
        "inside": ((low <= reported) & (reported <= high)).tolist(),
    }

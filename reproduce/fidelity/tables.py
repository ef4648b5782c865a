"""Tables of the comparison of readings: for people, and the files."""

import os
import statistics
from typing import Any, Dict, List

from reproduce import files
from reproduce.experiments.table import Table
from reproduce.fidelity.accuracies import in_short
from reproduce.fidelity.content import main_comparison
from reproduce.fidelity.statements import STATEMENTS

STEM = "infer"
TITLES = {  # of the comparisons, the main one first
    "sound": "Readings, the most probable first",
    "downsampled": "The same where trainings with downsampled templates count",
}
SURE = 0.95  # the share of simulations that has to find a reading, for two to be told apart


def tables(content: Dict[str, Any]) -> List[Table]:
    """Return the rankings, and of the first comparison that has one the accuracies, statements, and models left out."""
    compared = {name: content[name] for name in TITLES if content[name]["readings"]}
    first = main_comparison(content)
    found = [_ranking(name, comparison, content["simulations"]) for name, comparison in compared.items()]
    found += [_accuracies(content["thesis"], first), _statements(first)]
    if len(first["readings"]) > 1:
        found.append(_left_out(content["thesis"], first))
    if content["notes"]:
        found.append(_notes(content["notes"]))
    return found


def _ranking(name, comparison, simulations):
    header = [
        "reading", "log density", "probability", "with a stretch", "probability", "stretch", "of 16 inside",
        "trainings", "collapsed", "found when true",
    ]  # fmt: skip
    rows = [
        [
            reading["name"],
            f"{reading['log_density']:.1f}",
            _percent(reading["probability"]),
            f"{reading['stretched']:.1f}",
            _percent(reading["probability_stretched"]),
            f"{reading['stretch']:.1f}",
            reading["inside"],
            reading["trainings"],
            reading["collapsed"],
            _percent(reading["found"].get(reading["name"], 0) / simulations),
        ]
        for reading in comparison["readings"]
    ]
    return Table(header, rows, _caption(comparison, simulations), TITLES[name])


def _caption(comparison, simulations):
    text = (
        "Log density in nats of the thesis' 16 numbers under the predictive distribution of one further training. "
        "Probability: among these readings, all equally probable before. Stretch: how many times as far as trainings "
        "of ours the thesis' lie; the columns before it integrate over that. Inside: in the central 95 %. Trainings: "
        "the fewest of a model; collapsed ones are left out, and a seed trained on two machines, which round "
        "differently, is two. Found when true: the share of "
        f"{simulations} simulated theses of this reading for which it is ranked first."
    )
    confused = confusions(comparison, simulations)
    if confused:
        text += " These can't be told apart: " + "; ".join(" and ".join(pair) for pair in confused) + "."
    if comparison["incomplete"]:
        text += f" Not ranked, since models are missing: {', '.join(comparison['incomplete'])}."
    return text


def confusions(comparison: Dict[str, Any], simulations: int) -> List[tuple]:
    """Return the pairs of readings of which a simulated thesis of one is ranked as the other more than rarely."""
    rarely = (1 - SURE) * simulations
    pairs = {
        tuple(sorted((reading["name"], other)))
        for reading in comparison["readings"]
        for other, times in reading["found"].items()
        if other != reading["name"] and times > rarely
    }
    return sorted(pairs)


def _accuracies(thesis, comparison):
    readings = comparison["readings"]
    rows = []
    for cell, reported in thesis.items():
        row = [cell, in_short(reported)]
        for reading in readings:
            own = reading["cells"][cell]
            outside = "" if all(own["inside"]) else " *" if any(own["inside"]) else " **"
            means = [statistics.fmean(values) for values in zip(*own["accuracies"])]
            row.append(f"{in_short(means)}; {statistics.fmean(own['in_use']):.3g}{outside}")
        rows.append(row)
    caption = (
        "Cross-validated / test accuracy in percent, means over trainings; dimensions of the code in use. Where the "
        "thesis' lie outside the central 95 %: one of the two numbers *, both **."
    )
    return Table(["model (dim z)", "thesis"] + [reading["name"] for reading in readings], rows, caption, "By model")


def _statements(comparison):
    header = ["reading"] + [name.partition(".")[2].replace("_", " ") for name in STATEMENTS]
    rows = [
        [reading["name"]] + [_percent(reading["statements"][name]) for name in STATEMENTS]
        for reading in comparison["readings"]
    ]
    caption = (
        "Share of predicted tables in which a statement of section V.ii counts as reproduced. They follow from the "
        "same numbers, so they are no evidence beside the ranking."
    )
    return Table(header, rows, caption, "Statements about Table 1")


def _left_out(thesis, comparison):
    rows = []
    for cell in thesis:
        logs = {reading["name"]: reading["without"][cell] for reading in comparison["readings"]}
        first, second, *_ = sorted(logs, key=logs.__getitem__, reverse=True)
        rows.append([cell, first, f"{logs[first] - logs[second]:.1f}", second])
    caption = (
        "Which reading is the first, by how many nats, and which the second, where one model's numbers are left out."
    )
    return Table(["left out", "first", "ahead by", "second"], rows, caption, "One model left out")


def _notes(notes):
    rows = [
        [
            row["note"],
            " to ".join(f"{nats:g}" for nats in dict.fromkeys(row["nats"])),
            row["training"],
            f"{row['best']:.1f}",
            f"{row['in_use']:.3g}",
            row["seeds"],
        ]
        for row in notes
    ]
    caption = (
        "Reconstruction error in nats that the author noted beside his program, and that of our trainings by his "
        "minibatches of 100: the least of 50 epochs, at the means of q, on the test images."
    )
    header = ["model", "noted", "our training", "error", "in use", "seeds"]
    return Table(header, rows, caption, "Numbers that the author noted")


def _percent(share):
    return f"{100 * share:.1f}%" if 0.001 <= share <= 0.999 else "< 0.1%" if share < 0.001 else "> 99.9%"


def text(content: Dict[str, Any]) -> str:
    """Return the tables for a terminal."""
    return "\n\n".join(f"{table.title}\n{table.text()}" for table in tables(content))


def markdown(content: Dict[str, Any]) -> str:
    """Return the tables as Markdown, with their titles."""
    return "\n\n".join(f"### {table.title}\n\n{table.markdown()}" for table in tables(content)) + "\n"


def write(content: Dict[str, Any], folder: str) -> None:
    """Write ``infer.json`` and ``infer.md`` into `folder`."""
    files.write_json(os.path.join(folder, STEM + ".json"), content)
    files.write_text(os.path.join(folder, STEM + ".md"), markdown(content))

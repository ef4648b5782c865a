"""Figures 1 to 3: graphical models, as plain lists and dicts (`figures.diagram.graphical_model` says which)."""

from typing import Dict, List

from reproduce.experiments.experiment import FORMATS, Experiment, Picture
from reproduce.experiments.figure import add_figure

FIELDS = ("element", "name", "kind", "source", "target", "plate")


def add_graph(number: int, section: str, help: str, graph: Dict, caption: str) -> Experiment:
    """Declare figure `number`, a graphical model, and return its entry."""
    picture = Picture(
        lambda options, store: graph, graph_rows, "figures.diagram:graphical_model", caption, formats=(*FORMATS, "svg")
    )
    return add_figure(number, section, help, picture)


def graph_rows(graph: Dict) -> List[dict]:
    """Return rows for a CSV: the nodes of a graphical model with the plate they are in, then its edges."""
    plate_of = {name: item["label"].strip("$") for item in graph["plates"] for name in item["nodes"]}
    found = [dict(item, element="node", plate=plate_of.get(item["name"], "")) for item in graph["nodes"]]
    found += [dict(item, element="edge") for item in graph["edges"]]
    return [{field: item.get(field, "") for field in FIELDS} for item in found]

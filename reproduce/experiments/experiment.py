"""Experiments: the tables and figures, each declared by one entry of `EXPERIMENTS`.

From an entry follow the command and its help, the make target, the line of the documentation's table of commands, the files
under the results, and the section of the report.
"""

import os
from dataclasses import dataclass
from typing import Any, Callable, Dict, List, Optional, Tuple

from original.registry import Registry
from reproduce import files
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table


@dataclass(frozen=True)
class Picture:
    """What a figure shows, and where the function is that draws it.

    Attributes
    ----------
    measure : callable
        ``measure(options, store)`` gives what is drawn: arrays, in lists and dicts.
    rows : callable
        ``rows(measured)`` gives the same as rows of a CSV, list of dict.
    draw : str
        ``module:function`` of ``draw(measured)``, which gives a Matplotlib figure; imported when a picture is drawn.
    caption : str
    chosen : callable or None
        Where not all trainings are drawn, ``chosen(options, made)`` gives those that are, by the metrics of all.
    codes : int or None
        Of how many test images the codes are shown; 0: of none, None: of all.
    """

    measure: Callable[[Options, Any], Any]
    rows: Callable[[Any], List[dict]]
    draw: str
    caption: str
    chosen: Optional[Callable] = None
    codes: Optional[int] = 0


@dataclass(frozen=True)
class Experiment:
    """A table or a figure, or both.

    Attributes
    ----------
    name : str
        The command: ``table1``, ``figure5``.
    title : str
    section : str
        Of the thesis.
    help : str
        One line.
    takes : str
        About how long, on two cores: ``25 min``.
    stem : str
        The files are ``<stem>.json``, ``.md``, ``.csv``, ``.png``, ``.pdf``.
    plan : callable
        ``plan(options)`` gives what is trained and measured, as `reproduce.runs.store.Store.make` takes it.
    content : callable or None
        ``content(options, store)`` gives the table's content, for JSON; None for a picture alone.
    tables : callable or None
        ``tables(content)`` gives how it reads: list of `Table`.
    rows : callable or None
        ``rows(content)`` gives the content as rows of a CSV, where there is one.
    picture : Picture or None
    options : tuple of str
        Names of the options in `reproduce.experiments.options.OPTIONS` that it has beside those of all.
    pretrained : str
        What ``--pretrained`` does, for its help; empty where weights alone are not enough.
    in_all : bool
        Whether ``reproduce all`` makes it.
    """

    name: str
    title: str
    section: str
    help: str
    takes: str
    stem: str
    plan: Callable[[Options], Dict]
    content: Optional[Callable[[Options, Any], Any]] = None
    tables: Optional[Callable[[Any], List[Table]]] = None
    rows: Optional[Callable[[Any], List[dict]]] = None
    picture: Optional[Picture] = None
    options: Tuple[str, ...] = ()
    pretrained: str = ""
    in_all: bool = True

    def make(self, options: Options, store) -> Any:
        """Train and measure what is missing, and return the table's content; None for a picture alone."""
        plan = self.plan(options)
        if plan:
            store.check(options.dataset)
            store.make(plan, self.title)
        return self.content(options, store) if self.content else None

    def write(self, content: Any, folder: str) -> List[str]:
        """Write the table's files into `folder` and return their paths."""
        stem = os.path.join(folder, self.stem)
        files.write_json(stem + ".json", content)
        files.write_text(stem + ".md", "\n\n".join(table.markdown() for table in self.tables(content)) + "\n")
        if not self.rows:
            return [stem + ".json", stem + ".md"]
        rows = self.rows(content)
        files.write_csv(stem + ".csv", rows, list(rows[0]))
        return [stem + ".json", stem + ".md", stem + ".csv"]

    def text(self, content: Any) -> str:
        """Return the tables for a terminal."""
        return "\n\n".join(table.text() for table in self.tables(content))


EXPERIMENTS = Registry("experiment")

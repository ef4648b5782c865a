"""Experiments: the tables and figures, each declared by one entry of `EXPERIMENTS`.

From an entry follow the command and its help, the make target, the line of the documentation's table of commands, the
files under the results, and the section of the report.
"""

import os
from dataclasses import dataclass
from typing import Any, Callable, Dict, Iterable, List, Optional, Tuple

from original.registry import Registry
from reproduce import files
from reproduce.data.registry import is_own, upright
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table
from reproduce.runs.store import Store

FORMATS = ("png", "pdf")  # of a picture


@dataclass(frozen=True)
class Picture:
    """A figure's content, and the function that draws it.

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
    formats : tuple of str
        Endings of the files.
    """

    measure: Callable[[Options, Any], Any]
    rows: Callable[[Any], List[dict]]
    draw: str
    caption: str
    chosen: Optional[Callable] = None
    codes: Optional[int] = 0
    formats: Tuple[str, ...] = FORMATS


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
    about : str
        A few sentences for ``--help``; `help` where it is empty.
    takes : str
        About how long, on two cores: ``25 min``.
    stem : str
        The files are ``<stem>.json``, ``.md``, ``.csv``, and those of the picture.
    plan : callable or None
        ``plan(options)`` gives what is trained and measured, as `reproduce.runs.store.Store.make` takes it. None where
        nothing is trained: the command has no options of trainings then.
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
        Help of ``--pretrained``; empty where weights alone are not enough.
    from_evidence : bool
        True if lines of `reproduce.runs.evidence` are enough, without trained weights.
    own_images : bool
        True if it can be made of a user's own images.
    fits : callable or None
        ``fits(dataset)`` raises `DataError` where a user's own images, a `reproduce.data.datasets.Dataset`, lack what
        it needs: classes, for instance.
    in_all : bool
        False: ``reproduce all`` leaves it out.
    """

    name: str
    title: str
    section: str
    help: str
    takes: str
    stem: str
    plan: Optional[Callable[[Options], Dict]] = None
    content: Optional[Callable[[Options, Any], Any]] = None
    tables: Optional[Callable[[Any], List[Table]]] = None
    rows: Optional[Callable[[Any], List[dict]]] = None
    about: str = ""
    picture: Optional[Picture] = None
    options: Tuple[str, ...] = ()
    pretrained: str = ""
    from_evidence: bool = False
    own_images: bool = False
    fits: Optional[Callable[[Any], None]] = None
    in_all: bool = True

    @property
    def outputs(self) -> str:
        """The names of the files that it writes: ``table1.{json,csv,md}``."""
        endings = ["json", *(["csv"] if self.rows else []), "md"] if self.content else []
        endings += [*self.picture.formats, "csv"] if self.picture else []
        return f"{self.stem}.{{{','.join(endings)}}}"

    def make(self, options: Options, store: Store) -> Any:
        """Train and measure what is missing, and return the table's content; None for a picture alone."""
        prepare([self], options, store, self.title)
        return self.content(options, store) if self.content else None

    def write(self, content: Any, folder: str) -> List[str]:
        """Write the table's files into `folder` and return their paths."""
        paths = [os.path.join(folder, f"{self.stem}.{ending}") for ending in ("json", "md", "csv")]
        files.write_json(paths[0], content)
        files.write_text(paths[1], "\n\n".join(table.markdown() for table in self.shown(content)) + "\n")
        if not self.rows:
            return paths[:2]
        files.write_csv(paths[2], self.rows(content))
        return paths

    def text(self, content: Any) -> str:
        """Return the tables for a terminal."""
        return "\n\n".join(table.text() for table in self.shown(content))

    def shown(self, content: Any) -> List[Table]:
        """Return how the content reads, as tables; none for a picture alone."""
        return self.tables(content) if self.tables else []


EXPERIMENTS = Registry("experiment")


def union_of(plans: Iterable[Dict]) -> Dict:
    """Return one plan of several, so that one `Store.make` keeps all cores busy: all runs, their measures merged."""
    union: Dict = {}
    for plan in plans:
        for run, measures in plan.items():
            union[run] = tuple(dict.fromkeys([*union.get(run, ()), *measures]))
    return union


def union_of_plans(experiments: Iterable[Experiment], options: Options) -> Dict:
    """Return one plan of all that `experiments` train and measure."""
    return union_of(experiment.plan(options) for experiment in experiments if experiment.plan)


def prepare(experiments: Iterable[Experiment], options: Options, store: Store, description: str) -> None:
    """Train and measure what `experiments` need, side by side; `description` stands in front of the progress bar."""
    experiments = list(experiments)
    plan = union_of_plans(experiments, options)  # first, since it tells what is wrong with the options
    if plan:
        store.check(options.dataset)
        for experiment in experiments:
            if experiment.fits and is_own(upright(options.dataset)):
                experiment.fits(store.dataset(options.dataset))
        store.make(plan, description)

"""A table as a value: made once, read as text or Markdown, or in the report."""

import operator
import statistics
from dataclasses import dataclass
from typing import Any, Dict, Iterable, List, Sequence

NUMBER_STARTS = "0123456789+-.±"


@dataclass(frozen=True)
class Table:
    """Cells with a header, and what a reader has to know beside them.

    Attributes
    ----------
    header : list of str
    rows : list of list
        Cells, as many as the header has; shown by `str`.
    caption : str
        Empty for none.
    title : str
        Of one of several tables that belong together; empty for none.
    """

    header: Sequence[str]
    rows: List[List[Any]]
    caption: str = ""
    title: str = ""

    def text(self) -> str:
        """Return the table for a terminal: numbers to the right, all else and the first column to the left."""
        cells = [[str(cell) for cell in row] for row in [self.header, *self.rows]]
        widths = [max(len(row[column]) for row in cells) for column in range(len(self.header))]

        right = [column > 0 and self.is_numeric(column) for column in range(len(self.header))]

        def line(row):
            padded = [cell.rjust(width) if to else cell.ljust(width) for cell, width, to in zip(row, widths, right)]
            return "  ".join(padded).rstrip()

        header, *rows = cells
        lines = [line(header), "  ".join("-" * width for width in widths)] + [line(row) for row in rows]
        return self._with_caption(lines)

    def markdown(self) -> str:
        """Return the table as Markdown, columns of numbers to the right, and the caption below."""
        rules = ["---:" if self.is_numeric(column) else "---" for column in range(len(self.header))]
        lines = ["| " + " | ".join(map(str, row)) + " |" for row in [self.header, rules, *self.rows]]
        return self._with_caption(lines)

    def _with_caption(self, lines):
        return "\n".join(lines + ["", self.caption] if self.caption else lines)

    def is_numeric(self, column: int) -> bool:
        """Return True if the cells of a column are numbers, empty ones aside."""
        cells = [str(row[column]) for row in self.rows if str(row[column])]
        return bool(cells) and all(cell[0] in NUMBER_STARTS for cell in cells)


def with_spread(values: Sequence[float], form: str) -> str:
    """Return the mean of the `values` in the format `form`, and their deviation where there are several."""
    spread = f" ± {form.format(statistics.stdev(values))}" if len(values) > 1 else ""
    return form.format(statistics.fmean(values)) + spread


def grouped(rows: Iterable[dict], *names: str) -> Dict[Any, List[dict]]:
    """Return the rows by what they have under `names`, in the order of the first ones; several names make a tuple."""
    groups: Dict[Any, List[dict]] = {}
    for row in rows:
        groups.setdefault(operator.itemgetter(*names)(row), []).append(row)
    return groups


def apart(caption: str, dataset: str) -> str:
    """Return a caption that says, where it is so, that the data are not the thesis'."""
    return caption if dataset == "mnist" else f"{caption} On {dataset}, not the thesis' data."

"""Claims of the thesis, and the ledger of all of them.

To add a claim, add one entry to the claims of ``reproduce/thesis/reported.json``, or ``LEDGER.add(Claim(...))``: it is
judged, and stands in the tables and in the report.
"""

import dataclasses
import math
from typing import Any, Mapping, Optional, Tuple

from original.registry import Registry
from original.spec import name_of
from reproduce.claims import measures  # noqa: F401 - fills MEASURES
from reproduce.claims.measuring import MEASURES, BySeed
from reproduce.thesis import reported

WIDER = 2  # a number of Table 1 counts as partly reproduced within so many times reported.TOLERANCE deviations

Range = Tuple[Optional[float], Optional[float]]


@dataclasses.dataclass(frozen=True)
class Claim:
    """A sentence of the thesis in our words, and the ranges of a number in which it counts as reproduced.

    The ranges were written down before the numbers were there. Those of Table 1's numbers follow from the thesis' own
    deviations. ValueError for a measure without them.
    """

    id: str  # place and subject: ``figure5.optimum``
    where: str  # in the thesis
    claim: str
    measure: Optional[str] = None  # the function of `reproduce.claims.measuring.MEASURES`; None: there is none
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict)  # of that function
    obtained: str = ""  # what it measures, in words
    unit: str = ""
    reported: Optional[float] = None  # the thesis' number
    known: str = ""  # how the thesis says it: as printed, in words
    reproduced: Range = (None, None)  # the least and the greatest mean with that verdict; None: no limit
    partly: Range = (None, None)  # the same
    prior: str = ""  # the prior on the pose that it is about, of `reproduce.claims.conclusions.PRIORS`
    experiment: str = ""  # the table or figure that shows it, where the id does not begin with its name
    why: str = ""  # why there is no measure

    def __post_init__(self):
        for limits in (self.reproduced, self.partly) if self.measure else ():
            if tuple(limits) == (None, None):
                raise ValueError(f"the claim {self.id!r} needs a limit for each verdict")

    @property
    def name(self) -> str:
        """The id: by it `LEDGER` finds a claim."""
        return self.id

    @property
    def shown_by(self) -> str:
        """Name of the experiment (`reproduce.experiments.experiment.EXPERIMENTS`) that shows what it is about."""
        return self.experiment or self.id.split(".")[0]

    def values(self, evidence) -> BySeed:
        """Measure the number on an `Evidence`: {seed: float}, empty where it has not all that is needed.

        KeyError if there is no function of the name `measure`.
        """
        if self.measure is None:
            return {}
        return MEASURES[self.measure](evidence, **self.arguments)

    def verdict(self, mean: float) -> str:
        """Return what a mean over trainings comes to: 'reproduced', 'partly' or 'not reproduced'."""
        if is_within(mean, self.reproduced):
            return "reproduced"
        return "partly" if is_within(mean, self.partly) else "not reproduced"

    def row(self) -> dict:
        """Return the fields for JSON, without those that stand empty, `prior` and `experiment`."""
        row = dataclasses.asdict(self)
        del row["prior"], row["experiment"]
        return {name: value for name, value in row.items() if value or name in ("measure", "unit")}


def is_within(value: float, limits: Range) -> bool:
    """Return whether a number, to four digits, lies in a range, ends included."""
    low, high = limits
    return (-math.inf if low is None else low) <= round(value, 4) <= (math.inf if high is None else high)


def _of_number(row: Mapping, part: str) -> Claim:
    """Return the claim that one number of Table 1 is what it says."""
    name, margin = f"{row['input']} ({row['dim']})", reported.TOLERANCE * row["cv_std"]
    reproduced, partly = [
        (round(row[part] - times * margin, 2), round(row[part] + times * margin, 2)) for times in (1, WIDER)
    ]
    what = "cross-validated" if part == "cv_mean" else "test"
    return Claim(
        id=f"table1.{name.replace(' ', '').lower()}.{part}",
        where="V.ii.1, table 1",
        claim=f"A linear SVM on {name} has {row[part]:.2f}% {what} accuracy",
        measure="accuracy",
        arguments={"model": name_of(row["input"]), "dim": row["dim"], "part": part},
        obtained=f"{what} accuracy",
        unit="%",
        reported=row[part],
        known="as printed",
        reproduced=reproduced,
        partly=partly,
    )


LEDGER = Registry(
    "claim",
    [_of_number(row, part) for row in reported.reported("table1")["rows"] for part in ("cv_mean", "test")]
    + [Claim(**line) for line in reported.reported("claims")],
)

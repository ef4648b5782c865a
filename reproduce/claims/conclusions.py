"""Prior by prior: what the thesis concluded (sections V.iii and VI), and what the claims came to."""

import os
from typing import Dict, List, NamedTuple, Sequence

from original.registry import Registry
from reproduce import files
from reproduce.claims.claim import LEDGER
from reproduce.claims.tables import obtained
from reproduce.claims.verdicts import in_words
from reproduce.experiments.table import Table


class PriorOnPose(NamedTuple):
    """A prior on the pose of which claims speak, by the `name` in `Claim.prior`."""

    name: str
    title: str
    option: str  # behind ``--pose-prior``


PRIORS = Registry(
    "prior of a claim",
    [
        PriorOnPose("flat", "flat, a deterministic pose", "flat"),
        PriorOnPose("identity", "normal around the identity, affine", "normal-identity"),
        PriorOnPose("fitted", "normal, mean fitted, affine, six numbers", "normal"),
        PriorOnPose("five", "normal, mean fitted, affine, five numbers", "normal --pose affine5"),
        PriorOnPose("full", "normal with full covariance, affine and TPS", "full"),
        PriorOnPose("rank", "the same of a smaller rank", "full --pose-rank k"),
        PriorOnPose("given z", "normal, given z", "normal --structure conditional"),
        PriorOnPose("density", "all with a density", ""),
    ],
)


def conclusions_table(evaluated: Sequence[dict]) -> Table:
    """Return the table of the judged claims that are about a prior; KeyError if one names a prior that is unknown."""
    of_prior: Dict[str, List[dict]] = {name: [] for name in PRIORS}
    for claim in evaluated:
        prior = LEDGER[claim["id"]].prior if claim["id"] in LEDGER else ""
        if prior:
            of_prior[PRIORS[prior].name].append(claim)
    rows = []
    for prior, claims in of_prior.items():
        for number, claim in enumerate(claims):
            first = ["", ""] if number else [PRIORS[prior].title, PRIORS[prior].option]
            rows.append(first + [claim["claim"], _found(claim), claim["n"], claim["verdict"]])
    return Table(["prior on the pose", "--pose-prior", "the thesis", "ours", "n", "verdict"], rows)


def _found(claim):
    if claim["mean"] is None:
        return claim["why"]
    unit = f" {claim['unit']}" if claim["unit"] else ""
    return f"{obtained(claim)}{unit}: {claim['obtained']} (reproduced: {in_words(claim['reproduced'])})"


def write(evaluated: Sequence[dict], folder: str) -> None:
    """Write ``conclusions.md`` into `folder`."""
    files.write_text(os.path.join(folder, "conclusions.md"), conclusions_table(evaluated).markdown() + "\n")

"""The thesis' statements about Table 1: how probable each is under a reading."""

from typing import Dict, List

import numpy as np

from original.spec import MODELS
from reproduce.claims.claim import LEDGER, is_within
from reproduce.claims.evidence import Evidence
from reproduce.fidelity.accuracies import PARTS, Table1
from reproduce.fidelity.predictive import Spread
from reproduce.thesis import reported

# Claims that compare rows of Table 1. They follow from its numbers, so they are no evidence beside them.
STATEMENTS = tuple(
    f"table1.{name}"
    for name in ("affine_better", "dtvae_best", "gap_widens", "dtvae_stays", "tps_gains", "vae_like_pca")
)
TABLES = 1000  # drawn for each reading


def probabilities(spread: Dict[str, Spread], cells: Table1, seed: int = 0) -> Dict[str, float]:
    """Return {id of a claim: share of predicted tables in which it counts as reproduced}.

    A predicted table has one further training of each cell; its rows of PCA are the thesis', which ours equal.
    """
    evidence = Evidence("mnist", table1=_predicted(spread, cells, np.random.default_rng(seed)))
    shares = {}
    for name in STATEMENTS:
        claim = LEDGER[name]
        held = [is_within(value, claim.reproduced) for value in claim.values(evidence).values()]
        shares[name] = sum(held) / len(held)
    return shares


def _predicted(spread, cells, rng) -> List[dict]:
    """Rows as of `reproduce.experiments.table1.content`, `TABLES` trainings each, drawn from the predictive."""
    rows = [
        {"input": row["input"], "dim": row["dim"], "per_seed": [{part: row[part] for part in PARTS}]}
        for row in reported.reported("table1")["rows"]
        if row["input"] == "PCA"
    ]
    for (model, dim_z), trainings in cells.items():
        # A covariance from the inverse Wishart and a normal with it: a t distribution, drawn as one.
        wide = (1 + 1 / len(trainings)) * spread[model].scale / (spread[model].df - 1)
        drawn = trainings.mean + rng.multivariate_normal(np.zeros(2), wide, TABLES, method="cholesky") / np.sqrt(
            rng.chisquare(spread[model].df - 1, (TABLES, 1)) / (spread[model].df - 1)
        )
        per_seed = [dict(zip(PARTS, numbers), seed=number) for number, numbers in enumerate(drawn)]
        rows.append({"input": MODELS[model].title, "dim": dim_z, "per_seed": per_seed})
    return rows

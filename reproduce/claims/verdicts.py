"""The claims of the thesis, each with what we measured over all trainings and a verdict.

A claim is a line of ``reported.json``: the thesis' sentence in our words, the function of
`reproduce.claims.measurements` that gives one number for each seed, and the ranges of their mean in which the claim
counts as reproduced or partly reproduced. The ranges were written down before the numbers were there. Those of Table
1's numbers follow from the thesis' own deviations.
"""

import math
import os
import statistics
from collections import Counter

from reproduce import files
from reproduce.claims import measurements, pose_measurements
from reproduce.experiments import render
from reproduce.thesis import reported

VERDICTS = "reproduced", "partly", "not reproduced", "not testable"
WIDER = 2  # a number of Table 1 counts as partly reproduced within so many times reported.TOLERANCE deviations


def ledger():
    """All claims, list of dict: those of Table 1's numbers, then those of ``reported.json``."""
    return [
        _of_number(row, part) for row in reported.reported("table1")["rows"] for part in ("cv_mean", "test")
    ] + reported.reported("claims")


def _of_number(row, part):
    """The claim that one number of Table 1 is what it says."""
    name = "{} ({})".format(row["input"], row["dim"])
    margin = reported.TOLERANCE * row["cv_std"]
    ranges = [[round(row[part] - times * margin, 2), round(row[part] + times * margin, 2)] for times in (1, WIDER)]
    what = "cross-validated" if part == "cv_mean" else "test"
    return {
        "id": "table1.{}.{}".format(name.replace(" ", "").lower(), part),
        "where": "V.ii.1, table 1",
        "claim": f"A linear SVM on {name} has {row[part]:.2f}% {what} accuracy",
        "measure": "accuracy",
        "arguments": {"input": row["input"], "dim": row["dim"], "part": part},
        "obtained": f"{what} accuracy",
        "unit": "%",
        "reported": row[part],
        "known": "as printed",
        "reproduced": ranges[0],
        "partly": ranges[1],
    }


def evaluate(evidence, claims=None):
    """The claims with what was obtained.

    Parameters
    ----------
    evidence : reproduce.claims.measurements.Evidence
    claims : list of dict or None
        As `ledger` gives them, which None takes.

    Returns
    -------
    list of dict
        Each claim with ``dataset``, ``values`` (one for each seed), ``mean``, ``sd`` (None for a single one), ``n``,
        ``verdict`` (one of `VERDICTS`) and ``why``; where trainings in bad local minima matter, ``without_bad_minima``:
        ``mean``, ``n`` and ``verdict`` of the others. The verdict counts all of them.
    """
    others = measurements.without_bad_minima(evidence)
    found = []
    for claim in ledger() if claims is None else claims:
        result, of_others = _evaluated(claim, evidence), _evaluated(claim, others)
        if of_others["values"] != result["values"]:
            result["without_bad_minima"] = {part: of_others[part] for part in ("mean", "n", "verdict")}
        found.append(dict(result, dataset=evidence.dataset))
    return found


def function(name):
    """The function of `reproduce.claims.measurements` or `reproduce.claims.pose_measurements` that decides a claim."""
    return next(getattr(module, name) for module in (measurements, pose_measurements) if hasattr(module, name))


def _evaluated(claim, evidence):
    if claim["measure"] is None:
        return dict(claim, values=[], mean=None, sd=None, n=0, verdict="not testable")
    values = function(claim["measure"])(evidence, **claim.get("arguments", {}))
    values = [float(value) for value in values if value is not None]
    if not values:
        return dict(
            claim, values=[], mean=None, sd=None, n=0, verdict="not testable", why="nothing was measured for it"
        )
    mean = statistics.fmean(values)
    verdict = next(
        (
            name
            for name, within in (("reproduced", claim["reproduced"]), ("partly", claim["partly"]))
            if _is_within(mean, within)
        ),
        "not reproduced",
    )
    return dict(
        claim,
        values=[round(value, 4) for value in values],
        mean=round(mean, 4),
        n=len(values),
        sd=round(statistics.stdev(values), 4) if len(values) > 1 else None,
        verdict=verdict,
        why=_reason(mean, verdict, in_words(claim["reproduced"]), in_words(claim["partly"])),
    )


def _reason(mean, verdict, reproduced, partly):
    if verdict == "reproduced":
        return f"{shown(mean)} is {reproduced}"
    if verdict == "partly":
        return f"{shown(mean)} is not {reproduced}, but {partly}"
    return f"{shown(mean)} is not {partly}"


def _is_within(value, within):
    low, high = [math.inf * sign if end is None else end for end, sign in zip(within, (-1, 1))]
    return low <= round(value, 4) <= high


def in_words(within):
    """A range: ``2 to 5``, ``at least 2``, ``at most 5``."""
    low, high = within
    if low is None:
        return f"at most {high:g}"
    return f"at least {low:g}" if high is None else f"{low:g} to {high:g}"


def shown(value):
    """A number of whatever size in a few digits."""
    return f"{value:.2f}" if abs(value) >= 0.1 or value == 0 else f"{value:.2g}"


def counts(evaluated):
    """How many claims have each verdict, dict in the order of `VERDICTS`."""
    found = Counter(claim["verdict"] for claim in evaluated)
    return {verdict: found[verdict] for verdict in VERDICTS}


def head_count(evaluated):
    """The counts in one sentence, and what they are worth on other data than the thesis'."""
    text = "{} claims: {}".format(
        len(evaluated), ", ".join(f"{number} {verdict}" for verdict, number in counts(evaluated).items())
    )
    datasets = {claim["dataset"] for claim in evaluated} - {"mnist"}
    return (
        text
        if not datasets
        else "{}; on {}, not the thesis' data: these verdicts say nothing about it".format(
            text, ", ".join(sorted(datasets))
        )
    )


def render_claims(evaluated):
    """(header, cells) for `reproduce.experiments.render`."""
    header = ["id", "claim", "thesis", "obtained", "n", "verdict", "what was measured, and for which mean it counts"]
    return header, [
        [
            claim["id"],
            claim["claim"],
            _with_unit(claim, claim.get("reported")),
            obtained(claim),
            claim["n"],
            claim["verdict"],
            _why(claim),
        ]
        for claim in evaluated
    ]


def text(evaluated):
    """The claims for a terminal: id, thesis, obtained, verdict, and the head count."""
    header, cells = render_claims(evaluated)
    shown_columns = [header.index(name) for name in ("id", "thesis", "obtained", "n", "verdict")]
    table = render.text_table(
        [header[column] for column in shown_columns], [[row[column] for column in shown_columns] for row in cells]
    )
    return f"{table}\n\n{head_count(evaluated)}"


def _with_unit(claim, value):
    return "" if value is None else "{:g}{}".format(value, "%" if claim.get("unit") == "%" else "")


def obtained(claim):
    """Mean and deviation of a claim's values in a few digits; empty if there are none."""
    if claim["mean"] is None:
        return ""
    spread = "" if claim["sd"] is None else " ± " + shown(claim["sd"])
    return shown(claim["mean"]) + spread


def _why(claim):
    if claim["mean"] is None:
        return claim["why"]
    unit = " ({})".format(claim["unit"]) if claim["unit"] else ""
    text = "{}{}; reproduced: {}, partly: {}".format(
        claim["obtained"], unit, in_words(claim["reproduced"]), in_words(claim["partly"])
    )
    others = claim.get("without_bad_minima")
    return (
        text
        if others is None
        else "{}. Without the trainings in bad local minima: {}{}".format(
            text, "" if others["mean"] is None else shown(others["mean"]) + ", ", others["verdict"]
        )
    )


def write(evaluated, folder):
    """``claims.json``, ``.csv`` and ``.md`` in `folder`."""
    files.write_json(os.path.join(folder, "claims.json"), evaluated)
    header, cells = render_claims(evaluated)
    files.write_text(
        os.path.join(folder, "claims.md"), f"{render.markdown_table(header, cells)}\n\n{head_count(evaluated)}.\n"
    )
    fields = ["id", "where", "claim", "reported", "mean", "sd", "n", "unit", "verdict", "why"]
    files.write_csv(
        os.path.join(folder, "claims.csv"),
        [{name: claim.get(name, "") for name in fields} for claim in evaluated],
        fields,
    )

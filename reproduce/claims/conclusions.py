"""Prior by prior: what the thesis concluded (sections V.iii and VI), and what the claims came to."""

import os

from reproduce import files
from reproduce.claims.verdicts import in_words, obtained
from reproduce.experiments import render

# Prior on the pose, its options, and the claims that speak of it.
PRIORS = (
    ("flat, a deterministic pose", "flat", ("figure12.thick", "pose.correlation", "song.pose")),
    ("normal around the identity, affine", "normal-identity", ("figure10.identity", "figure10.zoomed")),
    ("normal, mean fitted, affine, six numbers", "normal", ("figure10.sheared",)),
    ("normal, mean fitted, affine, five numbers", "normal --pose affine5", ("figure10.rotation",)),
    ("normal with full covariance, affine and TPS", "full", ("figure11.range", "figure11.extreme")),
    ("the same of a smaller rank", "full --pose-rank k", ("figure11.small_rank",)),
    ("normal, given z", "normal --structure conditional", ("figure10.dependence",)),
    ("all with a density", "", ("approximation",)),
)


def render_table(evaluated):
    """(header, cells) for `reproduce.experiments.render`.

    Parameters
    ----------
    evaluated : list of dict
        As of `reproduce.claims.verdicts.evaluate`.
    """
    by_id = {claim["id"]: claim for claim in evaluated}
    cells = []
    for prior, option, ids in PRIORS:
        for number, claim in enumerate(by_id[name] for name in ids if name in by_id):
            cells.append([prior, option] if number == 0 else ["", ""])
            cells[-1] += [claim["claim"], _found(claim), claim["n"], claim["verdict"]]
    return ["prior on the pose", "--pose-prior", "the thesis", "ours", "n", "verdict"], cells


def _found(claim):
    if claim["mean"] is None:
        return claim["why"]
    return "{}{}: {} (reproduced: {})".format(
        obtained(claim), " " + claim["unit"] if claim["unit"] else "", claim["obtained"], in_words(claim["reproduced"])
    )


def write(evaluated, folder):
    """``conclusions.md`` in `folder`."""
    files.write_text(os.path.join(folder, "conclusions.md"), render.markdown_table(*render_table(evaluated)) + "\n")

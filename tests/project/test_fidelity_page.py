"""The sentences of docs/fidelity.md have numbers of the committed evidence, as its tables do."""

import json
import os
import re

from reproduce import files
from reproduce.fidelity import accuracies, side_by_side
from tools import fidelity_parts, pages

LINES = fidelity_parts.lines()
WRITTEN = pages.BLOCK.sub("", pages.read("docs", "fidelity.md"))


def test_every_column_of_a_reading_has_numbers():
    """A reading that is renamed would leave its columns empty."""
    for part in ("means or draws", "rate and pixels", "author and epsilon"):
        rows = [line for line in fidelity_parts.PARTS[part]().splitlines() if line.startswith("| VAE (8)")]
        assert rows and all(cell.strip() for row in rows for cell in row.strip("|").split("|"))


def test_accuracies_are_those_of_the_thesis_or_of_trainings():
    known = {accuracies.in_short(numbers) for numbers in accuracies.of_thesis().values()}
    for reading, cells in accuracies.lines_by_reading(LINES).items():
        for lines in cells.values():
            known |= {
                accuracies.in_short(side_by_side.means(own, reading)) for own in [lines, *([line] for line in lines)]
            }
    found = re.findall(r"\d\d\.\d\d / \d\d\.\d\d", WRITTEN)
    assert len(found) > 8 and set(found) <= known


def test_code_dimensions_die_when_the_page_says():
    found = {}
    for row in files.read_csv(os.path.join(pages.ROOT, "docs", "code_dimensions.csv")):
        at, in_use = int(row["minibatches"]), int(row["dimensions_in_use"])
        found.setdefault((row["model"], row["setting"]), {})[at] = in_use
    revived, first, last = map(
        int, re.search(r"by the (\d+)th .* from minibatch (\d+) to (\d+)", WRITTEN, re.S).groups()
    )
    assert {dimensions[revived] for (model, _), dimensions in found.items() if model == "vae"} == {20}
    assert min(dimensions[revived] for (model, _), dimensions in found.items() if model == "tvae_affine") >= 15
    vae = found["vae", "rate 1"]
    assert next(at for at in vae if at > revived and vae[at] < 20) == first
    assert next(at for at in vae if set(list(vae.values())[list(vae).index(at) :]) == {8}) == last


def test_unstable_poses_stand_out():
    clean = [line["test"] for line in LINES if "noise" not in line["settings"] and "template_scale" in line["test"]]
    spread = sorted(test["template_scale"] for test in clean)
    assert "over 5 times the template (all others without noise: at most 2.3)" in WRITTEN.replace("\n", " ")
    assert round(spread[-1]) == 5 and round(spread[-2], 1) == 2.3


def test_errors_are_those_that_the_author_noted_or_of_trainings():
    noted = json.loads(pages.read("results", "infer.json"))["notes"]
    found = re.findall(r"\b(\d+\.\d) (?:nats )?(?:with|at|and)", WRITTEN)
    assert len(found) > 3 and set(found) <= {f"{row['best']:.1f}" for row in noted}

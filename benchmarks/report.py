"""Results as text: the tables on the screen and `results.md`."""

from benchmarks.check import in_words
from benchmarks.contenders import ENTRIES, FLOOR, OURS
from benchmarks.goals import verdicts
from benchmarks.ratios import best_of_ours, fastest_peer, of_peer_and_floor

HEADINGS = (
    "model",
    "contender",
    "s/epoch",
    "min",
    "max",
    "/ fastest peer",
    "/ floor",
    "peak MB",
    "cold start s",
    "warm start s",
)


def table(models):
    """Rows of str for {model: results of `benchmarks.duel`}, the headings first."""
    rows = [HEADINGS]
    for model, results in models.items():
        best = best_of_ours(results)
        if best:
            rows.append(_row(model, f"the best of ours: {ENTRIES[best].title}", results, best))
        for name in results:
            rows.append(
                _row(model, ENTRIES[name].title + (" *" if name == fastest_peer(results) else ""), results, name)
            )
    return rows


def _row(model, title, results, name):
    result = results[name]
    return (
        model,
        title,
        *(f"{value:.2f}" for value in (result["median"], min(result["seconds"]), max(result["seconds"]))),
        *("-" if ratio is None else str(ratio) for ratio in of_peer_and_floor(results, name)),
        "{:.0f}".format(result["peak_mb"]),
        _start(name, result, "cold"),
        _start(name, result, "warm"),
    )


def aligned(rows):
    """The rows as text in columns."""
    widths = [max(map(len, column)) for column in zip(*rows)]
    return "\n".join(
        "  ".join(cell.ljust(width) if i < 2 else cell.rjust(width) for i, (cell, width) in enumerate(zip(row, widths)))
        for row in rows
    )


def markdown(results, notes=""):
    """The page `results.md`: `results` is the content of `results.json`, `notes` text that a person wrote."""
    parts = ["# Speed", "Made by `make bench` from `results.json`; written by hand are only the notes at the end."]
    if "training" in results:
        parts += _training(results["training"])
    if "scaling" in results:
        parts += _scaling(results["scaling"])
    if "profile" in results:
        parts += _profile(results["profile"])
    return "\n\n".join(parts + ([notes.strip()] if notes else [])) + "\n"


def _training(section):
    models, run = section["models"], section["run"]
    parts = [
        "## Training one epoch",
        "float32, dim_z {dim_z}, minibatches of {batch_size}, {num_images:,} images, {rounds} rounds in "
        "alternation, {date}. Seconds are medians over the rounds, `*` marks the fastest peer, the floor is the "
        "matrix products alone, forward and both gradients. Ratios are of the same round, medians with the least and "
        "the largest. A start is Python, imports and compiling until the "
        "first epoch can begin, with an empty and with a filled cache.".format(**run),
    ]
    if not run["complete"]:
        parts.append("**This was a short or partial run: its numbers are not the benchmark's.**")
    parts += [
        _markdown_table(table(models)),
        "### Goals",
        "\n".join(f"- {verdict}" for verdict in verdicts(models)) or "None can be told from this run.",
        "### What ran",
        _machine(section["machine"]),
        _markdown_table(_variants(models)),
        "All peers, in all their variants, give our losses for the same weights, images and noise: the largest "
        "relative difference is {}.".format(in_words(section["loss_differences"]))
        if section["loss_differences"]
        else "The losses were not compared in this run.",
        "While another had its turn, no waiting process used more than {:.1%} of a core.".format(
            max(result["idle_cpu"] for results in models.values() for result in results.values())
        ),
    ]
    return parts


def _scaling(section):
    parts = [
        "## How the cost grows",
        "Ours and the matrix products alone, seconds per epoch, medians of {rounds}; elsewhere dim_z {dim_z}, "
        "minibatches of {batch_size}, {num_images:,} images, {date}.".format(**section["run"]),
        _machine(section["machine"]),
    ]
    if not section["run"]["complete"]:
        parts.append("**This was a short or partial run: its numbers are not the benchmark's.**")
    return parts + [_markdown_table(scaling_table(section["rows"]))]


def scaling_table(measured):
    """Rows of str, the headings first."""
    rows = [("model", "varied", "value", "ours", "floor", "ratio", "us per image")]
    for row in measured:
        rows.append(
            (
                row["model"],
                row["axis"],
                "{:g}".format(row[row["axis"]]),
                f"{row[OURS]:.2f}",
                f"{row[FLOOR]:.2f}",
                f"{row[OURS] / row[FLOOR]:.2f}",
                "{:.1f}".format(row[OURS] / row["num_images"] * 1e6),
            )
        )
    return rows


def _profile(section):
    return [
        "## Where the time of our epoch goes",
        "Shares of one epoch by Theano's profiler, percent, dim_z {dim_z}, minibatches of {batch_size}, "
        "{num_images:,} images, {date}. The products of the sampling positions count as matrix products.".format(
            **section["run"]
        ),
        _machine(section["machine"]),
        _markdown_table(profile_table(section["models"])),
    ]


def profile_table(models):
    """Rows of str for {model: {group: share}}, the headings first."""
    groups = list(dict.fromkeys(group for shares in models.values() for group in shares))
    return [("model",) + tuple(groups)] + [
        (model,) + tuple(f"{100 * shares.get(group, 0):.1f}" for group in groups) for model, shares in models.items()
    ]


def _variants(models):
    """For each contender its versions, and for each model which of its variants was the fastest."""
    rows = [("contender", "versions") + tuple(models)]
    for name in next(iter(models.values())):
        versions = next(iter(models.values()))[name]["versions"]
        rows.append(
            (ENTRIES[name].title, ", ".join("{} {}".format(*item) for item in versions.items()))
            + tuple(results[name]["variant"].replace("only", "-") for results in models.values())
        )
    return rows


def _machine(machine):
    return "{processor}, {cores} cores, {threads} threads used, {memory_gb} GB, {system}, Python {python}.".format(
        **machine
    )


def _start(name, result, kind):
    return "-" if name == FLOOR else f"{sum(result[kind].values()):.1f}"


def _markdown_table(rows):
    lines = ["| {} |".format(" | ".join(row)) for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0])] + lines[1:])

"""Rows of evidence that are made up, for tests of the claims."""

from reproduce.claims.evidence import Evidence
from original.spec import name_of
from reproduce.thesis import reported

SEEDS = (0, 1)


def evidence(**parts):
    return Evidence(dataset="mnist", **parts)


def table1(accuracies=None):
    """Rows of Table 1 in which each number is the thesis', or of `accuracies` by (id, dim): one for each seed, or one
    for all."""
    rows = []
    for row in reported.reported("table1")["rows"]:
        given = (accuracies or {}).get((name_of(row["input"]), row["dim"]))
        if row["input"].startswith(("PCA", "Raw")):
            seeds = [{}]
        else:
            seeds = [{"seed": seed} for seed in (given if isinstance(given, dict) else SEEDS)]
        per_seed = []
        for seed in seeds:
            value = given[seed["seed"]] if isinstance(given, dict) else given
            numbers = {part: row[part] if value is None else value for part in ("cv_mean", "test")}
            per_seed.append(dict(seed, **numbers))
        rows.append({"input": row["input"], "dim": row["dim"], "per_seed": per_seed})
    return rows


def curve(model, errors, excess=0.0, seeds=SEEDS):
    """Rows of figure 5: {dimensions: test error}; the training error is lower by the share `excess`."""
    return [
        {
            "model": model,
            "dimensions": at,
            "seed": seed,
            "test_reconstruction": error,
            "train_reconstruction": error / (1 + excess),
        }
        for seed in seeds
        for at, error in errors.items()
    ]


def quality(model, values, part="frechet", seeds=SEEDS):
    return [
        {"model": model, "dimensions": at, "seed": seed, part: value} for seed in seeds for at, value in values.items()
    ]


def priors(
    model, prior=(1.0, 1.0), posterior=(1.0, 1.0), elbo=-100.0, log_sigma=None, five=None, seeds=SEEDS, by_seed=0.0
):
    """Rows of priors.json: (spread, extreme) of prior and posterior; with each seed those of the prior and the bound
    grow by `by_seed`."""
    return [
        dict(
            {part: value for part, value in model._asdict().items() if part != "model"},
            model=model.model,
            seed=seed,
            elbo=elbo + seed * by_seed,
            parameters={"prior_log_sigma.values": log_sigma},
            prior={"spread": prior[0] + seed * by_seed, "extreme": prior[1] + seed * by_seed},
            posterior={"spread": posterior[0], "extreme": posterior[1], "five": {"mean": five}},
        )
        for seed in seeds
    ]

"""Measuring functions by name, and numbers by the seed of their training: a comparison is of trainings of one seed."""

from typing import Any, Callable, Dict, Iterable, List, Mapping, Optional, Sequence

import numpy as np

from original.registry import Registry

EVERY = None  # in place of a seed: a number that no training decides counts for every seed

BySeed = Dict[Optional[int], Any]


MEASURES = Registry("measuring function")


def measuring(function: Callable[..., BySeed]) -> Callable[..., BySeed]:
    """Enter a function into `MEASURES`; ValueError if there is one of its name.

    ``function(evidence, **arguments)`` gives a number for each seed that has all that the number needs.
    """
    function.name = function.__name__  # type: ignore[attr-defined] # by which a registry knows an entry
    return MEASURES.add(function)


def by_seed(rows: Iterable[Mapping], value: Callable[[Mapping], Any]) -> BySeed:
    """Return the `value` of each of the `rows` by its seed; a row without one counts for `EVERY` seed."""
    return {row.get("seed", EVERY): value(row) for row in rows}


def paired(*values: BySeed) -> BySeed:
    """Return the tuple of all `values` of each seed that has them all, in the order of the seeds."""
    seeds = [{seed for seed in of_seed if seed is not None} for of_seed in values if EVERY not in of_seed]
    if not values:
        return {}
    common: Iterable[Optional[int]] = sorted(set.intersection(*seeds)) if seeds else (EVERY,)
    return {seed: tuple(of_seed[EVERY if EVERY in of_seed else seed] for of_seed in values) for seed in common}


def each(function: Callable[..., float], *values: BySeed) -> BySeed:
    """Return ``function(*values)`` of each seed that has them all: {seed: float}."""
    return {seed: float(function(*together)) for seed, together in paired(*values).items()}


def difference(more: BySeed, less: BySeed) -> BySeed:
    """Return by seed how much more the one is than the other."""
    return each(np.subtract, more, less)


def curves(rows: Iterable[Mapping], model: str, part: str) -> BySeed:
    """Return a model's curves, {seed: {latent variables: value of `part`}}."""
    found: BySeed = {}
    for row in rows:
        if row["model"] == model:
            found.setdefault(row["seed"], {})[row["dimensions"]] = row[part]
    return found


def at(points: BySeed, dimensions: Sequence[int]) -> Dict[Optional[int], List[float]]:
    """Return the values of curves at `dimensions`, of the seeds that have them all."""
    return {
        seed: [curve[where] for where in dimensions] for seed, curve in points.items() if set(dimensions) <= set(curve)
    }

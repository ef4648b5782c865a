"""Measures that decide the claims, one file for each table or figure that they speak of.

A claim names a function of `reproduce.claims.measuring.MEASURES`, which importing this package fills.
"""

from reproduce.claims.measures import (  # noqa: F401
    denoising,
    discrete,
    figure5,
    figure8,
    figure12,
    grey_levels,
    likelihood,
    pose,
    priors,
    recovery,
    samples,
    table1,
)

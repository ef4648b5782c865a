"""Experiments: what is trained for each table and figure, what is measured, and the tables themselves.

Importing this package declares all of them, in the order in which commands, targets and sections of the report stand.
To add one, write its module and add the module's name here.
"""

import importlib

MODULES = (
    "table1",
    *(f"figure{number}" for number in range(1, 13)),
    "sample_quality",
    "priors",
    "likelihood",
    "recovery",
    "denoising",
    "discrete",
    "conditional",
    "readings",
    "statements",
)

for _name in MODULES:
    importlib.import_module(f"{__name__}.{_name}")

"""The files of the project's own code: a virtual environment among them, as the benchmark makes, is not ours."""

import os

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def own(tops, endings=(".py",)):
    """Return the files of such endings under the folders `tops`: paths relative to the checkout, sorted."""
    found = []
    for top in tops:
        for folder, below, names in os.walk(os.path.join(ROOT, top)):
            below[:] = [name for name in below if not name.startswith(".")]
            found += [os.path.relpath(os.path.join(folder, name), ROOT) for name in names if name.endswith(endings)]
    return sorted(found)

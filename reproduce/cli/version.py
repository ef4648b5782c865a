"""The text of ``--version``: the version, the engine with its own, and the commit of a checkout."""

from importlib.metadata import PackageNotFoundError, version

from original import engines
from original.engines import ENGINES, choice
from reproduce import __version__


def text() -> str:
    """Return the line; nothing is started for it."""
    from reproduce.report import provenance  # here, since it starts processes, which help has no need of

    commit = provenance.commit()
    return ", ".join(filter(None, [f"reproduce {__version__}", _engine(), commit and f"commit {commit}"]))


def _engine():
    try:
        name, backend = choice.decide()
    except engines.StackError:
        return "no engine"
    package = ENGINES[name].packages[0]
    try:
        return f"{package} {version(package)} through {backend}"
    except PackageNotFoundError:
        return f"{package} through {backend}"

"""Versions of installed packages."""

from typing import Optional


def version_of(package: str) -> Optional[str]:
    """Return the version of a package, None if it is not installed."""
    from importlib.metadata import PackageNotFoundError, version  # here, since `reproduce --help` asks for none

    try:
        return version(package)
    except PackageNotFoundError:
        return None

"""The number of cores that this process may use, `cores`."""

from original.engines.c.threads import cores

__all__ = ["cores"]

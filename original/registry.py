"""Registries of what exists: models, priors, data sets, experiments, claims. Each is declared once, by one entry."""

from collections.abc import Mapping
from typing import Any, Collection, Dict, Iterable


def check_choice(what: str, value, choices: Collection):
    """Return `value`, or raise ValueError unless it is one of `choices`; `what` names it."""
    if value not in choices:
        raise ValueError(f"{what} must be one of {', '.join(map(str, choices))}, got {value!r}")
    return value


class Registry(Mapping):
    """Entries in the order in which they were added, by their attribute `name`.

    Parameters
    ----------
    kind : str
        What an entry is, for messages: 'prior' for instance.
    entries : iterable
    """

    def __init__(self, kind: str, entries: Iterable = ()):
        self.kind = kind
        self._entries: Dict[str, Any] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry):
        """Add an entry and return it; ValueError if there is one of that name."""
        if entry.name in self._entries:
            raise ValueError(f"there is a {self.kind} {entry.name!r} already")
        self._entries[entry.name] = entry
        return entry

    def remove(self, name):
        """Take an entry out and return it; KeyError if there is none."""
        entry = self[name]
        del self._entries[name]
        return entry

    def __getitem__(self, name):
        try:
            return self._entries[name]
        except (KeyError, TypeError):
            raise KeyError(f"unknown {self.kind} {name!r}; there are {', '.join(self._entries)}") from None

    def __contains__(self, name):  # without the message of `__getitem__`, which costs time
        return isinstance(name, str) and name in self._entries

    def __iter__(self):
        return iter(self._entries)

    def __len__(self):
        return len(self._entries)

"""Suggestions for what is typed: the name that was probably meant."""

from typing import Iterable, List

LEAST = 3  # letters of a part that is taken for a whole name
SIMILAR = 0.7  # of 1, as difflib counts


def closest(typed: object, known: Iterable) -> List[str]:
    """Return the name among `known` that was probably meant by `typed`, in a list; [] if none is like it."""
    import difflib  # here, since what is typed right needs none

    asked, names = _plain(str(typed)), {_plain(str(name)): str(name) for name in known}
    if len(asked) >= LEAST:
        for is_meant in (str.startswith, str.__contains__):
            found = [name for plain, name in names.items() if is_meant(plain, asked)]
            if found:
                return found[:1]
    return [names[plain] for plain in difflib.get_close_matches(asked, names, n=1, cutoff=SIMILAR)]


def did_you_mean(typed: object, known: Iterable) -> str:
    """Return ``; did you mean 'figure5'?``, or '' where `closest` finds none."""
    return "".join(f"; did you mean {name!r}?" for name in closest(typed, known))


def _plain(name):
    """Return a name without what is mistaken first: capitals, hyphens, underscores."""
    return name.lower().replace("-", "").replace("_", "")

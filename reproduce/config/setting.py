"""A setting of `Config`: a dataclass field with its help, its limits, and what the thesis leaves open of it."""

import dataclasses
import math
import numbers
import reprlib
import struct
import sys
from typing import Any, Callable, Iterable, Mapping, Optional, Sequence, Tuple, Union

from original.spec import Model
from reproduce.errors import ConfigError
from reproduce.suggestions import did_you_mean

LARGEST = 2**63 - 1  # of the whole numbers of NumPy and C; it also keeps the names of runs short
NUMBERS = {int: numbers.Integral, float: numbers.Real}  # what a setting of a type takes; booleans are neither
NO_DEFAULT = dataclasses.MISSING


@dataclasses.dataclass(frozen=True)
class Reading:
    """A row of the interpretations: a point that the thesis leaves open, and our reading of it.

    Attributes
    ----------
    open : str
        The point, where possible in the thesis' words.
    where : str
        Section, figure or equation of the thesis; – if it says nothing.
    reading : str
        Our default.
    why : str
    alternatives : tuple of (str, dict)
        Other readings: title, and the settings that make it. `reproduce readings` trains them.
    option : str
        The option that is typed, where it is not the setting of the same name.
    """

    open: str
    where: str
    reading: str
    why: str = "–"
    alternatives: Tuple[Tuple[str, dict], ...] = dataclasses.field(default=(), hash=False)
    option: str = ""


def setting(
    default: Any,
    help: str,
    choices: Union[Iterable, Callable[[], Iterable], None] = None,
    at_least: Optional[float] = None,
    at_most: Optional[float] = None,
    above: Optional[float] = None,
    words: Tuple[str, ...] = (),
    applies: Optional[Callable[[Model], bool]] = None,
    readings: Sequence[Reading] = (),
    accepts: Optional[Callable[[Any], bool]] = None,
    bare: Any = None,
) -> Any:
    """Return a field of `Config`.

    Parameters
    ----------
    default : value
        `NO_DEFAULT` for none.
    help : str
        For the command line.
    choices : Registry, tuple or callable or None
        The values that there are; a callable gives them when they are asked for.
    at_least, at_most, above : number or None
        Limits. A number that is 0 or infinite in single precision, in which models are trained, counts as such.
    words : tuple of str
        Words that a number may be replaced by.
    applies : callable or None
        Says of an `original.spec.Model` whether the setting means something to it; None: to all.
    readings : sequence of Reading
    accepts : callable or None
        Says of a value whether it may be taken beside `choices`.
    bare : value or None
        What the option means that is typed without a value; None: it takes one.
    """
    metadata = {
        "help": help,
        "choices": choices,
        "at_least": at_least,
        "at_most": at_most,
        "above": above,
        "words": words,
        "applies": applies,
        "readings": tuple(readings),
        "accepts": accepts,
        "bare": bare,
    }
    return dataclasses.field(default=default, metadata=metadata)


def choices_of(field: dataclasses.Field) -> tuple:
    """Return the values that a field may have as a tuple; empty if there is no list of them."""
    choices = field.metadata["choices"]
    return tuple(choices() if callable(choices) else choices or ())


def applies(field: dataclasses.Field, model: Model) -> bool:
    """Return whether the setting `field` means something to `model`."""
    condition = field.metadata.get("applies")
    return condition is None or condition(model)


def check(field: dataclasses.Field, value: Any) -> None:
    """Raise `ConfigError` if `value` is not one that the setting `field` can take."""
    name, rules = field.name, field.metadata
    expected: Any = field.type
    if isinstance(value, str) and value in rules.get("words", ()):
        return
    accepted = NUMBERS.get(expected, expected)  # of NumPy, too
    if isinstance(value, bool) or not isinstance(value, accepted):
        raise ConfigError(f"{name} must be of type {expected.__name__}, got {shown(value)}")
    if expected is float and not abs(value) <= sys.float_info.max:  # this way round NaN is refused, too
        raise ConfigError(f"{name} must be finite, got {shown(value)}")
    choices = choices_of(field)
    accepts = rules.get("accepts")
    if choices and value not in choices and not (accepts and accepts(value)):
        meant = did_you_mean(value, choices) if isinstance(value, str) else ""
        raise ConfigError(f"{name} must be one of {', '.join(map(str, choices))}, got {shown(value)}{meant}")
    if rules["at_least"] is not None and value < rules["at_least"]:
        raise ConfigError(f"{name} must be at least {rules['at_least']}, got {shown(value)}")
    if rules.get("at_most") is not None and value > rules["at_most"]:
        raise ConfigError(f"{name} must be at most {rules['at_most']}, or no loss is finite; got {shown(value)}")
    if rules["above"] is not None and _single(value) <= rules["above"]:
        raise ConfigError(f"{name} must be above {rules['above']}, got {shown(value)}{_as_single(value)}")
    if expected is float and _single(value) == math.inf:
        raise ConfigError(f"{name} must be finite, got {shown(value)}{_as_single(value)}")
    if expected is int and value > LARGEST:
        raise ConfigError(f"{name} must be at most {LARGEST}, got {shown(value)}")


def _single(value):
    """Return a number as single precision has it, infinite if it is too large for that."""
    try:
        return struct.unpack("f", struct.pack("f", value))[0]
    except OverflowError:
        return math.copysign(math.inf, value)


def _as_single(value):
    """Return words for a number that is 0 or infinite in single precision only."""
    return f", which is {_single(value):g} in single precision" if value and not math.isinf(value) else ""


def in_words(settings: Mapping[str, Any]) -> str:
    """Return settings by name as ``batch size 100, epsilon 1e-08``."""
    return ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in settings.items())


def shown_name(name: Any) -> str:
    """Return the name of a setting for a message: as it is, or quoted if it is no name at all."""
    return name if isinstance(name, str) and name.isidentifier() else shown(name)


def shown(value: Any) -> str:
    """Return a value for a message, in one short line whatever it is."""
    try:
        return reprlib.repr(value)
    except ValueError:  # a number of more digits than Python writes out
        return "a number with too many digits"

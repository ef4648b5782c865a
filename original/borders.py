"""The grey level outside an image. Starts no engine."""

from numbers import Real
from typing import Any

from original.registry import check_choice
from original.spec import BORDER_MODES


def border_level(border_mode: str, border_value: Any) -> float:
    """Return the grey level that stands outside an image under the modes 'zeros' and 'constant'; 0 for the others.

    Raises
    ------
    ValueError
        For an unknown mode, a value outside [0, 1], and a value other than 0 for a mode that takes none.
    """
    check_choice("border_mode", border_mode, BORDER_MODES)
    is_number = isinstance(border_value, Real) and not isinstance(border_value, bool)
    if not is_number or not 0 <= border_value <= 1:  # this way round NaN is refused, too
        raise ValueError(f"border_value must be a grey level in [0, 1], got {border_value!r}")
    if border_value and border_mode != "constant":
        raise ValueError(f"border_value {float(border_value):g} needs border_mode constant, got {border_mode}")
    return float(border_value)

"""Which flags of the user go with the models; all others end in one line, before anything is compiled."""

from typing import Collection, Dict, Iterable

from original.engines import StackError

FLOATS = ("float32", "float64")
# They let a compiler assume that no NaN occurs, and a training is stopped by looking for NaN.
FAST_MATH = ("-ffast-math", "-Ofast", "-ffinite-math-only")


def check(engine, variable: str, names: Iterable[str], modes: Collection[str], linkers: Collection[str] = ()) -> None:
    """Raise StackError if the flags of the module `engine` are none, or values that its models can't run with.

    Parameters
    ----------
    engine : module
    variable : str
        The environment variable of the flags, for messages.
    names : iterable of str
        Of the flags that are set there; the engine itself passes over those that it does not know.
    modes, linkers : collection of str
        Those that compile kernels; no linkers: any.
    """
    config = engine.config
    unknown = [name for name in names if not hasattr(config, name)]
    if unknown:
        raise StackError(f"{variable}: there is no flag {unknown[0]}")
    rules: Dict[str, Collection[str]] = {"floatX": FLOATS, "mode": modes}
    if linkers:
        rules["linker"] = linkers
    for name, allowed in rules.items():
        value = str(getattr(config, name))
        if value not in allowed:
            raise StackError(
                f"{name}={value}, from {variable} or its file, is none that the models run with: {' or '.join(allowed)}"
            )
    for flag in FAST_MATH:
        if flag in config.gcc__cxxflags.split():
            raise StackError(f"{variable}: with {flag} in gcc__cxxflags a training that diverges would not be noticed")

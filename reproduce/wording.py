"""Words of messages, tables and figures that depend on a number."""


def counted(number: int, noun: str) -> str:
    """Return ``1 run`` or ``1,200 runs``, of the `noun` in the singular."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"

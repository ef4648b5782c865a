"""The first screen of the report in sentences: what was reproduced, what was not, what the thesis probably ran."""

from typing import Any, Dict, List, Mapping, Optional, Sequence

from reproduce.claims import verdicts
from reproduce.config.recipes import RECIPES, titles
from reproduce.fidelity.content import main_comparison


def counts(judged: Mapping[str, Sequence[dict]]) -> List[dict]:
    """Return for each recipe its ``title``, and ``counts`` by verdict with and (``sound``) without bad minima."""
    return [
        {
            "recipe": recipe,
            "title": titles()[recipe],
            "number": len(evaluated),
            "counts": verdicts.counts(evaluated),
            "sound": verdicts.counts(evaluated, sound=True),
        }
        for recipe, evaluated in judged.items()
    ]


def reproduced(judged: Mapping[str, Sequence[dict]]) -> str:
    """Return how many claims came true under each recipe, in sentences; empty if none was judged."""
    counted = counts(judged)
    if not counted:
        return ""
    first, *others = counted
    text = (
        f"Of {first['number']} numbers and claims of the thesis {first['counts']['reproduced']} are reproduced, "
        f"{first['counts']['partly']} partly and {first['counts']['not reproduced']} not, with its models trained as "
        "it is written."
    )
    for other in others:
        text += (
            f" Trained by the recipe {other['recipe']} ({RECIPES[other['recipe']].what}), it is "
            f"{other['counts']['reproduced']}, {other['counts']['partly']} and {other['counts']['not reproduced']}"
        )
        untested = other["counts"]["not testable"]
        text += f"; {untested} {'was' if untested == 1 else 'were'} not tested under it." if untested else "."
    if others:
        text += f" {verdicts.agreement(judged)}"
    return text


def most_probable(inferred: Optional[Dict[str, Any]]) -> str:
    """Return what the thesis most probably ran, and how sure that is; empty without a ranking.

    `inferred`: the content of ``infer.json``, see `reproduce.fidelity.content.infer`.
    """
    ranked = main_comparison(inferred)["readings"] if inferred else []
    if not ranked:
        return ""
    first = ranked[0]
    text = (
        f"Of {len(ranked)} ways to read it, its numbers are most probable under “{first['name']}”: "
        f"{_percent(first['probability'])} if its trainings scatter as ours do, "
        f"{_percent(first['probability_stretched'])} if something else is missing"
    )
    surest = max(ranked, key=lambda reading: reading["probability_stretched"])
    if surest is not first:
        text += f", where “{surest['name']}” has {_percent(surest['probability_stretched'])}"
    return f"{text}. {first['inside']} of its 16 numbers lie where a further training under that reading would."


def _percent(share):
    return f"{share:.0%}"

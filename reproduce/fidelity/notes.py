"""Reconstruction errors that the author noted beside his program, and what trainings of the evidence come to."""

import statistics
from dataclasses import dataclass, field
from typing import Any, Dict, Iterable, List, Mapping, Tuple

from reproduce.config import Config
from reproduce.config.recipes import AS_WRITTEN
from reproduce.config.setting import in_words
from reproduce.runs.evidence import is_reference


@dataclass(frozen=True)
class Note:
    """A noted error, nats per image, probably at the means of q in the best epoch of 50."""

    what: str
    settings: Mapping[str, Any] = field(hash=False)  # of `Config`; in others a training may differ
    nats: Tuple[float, float] = (0, 0)  # from, to


SMALL = {"model": "vae", "hidden_units": 128, "hidden_layers": 1}
NOTES = (
    Note("VAE (2), one layer of 128", {**SMALL, "dim_z": 2}, (152, 152)),
    Note("VAE (8), one layer of 128", {**SMALL, "dim_z": 8}, (124, 124)),
    Note("VAE (24), 512 units", {"model": "vae", "dim_z": 24, "hidden_units": 512}, (73, 74)),
)


def compared(lines: Iterable[dict]) -> List[Dict[str, Any]]:
    """Return a dict for each note and way to train: ``note``, ``nats``, ``training``, ``best``, ``in_use``, ``seeds``.

    ``training`` are the settings that differ from the author's minibatches of 100 and from the note's own; ``best`` is
    the least error at the means of q on the test images, nats, mean over the seeds.
    """
    found: Dict[tuple, List[dict]] = {}
    for line in lines:
        settings = Config.from_dict(line["settings"]).changed("dim_z")
        for note in NOTES:
            of_note = dict(note.settings, batch_size=100)
            if "best" in line and is_reference(line) and of_note.items() <= settings.items():
                own = {name: value for name, value in settings.items() if name not in (*of_note, "seed")}
                found.setdefault((note, in_words(own) or AS_WRITTEN), []).append(line)
    return [
        {
            "note": note.what,
            "nats": list(note.nats),
            "training": training,
            "best": statistics.fmean(line["best"]["reconstruction_mean"] for line in own),
            "in_use": statistics.fmean(line["dimensions_in_use"] for line in own),
            "seeds": len(own),
        }
        for (note, training), own in sorted(found.items(), key=lambda item: (NOTES.index(item[0][0]), item[0][1]))
    ]

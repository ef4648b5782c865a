"""Checkpoints of a training under way: the last two, each written as a whole, none trusted unread.

===========================  =====================================================================
``checkpoint.npz``           weights, optimizer, position in the epoch, history; the newest
``checkpoint-previous.npz``  the one before it, for the case that the newest turns out to be damaged
``*.damaged``                what could not be used, set aside
===========================  =====================================================================
"""

import json
import os
from typing import Callable, Dict, Optional

import numpy as np

from reproduce import files

NEWEST, PREVIOUS = "checkpoint.npz", "checkpoint-previous.npz"


def write(folder: str, key: str, state: Dict[str, np.ndarray], record: dict) -> None:
    """Write ``checkpoint.npz``, after what has that name becomes the previous one.

    Parameters
    ----------
    folder : str
    key : str
        Of the run; a checkpoint of another one is not used.
    state : dict of str to ndarray
        See `original.training.Trainer.get_state`.
    record : dict
        What else to go on from, for JSON: the history.
    """
    newest = os.path.join(folder, NEWEST)
    with files.atomic(newest) as file:
        np.savez(file, key=np.array(key), record=np.array(json.dumps(record)), **state)
        if os.path.exists(newest):
            os.replace(newest, os.path.join(folder, PREVIOUS))


def resume(folder: str, key: str, take_up: Callable) -> Optional[dict]:
    """Hand the newest sound checkpoint of the run `key` to ``take_up(state, record)``; return its record, or None.

    A checkpoint that is damaged, of another run, or refused by `take_up` is set aside with a message, and the one
    before it is used.
    """
    for name in (NEWEST, PREVIOUS):
        path = os.path.join(folder, name)
        if not os.path.lexists(path):
            continue
        try:
            arrays = files.read_npz(path)
            if arrays.pop("key").item() != key:
                raise ValueError("it is of another run, or of another version of the numerics")
            record = json.loads(arrays.pop("record").item())
            take_up(arrays, record)
            return record
        except files.UNUSABLE as error:
            files.set_aside(path, error)
    return None


def remove(folder: str) -> None:
    """Remove the checkpoints of a run that is finished."""
    for name in (NEWEST, PREVIOUS):
        if os.path.lexists(os.path.join(folder, name)):
            os.remove(os.path.join(folder, name))

"""Checkpoints: the newest sound one is used, whatever the others are."""

import errno
import os

import numpy as np
import pytest

from reproduce import files
from reproduce.errors import StoreError
from reproduce.runs import checkpoints

STATE = {"encoder1.W": np.arange(600, dtype="float32").reshape(20, 30), "sums": np.array([1.5, -2.0, 0.0])}


@pytest.fixture
def folder(tmp_path):
    """Two checkpoints of the run "key": records 1 and, newer, 2."""
    for record in (1, 2):
        checkpoints.write(str(tmp_path), "key", STATE, record)
    return str(tmp_path)


def resume(folder, key="key"):
    """(record, states that were taken up)."""
    taken = []
    return checkpoints.resume(folder, key, lambda state, record: taken.append(state)), taken


def test_the_newest_is_taken_up_with_every_bit(folder):
    record, (state,) = resume(folder)
    assert record == 2 and sorted(state) == sorted(STATE)
    for name in STATE:
        np.testing.assert_array_equal(state[name], STATE[name])
        assert state[name].dtype == STATE[name].dtype


def test_the_last_two_are_kept(folder):
    checkpoints.write(folder, "key", STATE, 3)
    assert sorted(os.listdir(folder)) == ["checkpoint-previous.npz", "checkpoint.npz"]
    os.remove(os.path.join(folder, "checkpoint.npz"))  # as if killed between the two renames
    assert resume(folder)[0] == 2


def damaged(content):
    """Each way in which a checkpoint can be damaged: `content` of a sound one to that of a damaged one."""

    def flipped(place):
        return content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :]

    half, directory = len(content) // 2, content.rindex(b"PK\x01\x02")
    # Byte 10 of an entry in the directory of a zip file is the method of compression.
    return {
        "empty": b"",
        "garbage": b"garbage" * 100,
        "cut off": content[:half],
        "a byte in an array": flipped(half),
        "a byte in the directory": flipped(directory + 10),
    }


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut off", "a byte in an array", "a byte in the directory"])
def test_a_damaged_one_is_set_aside_for_the_one_before(folder, damage, capsys):
    path = os.path.join(folder, "checkpoint.npz")
    with open(path, "rb") as file:
        content = file.read()
    with open(path, "wb") as file:
        file.write(damaged(content)[damage])
    record, taken = resume(folder)
    assert record == 1 and len(taken) == 1
    message = capsys.readouterr().err
    assert message.startswith(path + " can't be used (") and message.count("\n") == 1
    assert sorted(os.listdir(folder)) == ["checkpoint-previous.npz", "checkpoint.npz.damaged"]


@pytest.mark.parametrize(
    "arrays",
    [
        {},
        {"key": np.array("key")},
        {"key": np.array(3), "record": np.array("[]")},
        {"key": np.array("key"), "record": np.array("{")},
        {"key": np.array("key"), "record": np.array(["1", "2"])},
    ],
)
def test_one_without_its_parts(folder, arrays, capsys):
    files.write_npz(os.path.join(folder, "checkpoint.npz"), arrays)
    assert resume(folder)[0] == 1
    assert "set aside" in capsys.readouterr().err


def test_those_of_another_run_are_not_used(folder, capsys):
    assert resume(folder, "other") == (None, [])
    assert capsys.readouterr().err.count("of another run, or of another version of the numerics") == 2


def test_one_that_the_model_refuses(folder, capsys):
    refused = []

    def take_up(state, record):
        if not refused:
            refused.append(state)
            raise ValueError("encoder1.W has shape (784, 256), expected (784, 128)")

    assert checkpoints.resume(folder, "key", take_up) == 1
    assert "encoder1.W has shape" in capsys.readouterr().err


def test_pickles_are_not_opened(folder, capsys):
    class Hostile:
        def __reduce__(self):
            return os.mkdir, (os.path.join(folder, "opened"),)

    np.savez(
        os.path.join(folder, "checkpoint.npz"),
        key=np.array("key"),
        record=np.array("2"),
        state=np.array([Hostile()], dtype=object),
    )
    assert resume(folder)[0] == 1
    assert not os.path.exists(os.path.join(folder, "opened"))


def test_none_is_nothing_to_tell(tmp_path, capsys):
    assert resume(str(tmp_path)) == (None, [])
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("call", ["fsync", "replace"])
@pytest.mark.parametrize("number", [1, 2])
def test_no_room_leaves_a_sound_one(folder, monkeypatch, call, number):
    calls, real = [], getattr(os, call)

    def full(*args):
        calls.append(args)
        if len(calls) == number:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(*args)

    monkeypatch.setattr(os, call, full)
    try:
        checkpoints.write(folder, "key", STATE, 3)
    except StoreError as error:
        assert "No space left on device" in str(error)
    monkeypatch.undo()
    assert resume(folder)[0] in (2, 3)
    assert not [name for name in os.listdir(folder) if name.endswith(".part")]


def test_remove(folder):
    checkpoints.remove(folder)
    assert os.listdir(folder) == []

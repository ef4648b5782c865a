"""``reproduce runs`` and ``reproduce plan``, as they are typed."""

import json
import os
import time

import pytest

from reproduce.cli import commands, runs
from reproduce.config import Config

CONFIG = Config("vae", dim_z=2, dataset="digits", epochs=1)


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder of results with three short trainings."""
    results = str(tmp_path_factory.mktemp("results"))
    for words in (["2"], ["2", "--learning-rate", "0.5"], ["3"]):
        words = ["train", "vae", "--dataset", "digits", "--epochs", "1", "--results", results, "--dim-z", *words]
        assert commands.main(words) == 0
    return results


@pytest.fixture
def run(trained, capsys):
    def run(*words):
        capsys.readouterr()
        return (commands.main([*words, "--results", trained]), *capsys.readouterr())

    return run


def test_a_group_alone_prints_its_help(capsys):
    for group in ("runs", "plan"):
        assert commands.main([group]) == 0
        assert f"usage: reproduce {group}" in capsys.readouterr().out


def test_list_shows_each_run(run):
    code, out, _ = run("runs", "list")
    assert code == 0 and "digits-vae-z3-s0-" in out and "3 runs, " in out and "learning rate 0.5" in out
    assert "digits-vae-z3-s0-" not in run("runs", "list", "z2")[1]


def test_as_json_a_run_has_its_numbers(run):
    code, out, _ = run("runs", "list", "z3", "--json")
    (row,) = json.loads(out)
    assert code == 0 and (row["model"], row["dim_z"], row["epochs_done"], row["epochs"]) == ("vae", 3, 1, 1)
    assert row["test_elbo"] < 0 and row["bytes"] > 1e6 and time.time() - row["changed"] < 3600


def test_show_tells_how_to_go_on(run):
    code, out, _ = run("runs", "show", "z3")
    assert code == 0 and "reproduce.load(folder=" in out and "Lasagne" in out and "test elbo" in out
    assert json.loads(run("runs", "show", "z3", "--json")[1])["settings"] == {
        "model": "vae",
        "dim_z": 3,
        "dataset": "digits",
        "epochs": 1,
    }


def test_diff_leaves_out_what_is_the_same(run):
    names = CONFIG.key(), Config("vae", dim_z=2, dataset="digits", epochs=1, learning_rate=0.5).key()
    code, out, _ = run("runs", "diff", *names)
    assert code == 0 and "learning rate" in out and "Lasagne" not in out and "dim z" not in out
    assert json.loads(run("runs", "diff", *names, "--json")[1])["learning_rate"] == dict(zip(names, (1.0, 0.5)))
    assert "do not differ" in run("runs", "diff", names[0], names[0])[1]


def test_a_run_that_is_not_there_is_told(run):
    code, _, err = run("runs", "show", "z9")
    assert code == 5 and "reproduce runs list" in err


def test_nothing_is_removed_without_a_word(run, trained, monkeypatch):
    name = CONFIG.key()
    monkeypatch.setattr("sys.stdin", open(os.devnull))
    code, out, err = run("runs", "remove", name)
    assert code == 2 and name in out and "--yes" in err
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for answer, stays in (("", True), ("n", True), ("y", False)):
        monkeypatch.setattr("builtins.input", lambda prompt, answer=answer: answer)
        assert run("runs", "remove", name)[0] == 0
        assert os.path.exists(os.path.join(trained, "runs", name)) == stays
    assert run("train", "vae", "--dataset", "digits", "--epochs", "1", "--dim-z", "2")[0] == 0  # as it was


def test_gc_says_what_it_removes(run, trained):
    left = os.path.join(trained, "runs", CONFIG.key(), "checkpoint.npz")
    assert "Nothing is left over." in run("runs", "gc")[1]
    with open(left, "wb") as file:
        file.write(bytes(2000))
    code, out, _ = run("runs", "gc", "--yes")
    assert code == 0 and "checkpoint of a finished training" in out and "2.00kB" in out
    assert not os.path.exists(left)


@pytest.mark.parametrize(
    "seconds, expected", ((0, "0 s"), (59, "59 s"), (61, "1 min"), (7200, "2 h"), (200000, "2 d"), (-5, "0 s"))
)
def test_an_age_has_its_largest_unit(seconds, expected, monkeypatch):
    monkeypatch.setattr(time, "time", lambda: 1e9)
    assert runs.age(1e9 - seconds) == expected


def test_a_plan_has_what_is_made_and_what_is_missing(run):
    code, out, _ = run("plan", "figure8", "--dataset", "digits", "--epochs", "1")
    assert code == 0 and "4 trainings" not in out and "3 trainings. How long that takes is not known" in out
    rows = json.loads(run("plan", "figure8", "--dataset", "digits", "--epochs", "1", "--json")[1])
    assert {row["run"]: row["step"] for row in rows}[CONFIG.key()] == "made" and len(rows) == 4


@pytest.mark.parametrize("target", [command.name for command in commands.commands()["plan"].parts])
def test_whatever_trains_can_be_planned(run, target):
    assert run("plan", target, "--epochs", "1")[0] == 0

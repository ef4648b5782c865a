"""Each command has the options that its function reads, and no others."""

import argparse
import os

import command_line
import pytest

from reproduce import files, trained
from reproduce.claims import tables
from reproduce.cli import arguments as declared, commands, demo, doctor, evidence, export, runs, train
from reproduce.cli.command import typed
from reproduce.experiments import table1
from reproduce.experiments.experiment import EXPERIMENTS, Experiment
from reproduce.experiments.options import OPTIONS
from reproduce.fidelity import content, tables as inferred
from reproduce.report import animations, applied, recipes
from reproduce.report.output import Output
from reproduce.report import everything, page, pictures
from reproduce.report.explore import page as explorer
from reproduce.runs import pretrained
from reproduce.runs.pretrained_store import PretrainedStore

COMMANDS = commands.commands()
TYPED = typed(COMMANDS.values())
POSITIONAL = {option.name: option for option in declared.ARGUMENTS.values() if option.positional}


def settings_of(*words):
    """The settings that a command line gives."""
    return command_line.parsed(*words).settings


class Recorder(argparse.Namespace):
    """Arguments that keep which of them were read."""

    def __getattribute__(self, name):
        if not name.startswith("_"):
            object.__getattribute__(self, "_read").add(name)
        return object.__getattribute__(self, name)


@pytest.fixture
def nothing_is_made(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for module, names in (
        (everything, ("judge", "make_all")),
        (page, ("make",)),
        (recipes, ("write",)),
        (animations, ("make",)),
        (explorer, ("make",)),
        (pictures, ("make", "write", "drawn", "save_all")),
        (train, ("make",)),
        (demo, ("make",)),
        (doctor, ("examine",)),
        (evidence, ("gather", "write")),
        (inferred, ("text", "write")),
        (tables, ("text",)),
        (pretrained, ("find",)),
        (Experiment, ("make", "write")),
        (export, ("text",)),
        (applied, ("check_format", "check_pose", "encode", "reconstruct", "align", "sample")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, lambda *args, **kwargs: [])
    monkeypatch.setattr(export, "make", lambda *args: ([], []))
    nothing = {"readings": []}
    monkeypatch.setattr(content, "infer", lambda *args: {"thesis": {}, "sound": nothing, "downsampled": nothing})
    monkeypatch.setattr(runs, "confirmed", lambda yes: False)
    model = argparse.Namespace(channels=1)
    monkeypatch.setattr(trained, "find", lambda *args, **settings: argparse.Namespace(name="vae", model=model))
    monkeypatch.setattr(trained, "images", lambda *args: argparse.Namespace(names=[]))
    monkeypatch.setattr(Output, "check", lambda *args: None)
    for name in POSITIONAL:  # runs of these names, each with something left over
        files.write_json(os.path.join("results", "runs", name, "config.json"), {"config": {"model": "vae"}})
        files.write_json(os.path.join("results", "runs", name, "metrics.json"), {"test": {"elbo": -1.0}})
        files.write_text(os.path.join("results", "runs", name, "history.csv.damaged"), "")
    monkeypatch.setattr(Experiment, "text", lambda *args: "")
    monkeypatch.setattr(PretrainedStore, "__init__", lambda *args: None)
    monkeypatch.setattr(table1, "has_ours", lambda *args: False)


def with_operands(words):
    """A command line with a value for each operand that the command needs."""
    needed = [POSITIONAL[name] for name in TYPED[words].reads if name in POSITIONAL]
    operands = [option.choices[0] if option.choices else option.name for option in needed if option.default is None]
    return [*words, *(["vae"] if words == ("train",) else operands)]


@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_each_option_of_a_command_is_read_by_it(nothing_is_made, words):
    command, words = TYPED[words], with_operands(words)
    arguments = command_line.parsed(*words)
    recorder = Recorder(**vars(arguments), _read=set())
    recorder._read.clear()
    commands._choose_engine(recorder)
    commands._carry_out(recorder)
    assert set(command.reads) | {option.name for option in command.own} <= recorder._read
    assert "settings" in recorder._read or not command.settings


@pytest.mark.parametrize("words", TYPED, ids=" ".join)
def test_an_option_that_a_command_does_not_read_is_an_error(words, capsys):
    def is_taken(option):
        try:
            # a value that most options refuse
            command_line.parsed(*with_operands(words), "--" + option.replace("_", "-") + "=?")
        except SystemExit:
            return "unrecognized arguments" not in capsys.readouterr().err
        return True

    named = {option.name for command in TYPED.values() for option in command.own}
    named |= set(OPTIONS) | set(declared.ARGUMENTS) | set(declared.ALL_SETTINGS)
    expected = set(TYPED[words].taken)
    assert {option for option in named if is_taken(option)} == expected - {"model", *POSITIONAL}


def test_experiments_have_options_that_exist():
    for experiment in EXPERIMENTS.values():
        assert set(experiment.options) <= set(OPTIONS)


def test_every_experiment_is_a_command():
    assert set(EXPERIMENTS) <= set(COMMANDS)


def test_all_is_all_and_core_what_the_thesis_claims_rest_on(nothing_is_made, monkeypatch):
    asked = {}

    def make_all(options, store, folder, experiments):
        asked[len(asked)] = (options.ours, [experiment.name for experiment in experiments])
        return "report.html"

    monkeypatch.setattr(everything, "make_all", make_all)
    assert commands.main(["all", "--dataset", "digits"]) == commands.main(["core", "--dataset", "digits"]) == 0
    figures, codes = [f"figure{number}" for number in range(1, 13)], ["discrete", "conditional"]
    assert asked[0] == (True, ["table1", *figures, "quality", "priors", "likelihood", "recovery", "denoising", *codes])
    assert asked[1] == (False, ["table1", *figures[:9], "quality"])


@pytest.mark.parametrize("number", ("-1e-3", "-1E+2", "-6", "-.5", "-2.", "-1e-300"))
def test_negative_numbers_are_no_options(number):
    assert settings_of("train", "vae", "--log-sigma-floor", number) == {
        "model": "vae",
        "log_sigma_floor": float(number),
    }


@pytest.mark.parametrize("number", ("-inf", "-nan", "-Infinity"))
def test_what_is_not_finite_is_told_as_such(number, capsys):
    with pytest.raises(SystemExit):
        settings_of("train", "vae", "--log-sigma-floor", number)
    assert "log_sigma_floor must be finite, got" in capsys.readouterr().err


@pytest.mark.parametrize(
    "words", (["table1", "--seed", "3"], ["figure6", "--draw", "3"], ["train", "vae", "--epoch", "3"])
)
def test_options_have_no_abbreviations(words, capsys):
    with pytest.raises(SystemExit):
        settings_of(*words)
    assert f"unrecognized arguments: {words[-2]} 3" in capsys.readouterr().err

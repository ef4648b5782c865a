"""Properties of all experiments: plans, names of files, and tables that read as they are committed."""

import os

import pytest

from reproduce import files
from reproduce.config import Config
from reproduce.errors import ConfigError
from reproduce.experiments import MODULES
from reproduce.experiments.experiment import EXPERIMENTS, Experiment, union_of, union_of_plans
from reproduce.experiments.options import Options
from reproduce.experiments.table import Table
from reproduce.runs.store import Measure, Store

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
COMMITTED = [
    pytest.param(experiment, folder, id=f"{folder}-{experiment.name}")
    for folder in ("results", *(os.path.join("results", name) for name in ("author", "omniglot", "tuned")))
    for experiment in EXPERIMENTS.values()
    if experiment.content and os.path.isfile(os.path.join(ROOT, folder, f"{experiment.stem}.json"))
]


@pytest.mark.parametrize("experiment, folder", COMMITTED)
def test_committed_tables_are_those_of_their_json(experiment, folder, tmp_path):
    # Numbers that are rounded in JSON, and rows without a model's name, are those of older versions.
    experiment.write(files.read_json(os.path.join(ROOT, folder, f"{experiment.stem}.json")), str(tmp_path))
    for name in os.listdir(tmp_path):
        with open(os.path.join(ROOT, folder, name), "rb") as file:
            assert (tmp_path / name).read_bytes() == file.read(), name


def test_experiments_stand_in_the_order_of_their_modules():
    stems = {"sample_quality": "quality"}
    assert list(EXPERIMENTS) == [stems.get(module, module) for module in MODULES]


@pytest.mark.parametrize("experiment", EXPERIMENTS.values(), ids=list(EXPERIMENTS))
def test_plans_tell_what_is_wrong_with_settings(experiment):
    if experiment.plan:
        assert experiment.plan(Options({"dataset": "digits"}))
        with pytest.raises(ConfigError, match="epochs must be at least 1"):
            experiment.plan(Options({"epochs": 0}))


def test_one_plan_of_several_measures_all_that_each_does():
    first, second = Measure("first", {}, None), Measure("second", {}, None)
    vae, other = Config("vae"), Config("vae", seed=1)
    assert union_of([{vae: (first,)}, {other: (), vae: (first, second)}]) == {vae: (first, second), other: ()}


def test_core_trains_each_run_once():
    # Table 1 has 8 trainings and 3 baselines, figure 5 another 26 (VAE (20) is in both), figures 7 and 8 three more.
    names = ["table1", *(f"figure{number}" for number in range(1, 10)), "quality"]
    assert len(union_of_plans([EXPERIMENTS[name] for name in names], Options({}))) == 37 + 3


def test_files_are_those_that_are_written(tmp_path):
    experiment = Experiment(
        "size",
        "Size",
        "I",
        "how large it is",
        "1 s",
        "size",
        content=lambda options, store: {"size": 3},
        tables=lambda content: [Table(["size"], [[content["size"]]], "In pixels."), Table(["again"], [])],
        rows=lambda content: [content],
    )
    content = experiment.make(Options({}), Store(str(tmp_path / "runs")))
    assert experiment.outputs == "size.{json,csv,md}"
    assert [os.path.basename(path) for path in experiment.write(content, str(tmp_path))] == [
        "size.json",
        "size.md",
        "size.csv",
    ]
    assert experiment.text(content) == "size\n----\n3\n\nIn pixels.\n\nagain\n-----"
    assert sorted(os.listdir(tmp_path)) == ["size.csv", "size.json", "size.md"], "nothing is trained, no folder of runs"

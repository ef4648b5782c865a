"""Committed evidence: a line for each training, appended once, checked, merged."""

import json

import pytest

from reproduce import files
from reproduce.config import Config
from reproduce.errors import DataError
from reproduce.runs import evidence
from reproduce.runs.store import Measure, Store

CONFIG = Config(model="vae", dim_z=2, dataset="digits", epochs=2, seed=3)
MEASURE = Measure("ink", {"ink": float}, lambda config, folder, dataset: {"ink": 1.5})


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """(path of the evidence, store) of one training, measured afterwards."""
    store = Store(str(tmp_path_factory.mktemp("results") / "runs"), jobs=1)
    store.make({CONFIG: ()})
    store.make({CONFIG: [MEASURE]})
    return str(store.root).replace("runs", "evidence/digits.jsonl"), store


def test_the_store_writes_a_line_for_each_training_and_measurement(made):
    path, store = made
    first, second = evidence.read(path)
    metrics = files.read_json(store.folder(CONFIG) + "/metrics.json")
    assert first["settings"] == {"model": "vae", "dim_z": 2, "dataset": "digits", "epochs": 2, "seed": 3}
    assert first["test"] == metrics["test"] and first["measures"] == {} and first["seconds"] == metrics["seconds"]
    assert len(first["in_use_by_epoch"]) == 2 and first["best"]["epoch"] in (1, 2)
    assert second["measures"] == {"ink": {"ink": 1.5}}
    assert evidence.merged([first, second]) == [second] == evidence.read_folder(str(path).rpartition("/")[0])


def test_trainings_of_one_seed_that_end_elsewhere_are_two(made):
    *_, line = evidence.read(made[0])
    other = dict(line, test=dict(line["test"], elbo=line["test"]["elbo"] - 0.5), measures={"ink": {"ink": 2.0}})
    assert evidence.merged([line, other, line]) == [line, other]


def test_a_line_that_is_there_is_not_appended_again(made):
    path, store = made
    store.record([CONFIG])
    assert len(evidence.read(path)) == 2


@pytest.mark.parametrize(
    "change, told",
    [
        ({"signs": None}, "'signs' of .* is no list"),
        ({"surprise": 1}, "has other fields than"),
        ({"test": "good"}, "'test' of .* is no dict"),
        ({"settings": {"model": "vea"}}, "model must be one of"),
    ],
)
def test_a_line_that_is_none_is_refused_with_its_number(made, tmp_path, change, told):
    line = dict(evidence.read(made[0])[0], **change)
    (tmp_path / "bad.jsonl").write_text(json.dumps(line) + "\n")
    with pytest.raises(DataError, match="bad.jsonl, line 1: .*" + told):
        evidence.read(str(tmp_path / "bad.jsonl"))


def test_a_missing_field_and_a_torn_line_are_refused(made, tmp_path):
    line = evidence.read(made[0])[0]
    del line["signs"]
    for text, told in ((json.dumps(line), "lacks 'signs'"), (json.dumps(line)[:40], "line 1")):
        (tmp_path / "bad.jsonl").write_text(text + "\n")
        with pytest.raises(DataError, match=told):
            evidence.read(str(tmp_path / "bad.jsonl"))


def test_measures_of_one_training_are_joined_and_engines_kept_apart(made):
    line = evidence.read(made[0])[0]
    lines = [dict(line, measures={"a": {"x": 1}}), dict(line, measures={"b": {"y": 2}}), dict(line, engine="another")]
    joined, other = evidence.merged(lines)
    assert joined["measures"] == {"a": {"x": 1}, "b": {"y": 2}} and other["engine"] == "another"


def test_what_is_known_of_a_model_whatever_the_seed(tmp_path):
    config = Config(model="vae", dim_z=10)
    line = line_of_settings(config.changed("dim_z", "seed", "epochs"))
    others = [
        dict(line, settings={**line["settings"], "seed": 4}, measures={"size": {"value": 2}}),
        dict(line, settings={**line["settings"], "dim_z": 9}),
        dict(line, signs=["blank templates"]),
        dict(line, engine="pytensor"),
        dict(line, measures={"other": {"value": 3}}),
    ]
    found = evidence.measured([line, *others], config, "theano", "c", "size")
    assert found == [{"value": 1}, {"value": 2}]
    store = Store(str(tmp_path / "runs"))
    assert store.known(config, "size") == []
    evidence.append(str(tmp_path / evidence.FOLDER / "mnist.jsonl"), [line])
    assert store.known(config, "size") == [{"value": 1}]


def line_of_settings(settings):
    """A line of a training by the reference engine, of which one thing is measured."""
    return {
        "form": 1,
        "run": "run",
        "settings": settings,
        "numerics_version": 1,
        "engine": "theano",
        "backend": "c",
        "device": "cpu",
        "versions": {},
        "test": {},
        "train": {},
        "dimensions_in_use": 5,
        "signs": [],
        "restarts": 0,
        "measures": {"size": {"value": 1}},
    }

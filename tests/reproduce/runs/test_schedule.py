"""The runs that a command would still make, and about how long they take."""

import os

import pytest

from reproduce import files
from reproduce.config import Config
from reproduce.runs import evidence, history, schedule
from reproduce.runs.schedule import Planned
from reproduce.runs.store import Baseline, Measure, Store, plan_of

VAE = Config("vae", dim_z=2, dataset="digits", epochs=4)
TVAE = Config("tvae_affine", dim_z=2, dataset="digits", epochs=4)
DTVAE = Config("dtvae_affine", dim_z=2, dataset="digits", epochs=4)
SVM = Measure("svm", {}, lambda *args: {})
RAW = Baseline("digits-raw", VAE, SVM)


@pytest.fixture
def store(tmp_path):
    return Store(str(tmp_path / "results" / "runs"))


def write(store, config, epochs, seconds=None, measured=False):
    folder = store.folder(config)
    files.write_json(os.path.join(folder, "config.json"), {"config": config.to_dict()})
    lines = [dict.fromkeys(history.FIELDS, "0")] * epochs
    files.write_csv(os.path.join(folder, "history.csv"), lines, history.FIELDS)
    if seconds:
        files.write_json(os.path.join(folder, "metrics.json"), {"seconds": seconds})
    if measured:
        files.write_json(os.path.join(folder, SVM.file), {})


def test_each_run_has_a_step(store):
    write(store, VAE, 4, seconds=8.0, measured=True)
    write(store, TVAE, 4, seconds=8.0)
    write(store, DTVAE, 1)
    third = Config("vae", dim_z=3, dataset="digits", epochs=4)
    plan = plan_of([RAW, VAE, TVAE, DTVAE, third], SVM)
    speeds, told = schedule.measured_speeds(store.root)
    assert schedule.planned(store, plan, speeds) == [
        Planned(RAW, schedule.BASELINE, 0, 0.0),
        Planned(VAE, schedule.MADE, 0, 0.0),
        Planned(TVAE, schedule.MEASURE, 0, 0.0),
        Planned(DTVAE, schedule.GO_ON, 3, None),
        Planned(third, schedule.TRAIN, 4, 8.0),
    ]
    assert told == "2 trainings here"


def test_without_trainings_speeds_are_those_of_the_evidence(store):
    line = {
        "form": evidence.FORM,
        "run": DTVAE.key(),
        "settings": DTVAE.changed("dim_z", "epochs"),
        "numerics_version": 2,
        "engine": "theano",
        "backend": "c",
        "device": "cpu",
        "versions": {},
        "seconds": 12.0,
        "test": {},
        "train": {},
        "dimensions_in_use": 1,
        "signs": [],
        "restarts": 0,
        "measures": {},
    }
    evidence.append(os.path.join(os.path.dirname(store.root), evidence.FOLDER, "digits.jsonl"), [line])
    speeds, told = schedule.measured_speeds(store.root)
    assert speeds == {("digits", "dtvae_affine"): 3.0} and "the 1 of the evidence" in told


@pytest.mark.parametrize("jobs, expected", ((1, 10.0), (2, 5.0), (3, 4.0), (9, 4.0)))
def test_jobs_share_the_trainings_the_slowest_first(jobs, expected):
    found = [Planned(VAE, schedule.TRAIN, 1, seconds) for seconds in (1.0, 2.0, 3.0, 4.0)]
    assert schedule.duration(found, jobs) == expected


def test_a_duration_is_unknown_if_one_speed_is():
    assert schedule.duration([Planned(VAE, schedule.TRAIN, 1, None), Planned(TVAE, schedule.TRAIN, 1, 1.0)], 1) is None
    assert schedule.duration([Planned(VAE, schedule.MADE, 0, 0.0)], 1) == 0

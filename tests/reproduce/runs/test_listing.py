"""The stored runs as a list: states, names, what can be removed."""

import os
import subprocess
import sys

import pytest

from reproduce import files
from reproduce.config import Config
from reproduce.errors import StoreError
from reproduce.runs import checkpoints, history, listing, removal

CONFIG = Config("vae", dim_z=2, dataset="digits", epochs=3)
OTHER = Config("tvae_affine", dim_z=2, dataset="digits", epochs=3)
HOLDER = (
    "import sys, time; from reproduce.runs import lock\n"
    "with lock.owning(sys.argv[1]): print('mine', flush=True); time.sleep(60)"
)


def write_run(root, config, epochs, name=None, metrics=True):
    folder = os.path.join(root, name or config.key())
    files.write_json(os.path.join(folder, "config.json"), {"config": config.to_dict()})
    lines = [dict.fromkeys(history.FIELDS, "0") for _ in range(epochs)]
    files.write_csv(os.path.join(folder, "history.csv"), lines, history.FIELDS)
    if metrics:
        test = {"elbo": -100.0, "kl_z_per_dim": [1.0, 2.0]}
        files.write_json(os.path.join(folder, "metrics.json"), {"test": test, "dimensions_in_use": 2, "seconds": 6.0})
    return folder


@pytest.fixture
def root(tmp_path):
    return str(tmp_path / "runs")


@pytest.fixture
def held(root):
    """Folder of a run that another process trains."""
    folder = write_run(root, OTHER, 1, metrics=False)
    with subprocess.Popen([sys.executable, "-c", HOLDER, folder], stdout=subprocess.PIPE) as holder:
        assert holder.stdout.readline() == b"mine\n"
        yield folder
        holder.kill()


def states(root):
    return {run.name: run.state for run in listing.stored(root)}


def test_a_folder_that_is_not_there_has_no_runs(root):
    assert listing.stored(root) == []


def test_each_run_has_a_state(root, held):
    write_run(root, CONFIG, 3)
    write_run(root, Config("vae", dim_z=3, dataset="digits"), 1, metrics=False)
    old = write_run(root, CONFIG, 3, "digits-vae-z2-s0-0123456789")
    unknown = write_run(root, CONFIG, 3, "digits-vae-z2-s0-of-the-future")
    files.write_json(os.path.join(unknown, "config.json"), {"config": {"model": "vae", "of_the_future": 1}})
    cut = write_run(root, CONFIG, 3, "cut")
    files.write_text(os.path.join(cut, "metrics.json"), "{")
    files.write_json(os.path.join(root, "digits-pca8", "linear_svm.json"), {})
    write_run(root, CONFIG, 3, "chosen-by-hand")
    write_run(root, CONFIG, 3, CONFIG.key() + "-pytensor-c")
    assert states(root) == {
        CONFIG.key(): listing.FINISHED,
        CONFIG.key() + "-pytensor-c": listing.FINISHED,
        "chosen-by-hand": listing.FINISHED,
        Config("vae", dim_z=3, dataset="digits").key(): listing.UNFINISHED,
        os.path.basename(held): listing.RUNNING,
        os.path.basename(old): listing.SUPERSEDED,
        os.path.basename(unknown): listing.SUPERSEDED,
        "cut": listing.DAMAGED,
        "digits-pca8": listing.BASELINE,
    }


def test_a_run_tells_what_it_is(root):
    run = listing.read(write_run(root, CONFIG, 2))
    assert (run.title, run.settings, run.engine) == ("VAE (2)", "dataset digits, epochs 3", "theano c")
    assert (run.epochs, run.elbo, run.metrics["dimensions_in_use"]) == (2, -100.0, 2)
    assert run.size == sum(os.path.getsize(os.path.join(run.folder, name)) for name in os.listdir(run.folder))


def test_a_run_is_found_by_a_part_of_its_name(root):
    folders = [write_run(root, config, 3) for config in (CONFIG, OTHER)]
    write_run(root, CONFIG, 3, CONFIG.key() + "-pytensor-c")
    assert listing.find(root, "tvae_affine").folder == folders[1]
    assert listing.find(root, CONFIG.key()).folder == folders[0]
    assert listing.find(root, folders[0] + os.sep).name == CONFIG.key()
    for name, message in (("dtvae", "no run"), ("vae-z2", "2 runs"), ("digits", "3 runs")):
        with pytest.raises(StoreError, match=message):
            listing.find(root, name)


def test_what_is_left_over_is_found_and_removed(root):
    folder, old = write_run(root, CONFIG, 3), write_run(root, CONFIG, 3, "digits-vae-z2-s0-0123456789")
    going = write_run(root, OTHER, 1, metrics=False)
    kept = sorted(os.listdir(folder))
    for name in (checkpoints.NEWEST, checkpoints.PREVIOUS, "history.csv.damaged", ".x.part"):
        files.write_text(os.path.join(folder, name), "12345")
        files.write_text(os.path.join(going, name), "12345")
    found = removal.leftovers(listing.stored(root))
    assert {leftover.path for leftover in found} == {old} | {
        os.path.join(folder, name)
        for name in (checkpoints.NEWEST, checkpoints.PREVIOUS, "history.csv.damaged", ".x.part")
    }
    assert sum(leftover.size for leftover in found if leftover.path != old) == 20
    removal.remove(found)
    assert sorted(os.listdir(folder)) == kept and not os.path.exists(old)
    assert len(os.listdir(going)) == 2 + 4


def test_nothing_is_removed_while_a_process_trains_in_one(root, held):
    folder = write_run(root, CONFIG, 3)
    runs = [removal.Leftover(path, "", 0, path) for path in (folder, held)]
    with pytest.raises(StoreError, match=r"being trained by process .*; nothing is removed"):
        removal.remove(runs)
    assert os.path.exists(folder) and os.path.exists(held)


def test_compiled_code_is_what_the_engine_keeps(tmp_path):
    files.write_text(str(tmp_path / "compiledir_Linux" / "module" / "a.so"), "12345")
    found = removal.compiled(str(tmp_path))
    assert [(leftover.path, leftover.size) for leftover in found] == [(str(tmp_path / "compiledir_Linux"), 5)]
    removal.remove(found)
    assert os.listdir(str(tmp_path)) == [] and removal.compiled(str(tmp_path / "missing")) == []

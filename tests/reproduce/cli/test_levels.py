"""-q and -v: what a command prints beside its results, at each level, and what the workers of a cluster tell."""

import re
import shutil

import pytest

from reproduce import notices
from reproduce.cli import commands
from reproduce.runs import cluster, store
from reproduce.runs.run_folder import RunFolder

TRAIN = ["train", "vae", "--dim-z", "2", "--dataset", "digits", "--epochs", "2", "--train-images", "256"]
STEPS = (
    "engine ",
    "256 training and 297 test images of digits",
    ": compiling vae, seed 0",
    ": compiled in ",
    ": epoch 1, ",
    ": epoch 2, ",
)


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(notices.VARIABLE, "")  # what -q and -v set is taken back


@pytest.fixture
def run(capsys):
    """`run(*words)` is (standard output, standard error) of a command that ends well."""

    def run(*words):
        assert commands.main(list(words)) == 0
        return tuple(capsys.readouterr())

    return run


@pytest.mark.parametrize("level, shows_progress, steps", [("", True, 0), ("-q", False, 0), ("-v", True, len(STEPS))])
def test_a_training_tells_as_much_as_asked(run, level, shows_progress, steps):
    out, err = run(*TRAIN, *filter(None, [level]))
    assert re.match(r"test ELBO -\S+, .*\n\d of 2 code dimensions in use; in results/runs/digits-vae-\S+\n$", out)
    assert (re.search(r"^vae: 100 %, 2/2 epochs", err, re.MULTILINE) is not None) == shows_progress
    assert [step for step in STEPS if step in err] == list(STEPS[:steps])
    assert err if shows_progress else err == ""
    assert "\r" not in err


def test_long_and_short_forms_are_one(run):
    assert run("figure1", "--quiet") == run("figure1", "-q")


def test_both_at_once_are_refused(capsys):
    with pytest.raises(SystemExit) as stop:
        commands.main(["figure1", "-q", "-v"])
    assert stop.value.code == 2 and "not allowed with" in capsys.readouterr().err


def test_quiet_errors_are_still_told(capsys):
    assert commands.main(["evidence", "none", "-q"]) == 5
    assert capsys.readouterr().err.startswith("reproduce: ")


def test_the_plan_of_a_table_is_told_before_its_trainings(monkeypatch, capsys):
    def run_all(*args, **kwargs):
        assert "4 runs in results/runs, 4 of them to be made" in capsys.readouterr().err
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "run_all", run_all)
    assert commands.main(["figure8", "--dataset", "digits", "-v"]) == 130


def test_workers_of_a_cluster_have_the_level_of_the_command(tmp_path, monkeypatch, capsys):
    distributed = pytest.importorskip("distributed")
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "metrics.json").write_text("1")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, dashboard_address=":0", local_directory=str(tmp_path / "scratch")
    ) as local:
        for level in (notices.VERBOSE, notices.QUIET, None):
            monkeypatch.setenv(notices.VARIABLE, level or "")
            folder = RunFolder(str(tmp_path / "runs" / str(level)), "metrics.json")
            tasks = [(shutil.copytree, (str(tmp_path / "made"), folder)), (notices.level, ())]
            assert cluster.run_all(tasks, local.scheduler_address, "", lambda tasks: [""] * len(tasks))[1] == level
            err = capsys.readouterr().err
            assert (f"{folder}: 1 files came back\n" in err) == (level == notices.VERBOSE)
            assert ("2/2 runs" in err) == (level != notices.QUIET)

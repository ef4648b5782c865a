"""Runs on a Dask cluster: what is sent out, what comes back, what is told when the cluster fails."""

import glob
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time

import numpy as np
import pytest
from soak import hear_ctrl_c

from reproduce import files
from reproduce.cli import commands
from reproduce.config import Config
from reproduce.errors import DataError, StackError, TrainingError, UserError
from reproduce.experiments.linear_svms import PCA
from reproduce.experiments import table1
from reproduce.experiments.options import Options
from reproduce.runs import checkpoints, cluster, history, lock, parallel, run
from reproduce.runs.parallel import run_all
from reproduce.runs.run_folder import RunFolder
from reproduce.runs.store import Baseline, Measure, Store, make_run

distributed = pytest.importorskip("distributed")

REPOSITORY = os.path.abspath(os.path.join(os.path.dirname(__file__), "..", "..", ".."))
NOBODY = "tcp://127.0.0.1:9"  # where nothing listens


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory):
    """Address of a scheduler with two workers, all of them in this process."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=False,
        dashboard_address=":0",
        local_directory=str(tmp_path_factory.mktemp("scratch")),
    ) as local:
        yield local.scheduler_address


def folder(tmp_path, name, last="metrics.json"):
    return RunFolder(str(tmp_path / "runs" / name), last)


def fill(folder, seconds, result):
    """A task that fills its folder as a training does."""
    time.sleep(seconds)
    files.write_text(os.path.join(folder, "history.csv"), "epoch\n1\n")
    files.write_json(os.path.join(folder, "metrics.json"), result)
    return result, str(folder)


def fails(error, seconds=0):
    time.sleep(seconds)
    raise error


def thread(folder):
    return threading.current_thread().name


def test_results_and_files_come_back(scheduler, tmp_path):
    # The first task ends last; the last one has no folder.
    tasks = [(fill, (folder(tmp_path, "first"), 0.4, 1)), (fill, (folder(tmp_path, "second"), 0, 2)), (max, (2, 3))]
    first, second, third = run_all(tasks, scheduler=scheduler)
    assert (first[0], second[0], third) == (1, 2, 3)
    for name, (result, made_in) in (("first", first), ("second", second)):
        assert os.path.basename(made_in) == name
        assert "reproduce-runs" in made_in and not made_in.startswith(str(tmp_path))
        assert files.read_json(str(tmp_path / "runs" / name / "metrics.json")) == result
        assert sorted(os.listdir(str(tmp_path / "runs" / name))) == ["history.csv", "metrics.json"]


@pytest.mark.parametrize("last", ["metrics.json", "linear_svm.json", "denoising.json"])
def test_what_is_made_here_is_not_sent_out(scheduler, tmp_path, last):
    made = folder(tmp_path, "made", last)
    files.write_json(os.path.join(made, last), 1)
    here, there = run_all([(thread, (made,)), (thread, (folder(tmp_path, "missing"),))], 1, scheduler=scheduler)
    assert here == threading.current_thread().name != there
    # With nothing to send nobody has to be there.
    assert run_all([(thread, (made,))], 1, scheduler=NOBODY) == [here]


def test_an_interrupted_training_here_is_replaced(scheduler, tmp_path):
    unfinished = folder(tmp_path, "unfinished")
    files.write_text(os.path.join(unfinished, "history.csv"), "epoch\n1\n2\n")
    checkpoints.write(unfinished, "key", {}, {})
    checkpoints.write(unfinished, "key", {}, {})
    run_all([(fill, (unfinished, 0, 1))], scheduler=scheduler)
    assert sorted(os.listdir(unfinished)) == ["history.csv", "metrics.json"]
    assert len(files.read_csv(os.path.join(unfinished, "history.csv"))) == 1


def test_a_run_that_was_made_here_meanwhile_stays(tmp_path):
    made = folder(tmp_path, "made")
    files.write_json(os.path.join(made, "metrics.json"), "here")
    cluster._put(made, {"metrics.json": b'"there"'})
    assert files.read_json(os.path.join(made, "metrics.json")) == "here"
    assert os.listdir(made) == ["metrics.json"]


def test_the_files_that_say_finished_are_put_last(tmp_path, monkeypatch):
    written, atomic = [], files.atomic
    monkeypatch.setattr(files, "atomic", lambda path: written.append(os.path.basename(path)) or atomic(path))
    for last in ("metrics.json", "denoising.json"):
        del written[:]
        names = ["weights.npz", "metrics.json", "denoising.json", "config.json"]
        cluster._put(folder(tmp_path, last, last), dict.fromkeys(names, b""))
        assert sorted(written[1:]) == sorted(names) and written[-1] == last


def test_a_folder_keeps_on_its_way_what_says_that_it_is_done(tmp_path):
    again = pickle.loads(pickle.dumps(folder(tmp_path, "run", "denoising.json")))
    assert type(again) is RunFolder and again == folder(tmp_path, "run") and again.last == "denoising.json"


def test_a_finished_baseline_needs_no_scheduler(tmp_path):
    baseline = Baseline("digits-pca", Config("vae", dataset="digits"), Measure("denoising", {"error": float}, None))
    store = Store(str(tmp_path), scheduler=NOBODY)
    files.write_json(os.path.join(store.folder(baseline), "denoising.json"), {"error": 2.5})
    task = make_run, (baseline, store.folder(baseline), None, ())
    assert run_all([task], scheduler=NOBODY) == [{"denoising": {"error": 2.5}}]
    assert store.make({baseline: ()}) == {baseline: {"denoising": {"error": 2.5}}}


def test_only_finished_files_come_back(tmp_path):
    for name in ("metrics.json", ".owner", "weights.npz.damaged"):
        (tmp_path / name).write_text(name)
    (tmp_path / "folder").mkdir()
    assert cluster._contents(str(tmp_path)) == {"metrics.json": b"metrics.json"}


def test_key_is_that_of_the_run(tmp_path):
    def key(*measures):
        return cluster._key(make_run, (Config("vae"), folder(tmp_path, Config("vae").key()), None, measures))

    assert key().startswith("make_run-" + Config("vae").key()) and key() == key()
    assert key(table1.LINEAR_SVM["mean"]) != key(), "what else is measured on it makes another task"
    assert cluster._key(max, (2, 3)) is None


@pytest.mark.parametrize(
    "error, kind",
    [
        (DataError("MNIST: not here"), DataError),
        (TrainingError("not finite"), TrainingError),
        (ImportError("no C++ compiler"), StackError),
    ],
)
def test_an_error_arrives_with_its_exit_code_and_says_where(scheduler, error, kind):
    with pytest.raises(kind) as raised:
        run_all([(fails, (error,))], scheduler=scheduler)
    assert type(raised.value) is kind and raised.value.exit_code == kind.exit_code
    assert re.match(rf"on the worker inproc://\S+: {re.escape(str(error))}$", str(raised.value))


def test_what_came_before_an_error_is_kept_and_what_follows_is_cancelled(scheduler, tmp_path):
    tasks = [(fill, (folder(tmp_path, "before"), 0, 1)), (fails, (ValueError("no user's fault"), 0.7))]
    tasks += [(fill, (folder(tmp_path, f"after{number}"), 0.4, 1)) for number in range(8)]
    with pytest.raises(ValueError, match="no user's fault"):
        run_all(tasks, scheduler=scheduler)
    assert "before" in os.listdir(str(tmp_path / "runs")) and "after7" not in os.listdir(str(tmp_path / "runs"))
    with distributed.Client(scheduler) as client:
        assert eventually(lambda: not any(client.processing().values()))


def test_the_first_tasks_start_first(tmp_path):
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=":0", local_directory=str(tmp_path)
    ) as local:
        # While the worker is busy with another's task, the others wait in the order that Dask gives them.
        with distributed.Client(local, set_as_default=False) as client:
            busy = client.submit(time.sleep, 1)
            tasks = [(now, (folder(tmp_path, name),)) for name in "cabd"]
            times = run_all(tasks, scheduler=local.scheduler_address)
            busy.result()
    assert times == sorted(times)


def now(folder):
    return time.monotonic()


def eventually(true, seconds=10):
    end = time.monotonic() + seconds
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def test_progress(scheduler, tmp_path, capsys):
    made = folder(tmp_path, "made")
    files.write_json(os.path.join(made, "metrics.json"), 1)
    run_all(
        [(thread, (made,)), (fill, (folder(tmp_path, "a"), 0.1, 1)), (fill, (folder(tmp_path, "b"), 0.6, 1))],
        description="Table 1",
        scheduler=scheduler,
    )
    shown = capsys.readouterr().err
    assert "Table 1: 33 %" in shown and "1/3 runs" in shown and "2 running" in shown
    assert "Table 1: 100 %" in shown and "3/3 runs" in shown


def test_another_version_is_refused_before_its_task_is_read(scheduler):
    with distributed.Client(scheduler) as client:
        with pytest.raises(UserError) as raised:
            client.submit(cluster._on_worker, ("9.9", 8, "theano", "c"), b"unreadable").result()
    assert "the worker has reproduce {} with numerics {} on {} ({}), not 9.9 with 8 on theano (c) as here".format(
        *cluster._version()
    ) in str(raised.value)


def test_a_worker_with_several_threads_is_refused():
    with distributed.LocalCluster(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=":0") as local:
        with pytest.raises(UserError, match="has 2 threads: start it with `dask worker --nworkers 2 --nthreads 1`"):
            run_all([(max, (2, 3))], scheduler=local.scheduler_address)


@pytest.mark.parametrize(
    "address, reason",
    [
        (NOBODY, "Timed out"),
        ("tcp://127.0.0.1", "missing port number"),
        ("carrier-pigeon://127.0.0.1:8786", "unknown address scheme"),
    ],
)
def test_a_scheduler_that_is_not_there(tmp_path, monkeypatch, capsys, address, reason):
    monkeypatch.setattr(cluster, "TIMEOUT", 1)
    start = time.monotonic()
    code = commands.main(["table1", "--dataset", "digits", "--scheduler", address, "--results", str(tmp_path)])
    out, err = capsys.readouterr()
    assert (code, out) == (2, "") and time.monotonic() - start < 5
    assert err.startswith(f"reproduce: no Dask scheduler answers at {address}: ") and err.count("\n") == 1
    assert reason in err and err.endswith("start one with `dask scheduler`\n")


def test_dask_that_is_not_installed(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UserError, match=r"pip install 'dtvae-reproduce\[cluster\]'"):
        run_all([(max, (2, 3))], scheduler=NOBODY)


def test_errors_survive_the_way():
    for kind in (UserError, DataError, TrainingError, StackError):
        again = pickle.loads(pickle.dumps(kind("what and where")))
        assert (type(again), str(again), again.exit_code) == (kind, "what and where", kind.exit_code)


# Two workers in processes of their own. What their machine lacks: MNIST.

CLUSTER = """
import logging, sys
from distributed import LocalCluster

if __name__ == "__main__":
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0",
                      local_directory="scratch", silence_logs=logging.CRITICAL) as cluster:
        print(cluster.scheduler_address, flush=True)
        sys.stdin.read()
"""


@pytest.fixture(scope="module")
def far(tmp_path_factory):
    """(address, folder) of a cluster of two workers, each a process; the folder has what they write."""
    place = tmp_path_factory.mktemp("far")
    (place / "cluster.py").write_text(CLUSTER)
    environment = dict(os.environ, OMP_NUM_THREADS="1", PYTHONPATH=REPOSITORY, MNIST_DIR="nowhere")
    with subprocess.Popen(
        [sys.executable, "cluster.py"],
        cwd=str(place),
        env=environment,
        text=True,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as process:
        try:
            yield process.stdout.readline().strip(), str(place)
        finally:
            process.stdin.close()
            process.wait(30)


@pytest.mark.slow
def test_workers_without_the_data(far, tmp_path, capsys):
    code = commands.main(["table1", "--epochs", "1", "--scheduler", far[0], "--results", str(tmp_path)])
    out, err = capsys.readouterr()
    assert (code, out) == (DataError.exit_code, "")
    lines = err.splitlines()
    (first,) = [number for number, line in enumerate(lines) if line.startswith("reproduce: on the worker tcp://")]
    assert lines[first].endswith(": MNIST: nowhere is not a folder.") and len(lines) > first + 1, "with the remedies"
    assert "Traceback" not in err


@pytest.mark.slow
def test_a_lost_workers_run_is_made_again_and_equals_the_local_one(far, tmp_path, monkeypatch):
    address, place = far
    options, inputs = Options({"dataset": "digits", "epochs": 20}, seeds=3), [(PCA, 2), ("vae", 2)]
    configs = table1.trainings(options, inputs)
    local, gathered = str(tmp_path / "local"), str(tmp_path / "gathered")
    killed = []
    killer = threading.Thread(target=lambda: killed.extend(kill_a_busy_worker(place)))
    killer.start()
    rows = table1.content(options, Store(gathered, scheduler=address), inputs)
    killer.join()

    ((key, history),) = killed
    assert key in [config.key() for config in configs] and 3 <= len(history) < 20
    # Whoever made the run again went on after the last checkpoint: the seconds, too, are those of before.
    again = files.read_csv(os.path.join(gathered, key, "history.csv"))
    assert len(again) == 20 and again[: len(history) - 1] == history[:-1]
    monkeypatch.setattr(parallel, "cores", lambda: 2)  # a thread for each of two jobs, as the workers have
    assert rows == table1.content(options, Store(local, jobs=2), inputs)
    for config in configs:
        ours, theirs = [run.run_folder(config, root) for root in (local, gathered)]
        assert sorted(os.listdir(theirs)) == sorted(os.listdir(ours))
        weights = [files.read_npz(os.path.join(folder, "weights.npz")) for folder in (ours, theirs)]
        assert weights[0].keys() == weights[1].keys()
        for name in weights[0]:
            np.testing.assert_array_equal(weights[0][name], weights[1][name])
        assert without_seconds(files.read_json(os.path.join(ours, "metrics.json"))) == without_seconds(
            files.read_json(os.path.join(theirs, "metrics.json"))
        )
        for mine, yours in zip(*[files.read_csv(os.path.join(folder, "history.csv")) for folder in (ours, theirs)]):
            assert without_seconds(mine) == without_seconds(yours)
    # What has come back is found from now on, by anyone.
    monkeypatch.setattr(run, "train", lambda *args, **kwargs: pytest.fail("trains again"))
    assert table1.content(options, Store(gathered, jobs=1), inputs) == rows


def kill_a_busy_worker(place):
    """[(key, history)] of the first run that has some epochs behind it, whose worker is killed."""
    end = time.monotonic() + 120
    while time.monotonic() < end:
        for found in glob.glob(os.path.join(place, "**", "reproduce-runs", "*", "digits-vae-*"), recursive=True):
            if history.epochs_done(found) >= 3 and not run.is_finished(found):
                with open(os.path.join(found, lock.OWNER), encoding="utf-8") as file:
                    os.kill(int(file.read().split()[1]), signal.SIGKILL)
                return [(os.path.basename(found), files.read_csv(os.path.join(found, "history.csv")))]
        time.sleep(0.02)
    return []


def without_seconds(values):
    return {name: value for name, value in values.items() if name != "seconds"}


@pytest.mark.slow
def test_ctrl_c_cancels_what_is_under_way(far, tmp_path):
    address, _ = far
    command = [
        sys.executable,
        "-m",
        "reproduce",
        "table1",
        "--dataset",
        "digits",
        "--epochs",
        "100",
        "--scheduler",
        address,
        "--results",
        str(tmp_path),
    ]
    with distributed.Client(address, set_as_default=False) as client:
        with subprocess.Popen(
            command, cwd=REPOSITORY, text=True, stderr=subprocess.PIPE, preexec_fn=hear_ctrl_c
        ) as process:
            assert eventually(lambda: any("digits" in key for keys in client.processing().values() for key in keys), 60)
            process.send_signal(signal.SIGINT)
            try:
                err = process.communicate(timeout=60)[1]
            finally:
                process.kill()  # does nothing to one that has ended
        assert process.returncode == 130, err
        assert err.splitlines()[-1].startswith("reproduce: interrupted") and "Traceback" not in err
        assert eventually(lambda: not any(client.processing().values()))

"""Tasks side by side."""

import os
import re
import sys
import warnings

import pytest
from tasks import fails, process, result_after

from original.engines import choice
from reproduce.errors import DataError
from reproduce.runs import parallel


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(parallel, "cores", lambda: 2)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs):
    # The first task ends last.
    tasks = [(result_after, (0.4, "first")), (result_after, (0, "second")), (result_after, (0.1, "third"))]
    assert parallel.run_all(tasks, jobs) == ["first", "second", "third"]


def test_one_job_stays_in_this_process():
    assert parallel.run_all([(os.getpid, ())] * 2, jobs=1) == [os.getpid()] * 2


def test_two_jobs_are_two_processes():
    assert len({os.getpid(), *parallel.run_all([(process, ())] * 2, jobs=2)}) == 3


def test_a_single_task_stays_in_this_process(two_cores):
    assert parallel.run_all([(os.getpid, ())], jobs=4) == [os.getpid()]


@pytest.mark.parametrize("cores, jobs, threads", [(4, 2, "2"), (5, 2, "2"), (1, 2, "1")])
def test_processes_share_the_cores(monkeypatch, cores, jobs, threads):
    monkeypatch.setattr(parallel, "cores", lambda: cores)
    tasks = [(os.getenv, ("OPENBLAS_NUM_THREADS",))] * 2
    assert parallel.run_all(tasks, jobs) == [threads, threads]


def test_default_is_a_process_for_each_core(two_cores):
    assert [parallel.default_jobs(num_tasks) for num_tasks in (0, 1, 2, 3)] == [1, 1, 2, 2]


@pytest.mark.parametrize(
    "engine, variables, jobs",
    [
        ("theano", {"THEANO_FLAGS": "floatX=float32,device=cuda"}, 8),
        ("pytensor", {"JAX_PLATFORMS": "cuda"}, 8),
        ("theano", {"THEANO_FLAGS": "device=cuda,device=cpu"}, 12),
        ("pytensor", {"THEANO_FLAGS": "device=cuda"}, 12),
    ],
)
def test_one_gpu_is_shared_by_eight_at_most(monkeypatch, engine, variables, jobs):
    monkeypatch.setattr(parallel, "cores", lambda: 64)
    monkeypatch.setattr(parallel.device.choice, "decide", lambda: choice.Choice(engine, "c"))
    for name in ("THEANO_FLAGS", "JAX_PLATFORMS"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert [parallel.default_jobs(num_tasks) for num_tasks in (2, 12)] == [2, jobs]


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_of_a_task_arrives_as_it_was_raised(jobs):
    with pytest.raises(DataError, match="MNIST: not here"):
        parallel.run_all([(result_after, (0, None)), (fails, ())], jobs)


def test_progress_counts_from_what_was_done_before(capsys):
    counts = iter([20, 30, 50])
    parallel.run_all(
        [(result_after, (1.2, None))], jobs=1, epochs=50, count_epochs=lambda: next(counts, 50), description="Table 1"
    )
    shown = capsys.readouterr().err
    assert "Table 1: 40 %" in shown and "20/50" in shown
    assert "Table 1: 100 %" in shown and "50/50" in shown


def test_no_progress_where_all_is_done(capsys):
    parallel.run_all([(result_after, (0, None))], jobs=1, epochs=50, count_epochs=lambda: 50)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("jobs", [1, 2])
def test_progress_says_how_many_runs_are_done_and_running(jobs, capsys):
    parallel.run_all([(result_after, (0.1, None))] * 3, jobs, epochs=50)
    shown = capsys.readouterr().err
    assert "0/50 epochs" in shown and f"0 of 3 runs done, {jobs} compiling" in shown
    assert "3 of 3 runs done, 0 running" in shown


@pytest.mark.parametrize("jobs", [1, 2])
def test_where_nothing_is_trained_the_runs_are_counted(jobs, capsys):
    parallel.run_all([(result_after, (0.1, None))] * 3, jobs, description="Likelihood")
    shown = capsys.readouterr().err
    assert "Likelihood: 0 %" in shown and "0/3 runs" in shown and f"{jobs} running" in shown
    assert "Likelihood: 100 %" in shown and "3/3 runs" in shown and "0 running" in shown


@pytest.mark.parametrize("jobs", [1, 2])
def test_runs_that_are_trained_are_being_measured(jobs, capsys, monkeypatch):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)  # elsewhere a line a minute is shown
    counts = iter([49])
    parallel.run_all(
        [(result_after, (1.2, None))] * jobs,
        jobs,
        epochs=50,
        count_epochs=lambda: next(counts, 50),
        description="Table 1",
    )
    shown = capsys.readouterr().err
    assert f"0 of {jobs} runs done, {jobs} compiling" in shown and f"0 of {jobs} runs done, {jobs} measuring" in shown
    assert f"{jobs} of {jobs} runs done, 0 running" in shown


def test_time_left_is_told_from_the_mean_speed(capsys, monkeypatch):
    # On a terminal: one epoch of ten at first, then none for two seconds and a half.
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    counts = iter([0, 1])
    parallel.run_all([(result_after, (2.6, None))], epochs=10, count_epochs=lambda: next(counts, 1))
    left = re.findall(r"about (\d+) s left", capsys.readouterr().err)[-1]
    assert 18 <= int(left) <= 40, "nine times two and a half seconds"


def test_a_process_that_is_replaced_is_no_news():
    """joblib ends one whose memory has grown, and says so from a thread while the others work."""
    text = "A worker stopped while some jobs were given to the executor. This can be caused by a memory leak."
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        parallel.run_all([(process, ())] * 2, jobs=2, on_result=lambda index: warnings.warn(text, stacklevel=2))
    assert not told


def test_no_tasks():
    assert parallel.run_all([]) == parallel.run_all([], jobs=2) == []

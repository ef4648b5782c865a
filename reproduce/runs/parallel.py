"""Several tasks side by side, with one progress display: here, or on a cluster (see `reproduce.runs.cluster`)."""

import functools
import itertools
import os
import warnings
from typing import Any, Callable, Dict, Optional, Sequence, Tuple

from reproduce.progress import TimeLeft
from reproduce.runs.durations import START as PATIENCE
from reproduce.stack import device
from reproduce.stack.cores import cores

# At most so many trainings on one GPU by default: as many as Table 1 has models. Each takes memory of the card for its
# own CUDA context, its compiled programs and MNIST; how much, and how many it takes to fill a card, is not measured.
ON_GPU = 8
SEEDS_ON_GPU = 10  # of a model that one program trains there by default, see `reproduce.runs.together`; not measured

BUSIEST = 3  # times as slow as an idle machine, at most, before anything is measured

Task = Tuple[Callable, tuple]  # a function and its arguments


def default_jobs(num_tasks: int) -> int:
    """Return as many processes as this one may use cores; not more than tasks, and on a GPU at most `ON_GPU`."""
    return max(1, min(cores(), num_tasks, ON_GPU if device.current() == "cuda" else num_tasks))


def run_all(
    tasks: Sequence[Task],
    jobs: Optional[int] = None,
    epochs: int = 0,
    count_epochs: Callable[[], int] = lambda: 0,
    description: str = "",
    scheduler: Optional[str] = None,
    on_result: Callable[[int], None] = lambda index: None,
    seconds_left: Optional[Callable[[], Sequence[float]]] = None,
) -> list:
    """Return the results of `tasks`, in their order.

    Parameters
    ----------
    tasks : sequence of (callable, args)
        Picklable; started in this order. A folder that a task writes to is a `RunFolder` among its arguments.
    jobs : int or None
        Processes, each with its share of the cores; None takes `default_jobs`. 1 runs the tasks in this process.
    epochs : int
        Epochs that the tasks have together, the length of the progress bar; 0: the bar counts the tasks.
    count_epochs : callable
        Epochs done so far; read from the runs' own files, so that it is right after an interruption, too.
    description : str
        Stands in front of the bar.
    scheduler : str or None
        Address of a Dask scheduler, whose workers do what is not made yet; the bar counts runs then, not epochs.
        None stays on this machine.
    on_result : callable
        ``on_result(index)`` is called here when a task is done on this machine, in the order in which they are.
    seconds_left : callable or None
        Gives about how many seconds each task still takes on a core; None: only the speed so far tells.
    """
    if scheduler:
        from reproduce.runs import cluster

        return cluster.run_all(tasks, scheduler, description, lambda made: run_all(made, jobs))

    jobs = min(jobs or default_jobs(len(tasks)), len(tasks))
    results: Dict[int, Any] = {}
    known = seconds_left and (lambda: _together(seconds_left(), results, jobs))
    time_left = TimeLeft(known, PATIENCE * _load(jobs))
    with _bar(len(tasks), jobs, epochs, count_epochs, description, lambda: len(results), time_left):
        for index, result in _here(tasks) if jobs <= 1 else _side_by_side(tasks, jobs):
            results[index] = result
            on_result(index)
    return [results[index] for index in range(len(tasks))]


def _together(seconds, results, jobs):
    """Return about how many seconds tasks take side by side, of which some have `results` already."""
    left = [each for index, each in enumerate(seconds) if index not in results]
    return max(sum(left) / jobs, max(left, default=0)) * _load(jobs)


@functools.lru_cache(maxsize=None)
def _load(jobs):
    """Return how much slower this machine is than an idle one, by what runs on it already; asked once."""
    others = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0
    return min(max(1.0, (others + jobs) / (os.cpu_count() or 1)), BUSIEST)


def _numbered(index, function, args):
    return index, function(*args)


def _here(tasks):
    """Run the tasks one by one; give index and result of each."""
    return itertools.starmap(_numbered, ((index, *task) for index, task in enumerate(tasks)))


def _side_by_side(tasks, jobs):
    """Run the tasks in processes; give index and result of each when it is done."""
    from joblib import Parallel, delayed, parallel_backend

    # It replaces a process that has grown by 300 MB since its first task, as an engine's does, and warns of a leak. One
    # that is killed raises an error all the same.
    warnings.filterwarnings("ignore", "A worker stopped while some jobs were given to the executor", UserWarning)
    # Threads of OpenBLAS wait for each other by spinning: more of them than cores costs many times the work.
    with parallel_backend("loky", n_jobs=jobs, inner_max_num_threads=max(1, cores() // jobs)):
        parallel = Parallel(batch_size=1, pre_dispatch="all", return_as="generator_unordered")
        yield from parallel(delayed(_numbered)(index, *task) for index, task in enumerate(tasks))


def _bar(num_tasks, jobs, epochs, count_epochs, description, count_tasks, time_left):
    """Return the bar of `run_all`; `count_tasks()` tells how many tasks are done."""
    from reproduce.runs.progress_bar import FollowedBar

    started: Optional[int] = None

    def running(done, doing="running"):
        return f"{min(jobs, num_tasks - done)} {doing}"

    def state(epochs_done):
        done = count_tasks()
        nonlocal started
        started = epochs_done if started is None else started
        doing = "compiling" if epochs_done == started and done < num_tasks else "running"
        if done < num_tasks and epochs_done >= epochs:
            doing = "measuring"
        return f"{done} of {num_tasks} runs done, {running(done, doing)}"

    if not epochs:  # nothing to train: what is left is to measure
        return FollowedBar(num_tasks, count_tasks, description, "run", running, time_left)
    return FollowedBar(epochs, count_epochs, description, "epoch", state, time_left)

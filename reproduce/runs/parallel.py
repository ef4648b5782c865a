"""Several tasks side by side, with one progress display: here, or on a cluster (see `reproduce.runs.cluster`)."""

import os
import threading

from reproduce import progress
from reproduce.stack import device

# At most so many trainings on one GPU by default: as many as Table 1 has models. Each takes memory of the card for its
# own CUDA context, its compiled programs and MNIST; how much, and how many it takes to fill a card, is not measured.
ON_GPU = 8


class RunFolder(str):
    """The path among a task's arguments that names the folder it writes to; at most one.

    On a cluster a folder of the worker's takes its place, and what the task wrote there comes back to this one.
    """


def default_jobs(num_tasks):
    """As many processes as this process may use cores, but not more than tasks, and on a GPU not more than `ON_GPU`."""
    return max(1, min(cores(), num_tasks, ON_GPU if device.current() == "cuda" else num_tasks))


def run_all(tasks, jobs=None, epochs=0, count_epochs=lambda: 0, description="", scheduler=None):
    """Results of `tasks`, in their order.

    Parameters
    ----------
    tasks : list of (callable, args)
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
    """
    if scheduler:
        from reproduce.runs import cluster

        return cluster.run_all(tasks, scheduler, description, lambda made: run_all(made, jobs))

    from joblib import Parallel, delayed, parallel_backend

    jobs = min(jobs or default_jobs(len(tasks)), len(tasks))

    def bar(count_tasks):
        def running():
            return f"{min(jobs, len(tasks) - count_tasks())} running"

        if not epochs:  # nothing to train: what is left is to measure
            return FollowedBar(len(tasks), count_tasks, description, "run", running)
        return FollowedBar(
            epochs,
            count_epochs,
            description,
            "epoch",
            lambda: f"{count_tasks()} of {len(tasks)} runs done, {running()}",
        )

    if jobs <= 1:
        results = []
        with bar(lambda: len(results)):
            for function, args in tasks:
                results.append(function(*args))
        return results
    # Threads of OpenBLAS wait for each other by spinning: more of them than cores costs many times the work.
    with parallel_backend("loky", n_jobs=jobs, inner_max_num_threads=max(1, cores() // jobs)):
        parallel = Parallel(batch_size=1, pre_dispatch="all")
        # Joblib counts from the moment it starts.
        with bar(lambda: getattr(parallel, "n_completed_tasks", 0)):
            return parallel(delayed(function)(*args) for function, args in tasks)


def cores():
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class FollowedBar:
    """A progress bar that asks every half second how far the tasks are; none where nothing is left to do.

    Parameters
    ----------
    total : int
    count : callable
        How many of them are done.
    description : str
        Stands in front of the bar.
    unit : str
        What is counted.
    state : callable
        What to say behind the time left, a str.
    """

    def __init__(self, total, count, description, unit, state):
        self.count, self.state = count, state
        self.finished = threading.Event()
        done = count()
        # The time left is told from the mean speed so far: of several runs, many steps may come at once, then none.
        self.bar = progress.bar(
            total=total,
            initial=done,
            desc=description,
            unit=unit,
            postfix=state(),
            smoothing=0,
            miniters=0,
            disable=total <= done,
            bar_format="{l_bar}{bar}| {n}/{total} {unit}s [{elapsed}, {remaining} left{postfix}]",
        )
        self.thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.finished.set()
        self.thread.join()
        self.bar.close()

    def _follow(self):
        while not self.finished.wait(0.5):
            self._show()
        self._show()

    def _show(self):
        self.bar.set_postfix_str(self.state(), refresh=False)
        self.bar.update(self.count() - self.bar.n)

"""Several tasks side by side on this machine, with one progress display."""

import os
import threading

from reproduce import progress


def default_jobs(num_tasks):
    """As many processes as this process may use cores, but not more than tasks."""
    return max(1, min(cores(), num_tasks))


def run_all(tasks, jobs=None, epochs=0, count_epochs=lambda: 0, description=""):
    """Results of `tasks`, in their order.

    Parameters
    ----------
    tasks : list of (callable, args)
        Picklable; started in this order.
    jobs : int or None
        Processes, each with its share of the cores; None takes `default_jobs`. 1 runs the tasks in this process.
    epochs : int
        Epochs that the tasks have together, the length of the progress bar.
    count_epochs : callable
        Epochs done so far; read from the runs' own files, so that it is right after an interruption, too.
    description : str
        Stands in front of the bar.
    """
    from joblib import Parallel, delayed, parallel_backend

    jobs = min(jobs or default_jobs(len(tasks)), len(tasks))
    with _FollowedBar(epochs, count_epochs, description):
        if jobs == 1:
            return [function(*args) for function, args in tasks]
        # Threads of OpenBLAS wait for each other by spinning: more of them than cores costs many times the work.
        with parallel_backend("loky", n_jobs=jobs, inner_max_num_threads=max(1, cores() // jobs)):
            return Parallel(batch_size=1, pre_dispatch="all")(delayed(function)(*args) for function, args in tasks)


def cores():
    """Number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _FollowedBar:
    """A progress bar that asks every half second how far the tasks are."""

    def __init__(self, total, count, description):
        self.count = count
        self.finished = threading.Event()
        done = count()
        self.bar = progress.bar(total=total, initial=done, desc=description, unit="epoch", disable=total <= done)
        self.thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self):
        self.thread.start()

    def __exit__(self, *error):
        self.finished.set()
        self.thread.join()
        self.bar.close()

    def _follow(self):
        while not self.finished.wait(0.5):
            self.bar.update(self.count() - self.bar.n)
        self.bar.update(self.count() - self.bar.n)

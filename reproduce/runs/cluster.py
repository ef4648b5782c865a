"""Runs on a Dask cluster, for grids that outgrow one machine.

The machines need no shared disk: a worker makes a run in a scratch folder, and the run's files come back with the
result. A run whose worker is lost is done again by another, which goes on from the last checkpoint if it is on the
same machine. Scheduler and workers need this package installed, in the version of whoever sends the runs; MNIST is
read by each worker where it lies on its own machine.
"""

import asyncio
import contextlib
import hashlib
import logging
import os
import pathlib
import pickle
from concurrent import futures
from typing import Callable, Sequence

import reproduce
from reproduce import files, notices
from reproduce.config import NUMERICS_VERSION
from reproduce.errors import StackError, UserError
from reproduce.runs import checkpoints, lock
from reproduce.runs.run_folder import RunFolder
from reproduce.runs.progress_bar import FollowedBar
from reproduce.stack import engine

TIMEOUT = 10  # seconds in which the scheduler has to answer


def run_all(tasks: Sequence[tuple], address: str, description: str, run_here: Callable[[list], list]) -> list:
    """Return the results of `tasks`, in their order; arguments as in `reproduce.runs.parallel.run_all`.

    Parameters
    ----------
    tasks : sequence of (callable, args)
    address : str
        Of the scheduler, like ``tcp://host:8786``.
    description : str
    run_here : callable
        Runs a list of tasks on this machine and gives their results. It gets those whose run is made already. A run
        that was interrupted here is sent out, and starts again.

    Raises
    ------
    UserError
        If Dask is not installed; if no scheduler answers, or goes away; if they lack this package, or have
        another version of it; if a worker has several threads; if a run ended each worker that tried it.
    Exception
        What a task raised; the other tasks are cancelled then, and the results that had come are kept.
    """
    folders = [_folder(args) for _, args in tasks]
    made = [folder is not None and folder.is_done() for folder in folders]
    here = [task for task, is_made in zip(tasks, made) if is_made]
    away = [task for task, is_made in zip(tasks, made) if not is_made]
    if not away:
        return run_here(here)
    with _connected(address) as client:  # when it is closed, Dask cancels what has not come back
        pending = _submit(client, away)
        results_here = iter(run_here(here))
        with _said_in_one_line(address):
            results_away = iter(_gather(client, pending, away, description, len(here)))
    return [next(results_here if is_made else results_away) for is_made in made]


def _submit(client, tasks):
    """Send the tasks, the first of them first; return {future: index of its task}."""
    pending = {}
    for index, task in enumerate(tasks):
        # As bytes, so that a worker of another version can say so before it tries to read them.
        sent = pickle.dumps((notices.level(), task))
        future = client.submit(_on_worker, _version(), sent, key=_key(*task), pure=False, priority=-index)
        pending[future] = index
    return pending


def _gather(client, pending, tasks, description, made):
    """Return the results in the order of the tasks; put each one's files in its folder, take it out of `pending`."""
    from distributed import as_completed

    results = {}

    def state(done):
        try:
            workers = len(client.nthreads())
        except (OSError, RuntimeError, asyncio.TimeoutError, asyncio.CancelledError):
            return "the scheduler does not answer"  # if it never does again, the results don't come, either
        return f"{min(workers, len(pending))} running" if workers else "no workers yet"

    with FollowedBar(made + len(tasks), lambda: made + len(results), description, "run", state):
        for future in as_completed(list(pending)):
            result, contents = future.result()
            index = pending[future]
            folder = _folder(tasks[index][1])
            if folder and contents:
                _put(folder, contents)
                notices.detail(f"{folder}: {len(contents)} files came back")
            results[index] = result
            del pending[future]  # the worker may forget the result
    return [results[index] for index in range(len(tasks))]


def _key(function, args):
    """Return the name of a task on the cluster, None without a folder; who asks for a run again finds it under way."""
    folder = _folder(args)
    if folder is None:
        return None
    others = pickle.dumps([value for value in args if not isinstance(value, RunFolder)])
    parts = [function.__name__.strip("_"), os.path.basename(folder), hashlib.sha256(others).hexdigest()[:10]]
    return "-".join(parts + list(map(str, _version())))


def _folder(args):
    """Return the folder that a task with these arguments writes to, or None."""
    return next((value for value in args if isinstance(value, RunFolder)), None)


def _put(folder, contents):
    """Put a run's files into `folder`; a reader, or who starts after a crash, never takes half of them for a run."""
    with lock.owning(folder):  # who trains the same run here finishes it
        if not folder.is_done():
            checkpoints.remove(folder)  # of a training that was interrupted here
            for name in sorted(contents, key=lambda name: (name == folder.last, name)):
                with files.atomic(os.path.join(folder, name)) as file:
                    file.write(contents[name])
        lock.clear(folder)


def _on_worker(version, task):
    """Run a task on the worker; return its result and {name: bytes} of the files in its folder."""
    from distributed import get_worker

    worker = get_worker()
    try:
        _check(worker, version)
        level, (function, args) = pickle.loads(task)
        notices.take(level)  # the steps stand in the worker's own log
        return _call(function, args, _scratch(worker))
    except (UserError, ImportError) as error:
        kind = type(error) if isinstance(error, UserError) else StackError
        raise kind(f"on the worker {worker.address}: {error}") from error


def _check(worker, version):
    if version != _version():
        theirs = "reproduce {} with numerics {} on {} ({})".format(*_version())
        ours = "{} with {} on {} ({})".format(*version)
        raise UserError(f"the worker has {theirs}, not {ours} as here: install the same version")
    threads = worker.state.nthreads
    if threads != 1:
        # Theano, its compilation above all, and Lasagne's source of random weights are one for each process.
        raise UserError(
            f"a process can make only one run at a time, and the worker has {threads} threads: start it with "
            f"`dask worker --nworkers {threads} --nthreads 1`"
        )


def _scratch(worker):
    """Return where a worker makes its runs: beside the workers' folders, so that the next one on its machine goes on.

    Dask gives each worker a folder of its own and empties it when the worker is lost.
    """
    return os.path.join(os.path.dirname(worker.local_directory), "reproduce-runs", "-".join(map(str, _version())))


def _version():
    return (reproduce.__version__, NUMERICS_VERSION) + engine.current()


def _call(function, args, scratch):
    """Run a task in a folder of the same name under `scratch`; return the result and the files."""
    folder = _folder(args)
    if folder is None:
        return function(*args), {}
    own = os.path.join(scratch, os.path.basename(folder))
    result = function(*[own if isinstance(value, RunFolder) else value for value in args])
    return result, _contents(own)


def _contents(folder):
    """Return {name: bytes} of the files in `folder`, without hidden and damaged ones."""
    return {
        path.name: path.read_bytes()
        for path in pathlib.Path(folder).glob("[!.]*")
        if path.is_file() and path.suffix != ".damaged"
    }


@contextlib.contextmanager
def _connected(address):
    try:
        from distributed import Client
    except ImportError as error:
        raise UserError(f"a cluster needs Dask ({error}): pip install 'dtvae-reproduce[cluster]'") from error
    for name in ("distributed", "distributed.client", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)  # what matters arrives as an exception
    try:
        client = Client(address, timeout=TIMEOUT)
    except (OSError, ValueError, asyncio.TimeoutError) as error:
        raise UserError(f"no Dask scheduler answers at {address}: {error}; start one with `dask scheduler`") from error
    with client:
        yield client


@contextlib.contextmanager
def _said_in_one_line(address):
    """Turn what Dask raises where the cluster fails, not a task, into a UserError."""
    from distributed.scheduler import KilledWorker

    try:
        yield
    except KilledWorker as error:
        raise UserError(
            f"a run ended each worker that tried it, perhaps for want of memory (`dask worker --memory-limit`): {error}"
        ) from error
    except (futures.CancelledError, asyncio.CancelledError) as error:
        raise UserError(
            f"the Dask scheduler at {address} went away; the same command goes on with the runs that have not come back"
        ) from error
    except (ImportError, RuntimeError) as error:
        # What a run can't import has been said by its worker: this is about what the worker is, or the scheduler.
        if isinstance(error, RuntimeError) and "deserialization" not in str(error):
            raise
        raise UserError(
            f"the Dask scheduler at {address}, or a worker of it, can't read what it is sent "
            f"({str(error).split('. ')[0]}): install dtvae-reproduce {reproduce.__version__} with them all"
        ) from error

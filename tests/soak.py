"""Kill a real training again and again, and see that nothing is lost: ``python tests/soak.py --kills 200``."""

import argparse
import functools
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np

from reproduce import files

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
FINISHED = ["config.json", "history.csv", "metrics.json", "weights.npz"]
# Checkpoints every few minibatches, so that many kills hit one that is being written.
TRAINING = ["train", "vae", "--dataset", "digits", "--dim-z", "2", "--epochs", "15", "--checkpoint-minutes", "0.0003"]
STARTUP_SHARE = 0.3  # of the kills, while Python starts or Theano compiles


def hear_ctrl_c():
    """In a child process: take Ctrl-C as one on a terminal does. A shell has its background jobs ignore it."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def start(folder, cache, training=tuple(TRAINING)):
    """The training into `folder` as a process of its own, in a process group of its own, on one thread."""
    environment = dict(
        os.environ,
        OMP_NUM_THREADS="1",
        OPENBLAS_NUM_THREADS="1",
        PYTHONWARNINGS="ignore",
        THEANO_FLAGS=os.environ.get("THEANO_FLAGS", "") + ",base_compiledir=" + cache,
    )
    return subprocess.Popen(
        [sys.executable, "-m", "reproduce"] + list(training) + ["--out", folder],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=hear_ctrl_c,
        universal_newlines=True,
    )


def finish(folder, cache):
    """Train into `folder` until the end; the seconds that it took. AssertionError with the output if that fails."""
    begin = time.monotonic()
    process = start(folder, cache)
    output, _ = process.communicate()
    assert process.returncode == 0, output
    return time.monotonic() - begin


def soak(kills, seed=0, say=print):
    """Kill a training `kills` times at random instants and compare what it ends with to one that nobody killed.

    Raises AssertionError where weights, history or metrics differ in a bit, or a file is left over.
    """
    instants, done = random.Random(seed), 0
    with tempfile.TemporaryDirectory() as scratch:
        cache, whole = os.path.join(scratch, "cache"), os.path.join(scratch, "whole")
        killed_in = {"start": 0, "training": 0}
        compiling = finish(whole, os.path.join(scratch, "other-cache"))
        startup = None
        while done < kills:
            folder = os.path.join(scratch, "killed")
            process, in_training = start(folder, cache), startup is not None and instants.random() > STARTUP_SHARE
            if in_training:
                while process.poll() is None and not _checkpoint_is_newer(folder, process):
                    time.sleep(0.005)
                time.sleep(instants.uniform(0, 0.5))
            else:
                time.sleep(instants.uniform(0, startup or compiling))
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.communicate()
                done += 1
                killed_in["training" if in_training else "start"] += 1
                say(f"killed {done} of {kills} times")
            else:
                output, _ = process.communicate()
                assert process.returncode == 0, output
                _same(folder, whole)
                shutil.rmtree(folder)
                if startup is None:
                    shutil.rmtree(cache)  # cold again, so that the next kill falls into compiling
            if startup is None and done >= min(3, kills // 3):
                startup = finish(folder, cache)  # warm from now on
                _same(folder, whole)
                shutil.rmtree(folder)
        finish(folder, cache)
        _same(folder, whole)
    return killed_in


def _checkpoint_is_newer(folder, process):
    """Return True once `process` has got as far as writing a checkpoint."""
    path = os.path.join(folder, "checkpoint.npz")
    try:
        return os.path.getmtime(path) > _started(process)
    except OSError:
        return False


def _started(process):
    return os.stat(f"/proc/{process.pid}").st_ctime


def _same(folder, whole):
    assert sorted(os.listdir(folder)) == FINISHED, f"left over: {sorted(os.listdir(folder))}"
    ours, expected = [files.read_npz(os.path.join(place, "weights.npz")) for place in (folder, whole)]
    assert sorted(ours) == sorted(expected)
    for array in ours:
        assert np.array_equal(ours[array], expected[array]), f"{array} differs"
    metrics = [files.read_json(os.path.join(place, "metrics.json")) for place in (folder, whole)]
    for values in metrics:
        values.pop("seconds")
    assert metrics[0] == metrics[1]
    histories = [files.read_csv(os.path.join(place, "history.csv")) for place in (folder, whole)]
    for line in histories[0] + histories[1]:
        line.pop("seconds")
    assert histories[0] == histories[1]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="soak.py", description=__doc__.split(":")[0] + ".")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0, help="determines the instants, as far as clocks allow")
    options = parser.parse_args()
    found = soak(options.kills, options.seed, functools.partial(print, flush=True))
    print(f"all the same after kills in: {found}")
